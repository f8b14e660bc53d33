import { operations } from '@kezek/contracts';
import {
  defineCommand,
  migrate,
  migrationSettings,
  parkedCommand,
  runService,
  writeOpenApi,
  SystemClock,
  databaseSettings,
} from '@kezek/platform';
import type { DataSource } from 'typeorm';
import { z } from 'zod';
import { AppModule, connect } from './app.module';
import { notificationsSettings, storeSettings } from './config';
import { SealingKeys } from './contacts/sealing-keys.service';
import { Vault } from './contacts/vault.service';
import { openDatabase, schema } from './data-source';

type Store = z.output<z.ZodObject<typeof storeSettings>>;

const withDatabase = async <T>(
  config: Pick<Store, 'DATABASE_URL' | 'DATABASE_POOL_SIZE'>,
  work: (dataSource: DataSource) => Promise<T>,
): Promise<T> => {
  const dataSource = await openDatabase(config).initialize();
  try {
    return await work(dataSource);
  } finally {
    await dataSource.destroy();
  }
};

const say = (line: string): void => void process.stdout.write(`notifications: ${line}\n`);

void runService({
  name: 'notifications',
  settings: notificationsSettings,
  operations,
  module: (config) => AppModule.with(config),
  connect: async (app, config) => connect(app, config),
  commands: {
    migrate: defineCommand(z.object(migrationSettings), async ({ MIGRATION_DATABASE_URL }) => {
      const { applied } = await migrate(MIGRATION_DATABASE_URL, schema);
      say(applied.length === 0 ? 'nothing to migrate' : applied.join(', '));
    }),
    'rotate-key': defineCommand(z.object(storeSettings), async (config) => {
      const kid = await withDatabase(config, async (dataSource) =>
        new SealingKeys(dataSource, new SystemClock(), new Vault(config.CONTACT_KEY)).rotate(),
      );
      say(`sealing key ${kid} is published; older ones still open what was sealed with them`);
    }),
    openapi: defineCommand(z.object({}), async () => {
      const own = operations.filter(({ service }) => service === 'notifications');
      await writeOpenApi('openapi.json', own, { title: 'Kezek: notifications' });
    }),
    parked: defineCommand(z.object(databaseSettings), async (config, words) => {
      process.exitCode = await withDatabase(config, async (dataSource) => parkedCommand(dataSource, words));
    }),
  },
});
