import type { Schema } from '../database/schema';
import { IdempotencyRow } from '../idempotency/idempotency.row';
import { InboxRow } from '../inbox/inbox.row';
import { ParkedEventRow, ParkedEventSkippedRow } from '../inbox/parked-event.row';
import { OutboxRow } from '../outbox/outbox.row';
import { PlatformTables1767225600000 } from './platform-tables';

/** The schema of a service: its own tables and those of the platform. */
export const defineSchema = ({
  service,
  migrations,
  entities = [],
  insertOnly = [],
}: Pick<Schema, 'service' | 'migrations'> & Partial<Schema>): Schema => ({
  service,
  migrations: [PlatformTables1767225600000, ...migrations],
  entities: [OutboxRow, InboxRow, ParkedEventRow, ParkedEventSkippedRow, IdempotencyRow, ...entities],
  insertOnly: ['parked_event_skipped', ...insertOnly],
});
