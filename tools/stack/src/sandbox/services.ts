import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Infrastructure } from '../infrastructure/infrastructure';
import { passedThrough } from '../settings';
import type { Database } from './databases';
import type { PortName, SandboxPorts } from './ports';
import type { SecretsFile } from './secrets';

/** Services with a database of their own; the gateway has none. */
export const dataServices = ['queue', 'intake', 'visits', 'notifications'] as const;
export type DataService = (typeof dataServices)[number];
export type ServiceName = DataService | 'gateway';

/** What the services are told about each other and about the infrastructure. */
export interface Surroundings {
  root: string;
  dir: string;
  ports: SandboxPorts;
  secrets: SecretsFile;
  infrastructure: Infrastructure;
  databases: ReadonlyMap<DataService, Database>;
  /** The setting `CLOCK` of the services, where their clock is simulated. */
  clock?: string | undefined;
  /** Further settings of the gateway. */
  gateway: Readonly<Record<string, string>>;
}

/** The services of this checkout: those that are built. */
export function builtServices(root: string): DataService[] {
  return dataServices.filter((service) => existsSync(mainOf(root, service)));
}

export function mainOf(root: string, service: ServiceName): string {
  return join(root, 'services', service, 'dist', 'main.js');
}

export function opsPortOf(service: ServiceName): PortName {
  return `${service}Ops`;
}

export function urlOf(port: number): string {
  return `http://127.0.0.1:${String(port)}`;
}

/** The environment of a service: nothing but what it must know. */
export function environmentOf(service: ServiceName, surroundings: Surroundings): NodeJS.ProcessEnv {
  const { ports, infrastructure, dir, databases, clock } = surroundings;
  return {
    ...common(dir),
    ...(clock === undefined ? {} : { CLOCK: clock }),
    HOST: '127.0.0.1',
    PORT: String(ports[service]),
    OPS_PORT: String(ports[opsPortOf(service)]),
    KAFKA_BROKERS: infrastructure.kafka.brokers.join(),
    REDIS_URL: infrastructure.redis.url,
    OIDC_ISSUER: urlOf(ports.issuer),
    OIDC_AUDIENCE: 'kezek',
    ...(service === 'gateway' ? gatewaySettings(surroundings) : {}),
    ...(service === 'gateway' ? {} : databaseSettings(databases.get(service))),
    ...(service === 'notifications' ? notificationsSettings(surroundings) : {}),
    ...(service === 'queue' ? queueSettings(surroundings) : {}),
    ...(service === 'visits' ? visitsSettings(surroundings) : {}),
  };
}

/** The environment of `main.js migrate`: the owner's address too, which the running service never gets. */
export function migrationEnvironmentOf({ ownerUrl, serviceUrl }: Database, dir: string): NodeJS.ProcessEnv {
  return { ...common(dir), DATABASE_URL: serviceUrl, MIGRATION_DATABASE_URL: ownerUrl };
}

function common(dir: string): NodeJS.ProcessEnv {
  return { ...passedThrough(), NODE_ENV: 'development', NODE_COMPILE_CACHE: join(dir, 'compile-cache') };
}

function databaseSettings(database: Database | undefined): NodeJS.ProcessEnv {
  return database === undefined ? {} : { DATABASE_URL: database.serviceUrl };
}

function gatewaySettings({ databases, ports, gateway }: Surroundings): NodeJS.ProcessEnv {
  const services = new Set<DataService>(['queue', 'notifications', ...databases.keys()]);
  const urls = [...services].map(
    (service) => [`${service.toUpperCase()}_URL`, urlOf(ports[service])] as const,
  );
  return { ...Object.fromEntries(urls), ...gateway };
}

function queueSettings({ secrets }: Surroundings): NodeJS.ProcessEnv {
  return { PERSONAL_DATA_KEY: secrets.key('PERSONAL_DATA_KEY') };
}

function visitsSettings({ secrets }: Surroundings): NodeJS.ProcessEnv {
  return { PERSONAL_DATA_KEY: secrets.key('VISITS_PERSONAL_DATA_KEY') };
}

function notificationsSettings({ ports, secrets }: Surroundings): NodeJS.ProcessEnv {
  return {
    SMPP_URL: `smpp://kezek:${secrets.secrets.smsc}@127.0.0.1:${String(ports.smpp)}`,
    SMS_SENDER: 'KEZEK',
    PUBLIC_URL: urlOf(ports.gateway),
    CONTACT_KEY: secrets.key('CONTACT_KEY'),
  };
}
