import { events, operations } from '@kezek/contracts';
import {
  databaseCommands,
  defineCommand,
  Lifecycle,
  runService,
  startMessaging,
  writeOpenApi,
} from '@kezek/platform';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { z } from 'zod';
import { AppModule } from './app.module';
import { queueSettings, type Config } from './config';
import { openDataSource, schema } from './data-source';
import { SweeperService } from './day/sweeper.service';

function connect(app: NestFastifyApplication, config: Config): void {
  startMessaging(app, {
    service: 'queue',
    databaseUrl: config.DATABASE_URL,
    brokers: config.KAFKA_BROKERS,
    events,
  });
  app.get(SweeperService).start(app.get(Lifecycle));
}

void runService({
  name: 'queue',
  settings: queueSettings,
  operations,
  module: (config) =>
    AppModule.with({
      dataSource: () => openDataSource(config.DATABASE_URL, config.DATABASE_POOL_SIZE),
      personalDataKey: config.PERSONAL_DATA_KEY,
      urbanSpeedKmh: config.URBAN_SPEED_KMH,
      previousPersonalDataKeys: config.PERSONAL_DATA_KEY_PREVIOUS,
    }),
  connect,
  commands: {
    ...databaseCommands(schema),
    openapi: defineCommand(z.object({}), async () => {
      const own = operations.filter(({ service }) => service === 'queue');
      await writeOpenApi('openapi.json', own, { title: 'Kezek: queue' });
    }),
  },
});
