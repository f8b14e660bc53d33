import { clockSettings, databaseSettings, kafkaSettings, secretSetting } from '@kezek/platform';
import { z } from 'zod';

const count = z.coerce.number().int().min(1);

/** What the subcommands need, too. */
export const storeSettings = {
  ...databaseSettings,
  ...clockSettings,
  /** Under which private keys and contacts lie encrypted in the database. */
  CONTACT_KEY: secretSetting,
};

/** The service's own settings; those of the process, HTTP and identity are added by the platform. */
export const notificationsSettings = {
  ...storeSettings,
  ...kafkaSettings,
  /** `smpp://systemId:password@host:port`, `smpps://` for TLS. */
  SMPP_URL: z.string().regex(/^s?smpps?:\/\/[^@\s]+@[^@\s]+$/, 'must be smpp://systemId:password@host:port'),
  /** Requests without an answer that the account allows. */
  SMPP_WINDOW: count.max(1000).default(10),
  SMPP_SEGMENTS_PER_SECOND: count.max(10_000).default(100),
  SMPP_RESPONSE_SECONDS: z.coerce.number().min(0.05).max(60).default(5),
  /** Sender name, as it is registered with the operators. */
  SMS_SENDER: z
    .string()
    .regex(/^(\+?\d{3,15}|[A-Za-z0-9 ._-]{1,11})$/, 'must be a number or at most 11 letters'),
  /** Base of the link with the visitor's tracking token. */
  PUBLIC_URL: z.url({ protocol: /^https?$/, error: 'must be an http(s):// URL' }),
  /** Whether a repeated call is told by SMS, too. */
  RECALL_MESSAGE: z.enum(['none', 'send']).default('none'),
  /** After which numbers and arguments are erased. */
  CONTACT_DAYS: count.max(365).default(7),
  /** Of the test number …007. */
  TEST_LATE_RECEIPT_SECONDS: z.coerce.number().min(0).max(3600).default(10),
};

export type Settings = z.output<z.ZodObject<typeof notificationsSettings>>;

/** Injection token of the settings. */
export const settings = Symbol('settings');
