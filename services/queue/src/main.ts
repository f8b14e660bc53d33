import { operations } from '@kezek/contracts';
import {
  defineCommand,
  KafkaLog,
  Lifecycle,
  migrate,
  migrationSettings,
  OutboxRelay,
  runService,
} from '@kezek/platform';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { AppModule } from './app.module';
import { queueSettings, type Config } from './config';
import { openDataSource } from './data-source';
import { queueSchema } from './migrations/schema';
import { SweeperService } from './tickets/sweeper.service';

function connect(app: NestFastifyApplication, { DATABASE_URL, KAFKA_BROKERS }: Config): void {
  const lifecycle = app.get(Lifecycle);
  const log = new KafkaLog({ brokers: KAFKA_BROKERS, clientId: 'queue' });
  const relay = new OutboxRelay({
    url: DATABASE_URL,
    service: 'queue',
    dataSource: app.get(DataSource),
    log,
  });
  lifecycle.onStop('relay', 'outbox', () => relay.stop());
  lifecycle.onStop('pools', 'Kafka', () => log.close());
  relay.start();
  app.get(SweeperService).start(lifecycle);
}

void runService({
  name: 'queue',
  settings: queueSettings,
  operations,
  module: (config) =>
    AppModule.with({
      dataSource: () => openDataSource(config.DATABASE_URL, config.DATABASE_POOL_SIZE),
      personalDataKey: config.PERSONAL_DATA_KEY,
    }),
  connect,
  commands: {
    migrate: defineCommand(z.object(migrationSettings), async ({ MIGRATION_DATABASE_URL }) => {
      const { applied } = await migrate(MIGRATION_DATABASE_URL, queueSchema);
      process.stdout.write(`queue: ${applied.length === 0 ? 'nothing to migrate' : applied.join(', ')}\n`);
    }),
  },
});
