import { databaseSettings, kafkaSettings, personalDataSettings, type ConfigOf } from '@kezek/platform';

/** What the commands on the store need, too. */
export const storeSettings = { ...databaseSettings, ...personalDataSettings };

/** The service's own settings, by the names of the variables. */
export const visitsSettings = {
  ...databaseSettings,
  ...kafkaSettings,
  ...personalDataSettings,
};
export type Config = ConfigOf<typeof visitsSettings>;
