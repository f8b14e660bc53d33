import { createDataSource, defineSchema } from '@kezek/platform';
import type { DataSource } from 'typeorm';
import type { Settings } from './config';
import { ContactRow, ContactUseRow } from './contacts/contact.row';
import { SealingKeyRow } from './contacts/sealing-key.row';
import { Notifications1772323200000 } from './migrations/1772323200000-notifications';
import { AttemptRow } from './notifications/attempt.row';
import { NotificationRow } from './notifications/notification.row';
import { OfficeRow } from './offices/office.row';
import { ReceiptRow } from './receipts/receipt.row';
import { SegmentRow } from './receipts/segment.row';
import { TemplateRow } from './templates/template.row';

export const schema = defineSchema({
  service: 'notifications',
  migrations: [Notifications1772323200000],
  entities: [
    OfficeRow,
    TemplateRow,
    NotificationRow,
    AttemptRow,
    ContactRow,
    ContactUseRow,
    SealingKeyRow,
    SegmentRow,
    ReceiptRow,
  ],
  insertOnly: ['template'],
});

/** The pool as the service's role. */
export const openDatabase = (config: Pick<Settings, 'DATABASE_URL' | 'DATABASE_POOL_SIZE'>): DataSource =>
  createDataSource({
    url: config.DATABASE_URL,
    schema,
    applicationName: 'kezek-notifications',
    poolSize: config.DATABASE_POOL_SIZE,
  });
