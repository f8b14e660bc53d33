import { events, operations } from '@kezek/contracts';
import { databaseCommands, defineCommand, runService, startMessaging, writeOpenApi } from '@kezek/platform';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { z } from 'zod';
import { AppModule } from './app.module';
import { visitsSettings, type Config } from './config';
import { openDataSource, schema } from './data-source';

function connect(app: NestFastifyApplication, config: Config): void {
  startMessaging(app, {
    service: 'visits',
    databaseUrl: config.DATABASE_URL,
    brokers: config.KAFKA_BROKERS,
    events,
  });
}

void runService({
  name: 'visits',
  settings: visitsSettings,
  operations,
  module: (config) =>
    AppModule.with({
      dataSource: () => openDataSource(config.DATABASE_URL, config.DATABASE_POOL_SIZE),
    }),
  connect,
  commands: {
    ...databaseCommands(schema),
    openapi: defineCommand(z.object({}), async () => {
      const own = operations.filter(({ service }) => service === 'visits');
      await writeOpenApi('openapi.json', own, { title: 'Kezek: visits' });
    }),
  },
});
