import { events, operations } from '@kezek/contracts';
import {
  databaseCommands,
  defineCommand,
  Lifecycle,
  PersonalDataKeys,
  runService,
  startMessaging,
  writeOpenApi,
} from '@kezek/platform';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { z } from 'zod';
import { AppModule } from './app.module';
import { OverdueService } from './booking/overdue.service';
import { storeSettings, visitsSettings, type Config } from './config';
import { openDataSource, schema } from './data-source';
import { Rotation } from './people/rotation.service';
import { Vault } from './people/vault.service';

type Store = z.output<z.ZodObject<typeof storeSettings>>;

/** Brings every visitor's record to the present secret, so that earlier ones can be taken away. */
async function rotate(config: Store): Promise<void> {
  const dataSource = await openDataSource(config.DATABASE_URL, 1);
  try {
    const vault = new Vault(
      new PersonalDataKeys(config.PERSONAL_DATA_KEY, config.PERSONAL_DATA_KEY_PREVIOUS),
    );
    const records = await new Rotation(dataSource, vault).rotate();
    process.stdout.write(`visits: ${String(records)} records are under the present PERSONAL_DATA_KEY now\n`);
  } finally {
    await dataSource.destroy();
  }
}

function connect(app: NestFastifyApplication, config: Config): void {
  startMessaging(app, {
    service: 'visits',
    databaseUrl: config.DATABASE_URL,
    brokers: config.KAFKA_BROKERS,
    events,
  });
  app.get(OverdueService).start(app.get(Lifecycle));
}

void runService({
  name: 'visits',
  settings: visitsSettings,
  operations,
  module: (config) =>
    AppModule.with({
      dataSource: () => openDataSource(config.DATABASE_URL, config.DATABASE_POOL_SIZE),
      personalDataKey: config.PERSONAL_DATA_KEY,
      previousPersonalDataKeys: config.PERSONAL_DATA_KEY_PREVIOUS,
    }),
  connect,
  commands: {
    ...databaseCommands(schema),
    rotate: defineCommand(z.object(storeSettings), rotate),
    openapi: defineCommand(z.object({}), async () => {
      const own = operations.filter(({ service }) => service === 'visits');
      await writeOpenApi('openapi.json', own, { title: 'Kezek: visits' });
    }),
  },
});
