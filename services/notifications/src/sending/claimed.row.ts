import type { Lane, Office, Text } from '@kezek/contracts';
import type { SealedContact } from '../contacts/contacts.service';
import type { MovedRow } from '../notifications/notification.row';

/** A lane of a way to the visitors. */
export interface Due {
  readonly route: string;
  readonly lane: Lane;
}

/** A message that this process alone may write now. */
export interface Claimed extends MovedRow, SealedContact {
  readonly contact_ref: string;
  readonly attempt: number;
  /** Numbers of the segments that an earlier attempt brought through. */
  readonly accepted: readonly number[];
  readonly route: string;
  readonly office_kind: Office['kind'] | null;
  readonly office_name: Text | null;
  readonly office_address: Text | null;
}
