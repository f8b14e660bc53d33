import type { OperationDefinition, ServiceName } from '@kezek/contracts';
import type { DynamicModule, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { guardRoute } from '../auth/authorize';
import { type IdentitySettings, TokenVerifier } from '../auth/token-verifier';
import { type Clock, SystemClock } from '../clock/clock';
import { HealthRegistry } from '../health/health-registry';
import { Lifecycle } from '../lifecycle';
import { openApiDocument } from '../openapi/document';
import { apiPrefix, RouteTable } from '../operation/routes';
import { NestLogger } from '../telemetry/logger';
import { harden, serverOptions } from './hardening';
import { readJsonOnly } from './json-body';
import { PlatformModule } from './platform.module';
import { followRequests } from './request-context';

export interface AppOptions {
  readonly service: ServiceName;
  readonly identity: IdentitySettings;
  /** The contract's operations: those of this service must all be mounted. */
  readonly operations: readonly OperationDefinition[];
  readonly clock?: Clock;
  readonly lifecycle?: Lifecycle;
  readonly health?: HealthRegistry;
  /** Addresses and ranges of proxies whose `X-Forwarded-*` are believed; nobody's where absent. */
  readonly trustedProxies?: readonly string[];
  /** How many calls without a token are worked on at once; as many as come where absent. */
  readonly publicPlaces?: number;
  /** Further routes straight on Fastify; each names its operation in `config`, or stands in `otherRoutes`. */
  readonly extend?: (server: FastifyInstance) => Promise<void> | void;
  /** Full paths of routes that serve no operation, such as pages of documentation. */
  readonly otherRoutes?: readonly string[];
}

const openApiPath = '/openapi.json';

/** Everything between a bare Nest application and the API as it is served, in tests as in production. */
async function configureApp(app: NestFastifyApplication, options: AppOptions, stopping: () => boolean) {
  const guard = guardRoute(app.get(TokenVerifier));
  const server = app.getHttpAdapter().getInstance();
  const routes = new RouteTable();
  routes.watch(server, [openApiPath, '*', ...(options.otherRoutes ?? [])], guard);
  followRequests(server);
  harden(server, routes, stopping);
  readJsonOnly(server);
  app.setGlobalPrefix(apiPrefix);
  const own = options.operations.filter(({ service }) => service === options.service);
  // Made when it is first asked for: a start must not wait for it.
  const document = () => JSON.stringify(openApiDocument(own, { title: `Kezek: ${options.service}` }));
  if (options.service !== 'gateway')
    server.get(openApiPath, (_request, response) => response.type('application/json').send(document()));
  await options.extend?.(server);
  server.addHook('onReady', (done) => {
    routes.check(options.service, options.operations);
    done();
  });
}

/**
 * The HTTP side of a service: the given module on Fastify with validation, refusals, authorisation, request ids, limits
 * and `/openapi.json`. `main.ts` and tests alike call it, then `listen` (or `init` and `inject`).
 * @throws {Error} on `listen` or `init`, where the routes break the contract.
 */
export async function createApp(
  module: Type | DynamicModule,
  options: AppOptions,
): Promise<NestFastifyApplication> {
  const lifecycle = options.lifecycle ?? new Lifecycle();
  const shared = {
    clock: options.clock ?? new SystemClock(),
    lifecycle,
    health: options.health ?? new HealthRegistry(),
    verifier: new TokenVerifier(options.identity),
    ...(options.publicPlaces !== undefined && { publicPlaces: options.publicPlaces }),
  };
  // Nest declares its options as a class that it does not export, so no literal can be one for the linter.
  const nestOptions: object = { logger: new NestLogger(), bodyParser: false, abortOnError: false };
  const app = await NestFactory.create<NestFastifyApplication>(
    { imports: [PlatformModule.with(shared), module] },
    new FastifyAdapter({
      ...serverOptions,
      ...(options.trustedProxies && { trustProxy: [...options.trustedProxies] }),
    }),
    nestOptions,
  );
  await configureApp(app, options, () => lifecycle.stopping);
  return app;
}
