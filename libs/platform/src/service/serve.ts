import type { OperationDefinition, ServiceName } from '@kezek/contracts';
import type { DynamicModule, Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';
import { type Environment, readConfig } from '../config/read-config';
import { clockOf } from '../clock/simulated-clock';
import {
  clockSettings,
  type databaseSettings,
  httpSettings,
  identitySettings,
  processSettings,
  telemetrySettings,
} from '../config/settings';
import { HealthRegistry } from '../health/health-registry';
import { startOpsServer } from '../health/ops-server';
import { createApp } from '../http/create-app';
import type { Lifecycle } from '../lifecycle';
import { logger } from '../telemetry/logger';
import { startTracing } from '../telemetry/tracing';

const baseSettings = {
  ...processSettings,
  ...clockSettings,
  ...httpSettings,
  ...identitySettings,
  ...telemetrySettings,
};

export type Settings = Readonly<Record<string, z.ZodType>>;
type BaseConfig = z.output<z.ZodObject<typeof baseSettings>>;
/** What a service's own settings come to, with those that every service has. */
export type ConfigOf<S extends Settings> = BaseConfig & z.output<z.ZodObject<S>>;

/** A service, as its `main.ts` tells it. */
export interface Service<S extends Settings> {
  readonly name: ServiceName;
  /** Its own settings (`databaseSettings`, `kafkaSettings`, …); those of the process, HTTP and identity are added. */
  readonly settings: S;
  readonly operations: readonly OperationDefinition[];
  readonly module: (config: ConfigOf<S>) => Type | DynamicModule;
  /** Connects the consumers (`app.connectMicroservice`); must not wait for Kafka, which may be away. */
  readonly connect?: (app: NestFastifyApplication, config: ConfigOf<S>) => void | Promise<void>;
  /** See `AppOptions.extend`. */
  readonly extend?: (server: FastifyInstance, config: ConfigOf<S>) => void | Promise<void>;
  readonly otherRoutes?: readonly string[];
}

/** @throws {ConfigError} naming everything that is missing or wrong at once. */
export const configOf = <S extends Settings>(service: Service<S>, environment?: Environment): ConfigOf<S> =>
  readConfig(
    z.object({ ...baseSettings, ...service.settings }).refine(leavesSome, {
      path: ['DATABASE_PUBLIC_CONNECTIONS'],
      error: 'must be less than DATABASE_POOL_SIZE',
    }),
    environment,
  ) as ConfigOf<S>;

type DatabaseConfig = Partial<z.output<z.ZodObject<typeof databaseSettings>>>;

function leavesSome(config: object): boolean {
  const { DATABASE_PUBLIC_CONNECTIONS: some = 0, DATABASE_POOL_SIZE: all = Infinity } =
    config as DatabaseConfig;
  return some < all;
}

export interface Serving {
  readonly app: NestFastifyApplication;
  readonly port: number;
  readonly opsPort: number;
}

const idleCheckMs = 50;

/** No new connections; those with a request in hand end with it. */
export const stopServer = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    const idle = setInterval(() => {
      server.closeIdleConnections();
    }, idleCheckMs);
    server.close(() => {
      clearInterval(idle);
      resolve();
    });
    server.closeIdleConnections();
  });

// Whoever has a pool has a share of it for those without a token.
function publicPlacesOf(config: object): { readonly publicPlaces?: number } {
  const { DATABASE_PUBLIC_CONNECTIONS: publicPlaces } = config as DatabaseConfig;
  return publicPlaces === undefined ? {} : { publicPlaces };
}

async function buildApp<S extends Settings>(
  service: Service<S>,
  config: ConfigOf<S>,
  shared: { readonly lifecycle: Lifecycle; readonly health: HealthRegistry },
): Promise<NestFastifyApplication> {
  const { extend } = service;
  return createApp(service.module(config), {
    service: service.name,
    operations: service.operations,
    identity: config,
    clock: clockOf(config.CLOCK),
    ...shared,
    ...publicPlacesOf(config),
    ...(config.TRUSTED_PROXIES && { trustedProxies: config.TRUSTED_PROXIES }),
    ...(extend && { extend: (server: FastifyInstance) => extend(server, config) }),
    ...(service.otherRoutes && { otherRoutes: service.otherRoutes }),
  });
}

/**
 * Starts a service and says how it is stopped: requests end → consumers → relay → pools → measures. Ready means that it
 * listens; from the first moment of the stop it isn't.
 */
export async function serve<S extends Settings>(
  service: Service<S>,
  config: ConfigOf<S>,
  lifecycle: Lifecycle,
): Promise<Serving> {
  const began = performance.now();
  const health = new HealthRegistry();
  await startTracing(service.name, config.OTEL_EXPORTER_OTLP_ENDPOINT, lifecycle);
  const ops = await startOpsServer(config.OPS_HOST, config.OPS_PORT, health);
  lifecycle.onStop('telemetry', 'ops', () => ops.close());
  const app = await buildApp(service, config, { lifecycle, health });
  const server = app.getHttpServer();
  lifecycle.onStop('requests', 'http', () => {
    health.stopping();
    return stopServer(server);
  });
  lifecycle.onStop('pools', 'app', () => app.close());
  await service.connect?.(app, config);
  if (service.connect) await app.startAllMicroservices();
  await app.listen(config.PORT, config.HOST);
  health.serving();
  const { port } = server.address() as AddressInfo;
  const startedInMs = Math.round(performance.now() - began);
  if (config.CLOCK) logger('service').warn(config.CLOCK, 'the clock is simulated');
  logger('service').info({ port, opsPort: ops.port, startedInMs }, `${service.name} serves`);
  return { app, port, opsPort: ops.port };
}
