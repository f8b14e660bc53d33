import type { EventDefinition } from '@kezek/contracts';
import type { INestApplication } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Sweeper } from '../database/sweeper';
import { HealthRegistry } from '../health/health-registry';
import { KafkaLog } from '../kafka/log';
import { Lifecycle } from '../lifecycle';
import { OutboxRelay } from '../outbox/relay';
import { connectConsumers } from './connect-consumers';
import type { KafkaEventServer } from './event-server';

export interface MessagingOptions {
  readonly service: string;
  readonly databaseUrl: string;
  readonly brokers: readonly string[];
  /** The catalogue, for a service that has `@OnEvent` controllers. */
  readonly events?: readonly EventDefinition[];
  readonly handlerTimeLimitMs?: number;
}

export interface Messaging {
  readonly log: KafkaLog;
  readonly relay: OutboxRelay;
  readonly consumers: KafkaEventServer | undefined;
}

/**
 * All that a service with a database needs beside HTTP: relay, consumers, sweeper, each with its place in the orderly
 * stop. Waits for nothing: Kafka may be away. The application provides `DataSource`, `Lifecycle` and `HealthRegistry`.
 */
export function startMessaging(app: INestApplication, options: MessagingOptions): Messaging {
  const dataSource = app.get(DataSource);
  const lifecycle = app.get(Lifecycle);
  const log = new KafkaLog({ brokers: options.brokers, clientId: options.service });
  const relay = new OutboxRelay({ url: options.databaseUrl, service: options.service, dataSource, log });
  const sweeper = new Sweeper(dataSource);
  lifecycle.onStop('relay', 'outbox', () => relay.stop());
  lifecycle.onStop('relay', 'sweeper', () => sweeper.stop());
  lifecycle.onStop('pools', 'Kafka', () => log.close());
  relay.start();
  sweeper.start();
  return { log, relay, consumers: consumersOf(app, log, options) };
}

function consumersOf(
  app: INestApplication,
  log: KafkaLog,
  { service, events, handlerTimeLimitMs }: MessagingOptions,
): KafkaEventServer | undefined {
  if (events === undefined) return undefined;
  const consumers = connectConsumers(app, {
    reader: service,
    dataSource: app.get(DataSource),
    health: app.get(HealthRegistry),
    log,
    events,
    ...(handlerTimeLimitMs !== undefined && { handlerTimeLimitMs }),
  });
  app.get(Lifecycle).onStop('consumers', 'Kafka', () => consumers.close());
  return consumers;
}
