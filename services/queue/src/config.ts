import { databaseSettings, kafkaSettings, type ConfigOf } from '@kezek/platform';
import { z } from 'zod';

const keyBytes = 32;

/** The queue's own settings, by the names of the variables. */
export const queueSettings = {
  ...databaseSettings,
  ...kafkaSettings,
  /** From which the keys come that encrypt phone numbers and hash IINs. */
  PERSONAL_DATA_KEY: z
    .base64('must be 32 bytes in base64')
    .transform((text) => Buffer.from(text, 'base64'))
    .refine((key) => key.length >= keyBytes, 'must be 32 bytes in base64'),
};
export type Config = ConfigOf<typeof queueSettings>;
