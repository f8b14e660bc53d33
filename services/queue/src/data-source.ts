import { createDataSource, defineSchema } from '@kezek/platform';
import type { DataSource } from 'typeorm';
import { AppointmentRow } from './appointments/appointment.row';
import { NumberSeriesRow } from './changes/number-series.row';
import { ContactRow } from './contacts/contact.row';
import { SealingKeyRow } from './contacts/sealing-key.row';
import { SessionRow } from './counters/session.row';
import { DeviceContactRow, DeviceSilenceRow } from './devices/device.row';
import { Queue1772323200000 } from './migrations/1772323200000-queue';
import {
  BlockConflictRow,
  BlockSyncRow,
  BlockTicketRow,
  BlockUnusedRow,
} from './number-blocks/block-use.row';
import { BlockRangeRow, BlockRow } from './number-blocks/block.row';
import { DayEndRow } from './offices/day-end.row';
import { OfficeAuditRow } from './offices/office-audit.row';
import { OfficeRow } from './offices/office.row';
import { PresenceRow } from './offices/presence.row';
import { DayStatisticsRow } from './statistics/day-statistics.row';
import { PeriodRow } from './tickets/period.row';
import { TicketRow } from './tickets/ticket.row';
import { AtBoundRow, OvertakingRow } from './waiting/overtaking.row';

/** What the queue's database is made of. */
export const schema = defineSchema({
  service: 'queue',
  migrations: [Queue1772323200000],
  entities: [
    OfficeRow,
    DayEndRow,
    PresenceRow,
    OfficeAuditRow,
    ContactRow,
    SealingKeyRow,
    TicketRow,
    PeriodRow,
    OvertakingRow,
    AtBoundRow,
    NumberSeriesRow,
    SessionRow,
    AppointmentRow,
    DeviceContactRow,
    DeviceSilenceRow,
    BlockRow,
    BlockRangeRow,
    BlockTicketRow,
    BlockConflictRow,
    BlockSyncRow,
    BlockUnusedRow,
    DayStatisticsRow,
  ],
  insertOnly: [
    'office_audit',
    'period',
    'overtaking',
    'number_block_range',
    'number_block_ticket',
    'number_block_conflict',
    'number_block_sync',
    'number_block_unused',
    'day_statistics',
  ],
});

/** The queue's pool, connected; as the service's role. */
export const openDataSource = (url: string, poolSize: number): Promise<DataSource> =>
  createDataSource({ url, schema, poolSize, applicationName: 'queue' }).initialize();
