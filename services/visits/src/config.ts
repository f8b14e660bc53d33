import { databaseSettings, kafkaSettings, type ConfigOf } from '@kezek/platform';

/** The service's own settings, by the names of the variables. */
export const visitsSettings = {
  ...databaseSettings,
  ...kafkaSettings,
};
export type Config = ConfigOf<typeof visitsSettings>;
