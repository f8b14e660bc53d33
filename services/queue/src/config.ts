import { databaseSettings, kafkaSettings, type ConfigOf } from '@kezek/platform';
import { z } from 'zod';
import { usualKmPerHour } from './city/place.rules';

const keyBytes = 32;

const key = z
  .base64('must be 32 bytes in base64')
  .transform((text) => Buffer.from(text, 'base64'))
  .refine((bytes) => bytes.length >= keyBytes, 'must be 32 bytes in base64');

/** The queue's own settings, by the names of the variables. */
export const queueSettings = {
  ...databaseSettings,
  ...kafkaSettings,
  /** From which the keys come that encrypt phone numbers and hash IINs. */
  PERSONAL_DATA_KEY: key,
  /** Earlier (or, before a rotation, coming) ones, separated by commas: read with, never written with. */
  PERSONAL_DATA_KEY_PREVIOUS: z
    .string()
    .default('')
    .transform((list) => list.split(',').filter((text) => text.trim() !== ''))
    .pipe(z.array(z.string().trim().pipe(key))),
  /** At which somebody is taken to travel to an office, in km/h, door to door. */
  URBAN_SPEED_KMH: z.coerce.number().min(1).max(150).default(usualKmPerHour),
};
export type Config = ConfigOf<typeof queueSettings>;
