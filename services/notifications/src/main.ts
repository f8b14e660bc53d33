import { operations } from '@kezek/contracts';
import { clockOf, databaseCommands, defineCommand, runService, writeOpenApi } from '@kezek/platform';
import { z } from 'zod';
import { AppModule, connect } from './app.module';
import { notificationsSettings, storeSettings } from './config';
import { SealingKeys } from './contacts/sealing-keys.service';
import { Vault } from './contacts/vault.service';
import { openDatabase, schema } from './data-source';

type Store = z.output<z.ZodObject<typeof storeSettings>>;

async function rotateKey(config: Store): Promise<void> {
  const dataSource = await openDatabase(config).initialize();
  try {
    const vault = new Vault(config.CONTACT_KEY);
    const kid = await new SealingKeys(dataSource, clockOf(config.CLOCK), vault).rotate();
    process.stdout.write(
      `notifications: sealing key ${kid} is published; older ones open what was sealed with them\n`,
    );
  } finally {
    await dataSource.destroy();
  }
}

void runService({
  name: 'notifications',
  settings: notificationsSettings,
  operations,
  module: (config) => AppModule.with(config),
  connect: async (app, config) => connect(app, config),
  commands: {
    ...databaseCommands(schema),
    'rotate-key': defineCommand(z.object(storeSettings), rotateKey),
    openapi: defineCommand(z.object({}), async () => {
      const own = operations.filter(({ service }) => service === 'notifications');
      await writeOpenApi('openapi.json', own, { title: 'Kezek: notifications' });
    }),
  },
});
