import type { Lane } from '@kezek/contracts';
import type { SealedContact } from '../contacts/contacts.service';
import type { MovedRow } from '../notifications/notification.row';
import type { OfficeRow } from '../offices/office.row';

/** A lane of a way to the visitors. */
export interface Due {
  readonly route: string;
  readonly lane: Lane;
}

/** A message that this process alone may write now. */
export interface Claimed extends MovedRow, SealedContact {
  readonly contactRef: string;
  readonly attempt: number;
  /** Numbers of the segments that an earlier attempt brought through. */
  readonly accepted: readonly number[];
  readonly route: string;
  readonly officeKind: OfficeRow['kind'] | null;
  readonly officeName: OfficeRow['name'] | null;
  readonly officeAddress: OfficeRow['address'] | null;
}
