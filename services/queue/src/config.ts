import { databaseSettings, kafkaSettings, personalDataSettings, type ConfigOf } from '@kezek/platform';
import { z } from 'zod';
import { usualKmPerHour } from './city/place.rules';

/** The queue's own settings, by the names of the variables. */
export const queueSettings = {
  ...databaseSettings,
  ...kafkaSettings,
  ...personalDataSettings,
  /** At which somebody is taken to travel to an office, in km/h, door to door. */
  URBAN_SPEED_KMH: z.coerce.number().min(1).max(150).default(usualKmPerHour),
};
export type Config = ConfigOf<typeof queueSettings>;
