import type { NumberBlockConflict, NumberBlockFlag, NumberBlockRange } from '@kezek/contracts';

/** A block with its ranges. */
export interface BlockRow {
  readonly id: string;
  readonly office: string;
  readonly businessDay: string;
  readonly device: string;
  readonly issuedAt: Date;
  readonly expiresAt: Date;
  readonly settledAt: Date | null;
  readonly ranges: readonly NumberBlockRange[];
}

/** For SELECT of the table under the name `l`. */
export const blockColumns = `l.id, l.office, l.business_day AS "businessDay", l.device, l.issued_at AS "issuedAt",
  l.expires_at AS "expiresAt", l.settled_at AS "settledAt",
  (SELECT json_agg(json_build_object('prefix', r.prefix, 'from', r.first, 'to', r.last, 'services', r.services)
     ORDER BY r.prefix) FROM number_block_range r WHERE r.block = l.id) AS ranges`;

/** A number of a block that is a ticket. */
export interface UsedNumber {
  readonly number: string;
  readonly ticket: string;
  readonly issuedAt: Date;
  readonly syncedAt: Date;
  readonly flags: readonly NumberBlockFlag[];
}

/** What a kiosk said and could not be taken over. */
export interface RefusedNumber {
  readonly number: string;
  readonly reason: NumberBlockConflict;
  readonly service: string;
  readonly issuedAt: Date;
  readonly syncedAt: Date;
}

/** What was synced when, and during which times the kiosk was cut off. */
export interface SyncRow {
  readonly at: Date;
  readonly offlineFrom: Date | null;
  readonly offlineTo: Date | null;
}
