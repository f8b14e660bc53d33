import { randomBytes } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { engineSocket } from '../../engine.cjs';
import { freePorts } from '../ports';
import { Leash } from '../processes/leash';
import type { Log, Part } from '../processes/supervised';
import { inheritedEnvironment, readSettings, type Settings } from '../settings';
import { Trouble } from '../trouble';
import type * as docker from './docker';
import { nameOf, wasInDocker } from './docker.names';
import { embeddedKafka } from './kafka';
import { outsideKafka, outsidePostgres, outsideRedis } from './outside';
import { embeddedPostgres } from './postgres';
import { embeddedRedis } from './redis';
import type { Addresses, AgencyUser, PartName, Ports, Premises, Provider } from './types';

const portNames = ['postgres', 'kafka', 'kafkaAgencies', 'kafkaController', 'redis'] as const;

export interface InfrastructureOptions<Wanted extends PartName> {
  /** Where embedded parts keep their data; made when absent. */
  dataDir: string;
  parts: readonly Wanted[];
  log?: Log;
  /** Default: `logs` in the data directory. */
  logDir?: string;
  /** Default: free ones. */
  ports?: Ports;
  /** Users of the agencies' listener. They must stay the same while the data is kept. */
  agencies?: readonly AgencyUser[];
  /** Of PostgreSQL's superuser; must stay the same while the data is kept. Default: random, for one start. */
  postgresPassword?: string;
  /** The data will be thrown away: no waiting for the disk. */
  throwaway?: boolean;
  settings?: Settings;
  /** Shared with others of the same stack; default: one of its own. */
  leash?: Leash;
  changed?: () => void;
  /** Called with each part as soon as it is up. */
  started?: (part: Part) => void;
}

export type Infrastructure<Wanted extends PartName = PartName> = Pick<Addresses, Wanted> & {
  stop(): Promise<void>;
};

const embedded: Provider = { postgres: embeddedPostgres, kafka: embeddedKafka, redis: embeddedRedis };

/**
 * Has PostgreSQL, Kafka and Redis running: those that the environment names, else in Docker, else as child processes.
 * Resolves when each has answered. Nothing of it outlives this process.
 * @throws Trouble with one sentence when something is missing, taken, full or broken
 */
export async function startInfrastructure<Wanted extends PartName>(
  options: InfrastructureOptions<Wanted>,
): Promise<Infrastructure<Wanted>> {
  await mkdir(options.dataDir, { recursive: true });
  const leash = options.leash ?? new Leash(join(options.dataDir, 'processes.json'));
  const premises = await premisesOf(options, leash);
  const provider = await chosenProvider(premises, options.parts);
  const started: Partial<Addresses> = {};
  const stop = async () => {
    for (const name of ['kafka', 'redis', 'postgres'] as const) await started[name]?.part.stop();
    const elsewhere = started.postgres?.elsewhere;
    if (premises.throwaway && elsewhere !== undefined) await rm(elsewhere, { recursive: true, force: true });
    if (options.leash === undefined) await leash.close();
  };
  const launches = options.parts.map(async (name: PartName) => {
    if (name === 'postgres') started.postgres = await provider.postgres(premises);
    else if (name === 'kafka') started.kafka = await provider.kafka(premises);
    else started.redis = await provider.redis(premises);
    const address = started[name];
    if (address !== undefined) options.started?.(address.part);
  });
  const failure = (await Promise.allSettled(launches)).find(({ status }) => status === 'rejected');
  if (failure?.status === 'rejected') {
    await stop();
    throw failure.reason;
  }
  return { ...(started as Pick<Addresses, Wanted>), stop };
}

async function premisesOf(options: InfrastructureOptions<PartName>, leash: Leash): Promise<Premises> {
  return {
    dataDir: options.dataDir,
    logDir: options.logDir ?? join(options.dataDir, 'logs'),
    ports: options.ports ?? (await freePorts(portNames)),
    agencies: options.agencies ?? [],
    postgresPassword: options.postgresPassword ?? randomBytes(18).toString('base64url'),
    throwaway: options.throwaway ?? false,
    settings: options.settings ?? readSettings(),
    leash,
    log: options.log ?? (() => undefined),
    changed: options.changed ?? (() => undefined),
  };
}

/** Each part by the environment where it names one; the others all in Docker or all embedded. */
async function chosenProvider({ settings }: Premises, parts: readonly PartName[]): Promise<Provider> {
  const { databaseUrl, kafkaBrokers, kafkaAgencyBrokers, redisUrl } = settings;
  const outside: Partial<Provider> = {
    ...(databaseUrl === undefined ? {} : { postgres: () => outsidePostgres(databaseUrl) }),
    ...(kafkaBrokers === undefined ? {} : { kafka: () => outsideKafka(kafkaBrokers, kafkaAgencyBrokers) }),
    ...(redisUrl === undefined ? {} : { redis: () => outsideRedis(redisUrl) }),
  };
  if (parts.every((part) => outside[part] !== undefined)) return { ...embedded, ...outside };
  const socket = await dockerSocket(settings);
  return { ...(socket === undefined ? embedded : docked().inDocker(socket)), ...outside };
}

async function dockerSocket({ provider }: Settings): Promise<string | undefined> {
  if (provider === 'embedded') return undefined;
  const socket = await engineSocket(inheritedEnvironment());
  if (provider === 'docker' && socket === undefined)
    throw new Trouble('KEZEK_PROVIDER is docker, but no Docker engine answers on this machine.');
  return socket;
}

// Loaded where it is needed alone: testcontainers takes a second.
function docked(): typeof docker {
  return createRequire(__filename)('./docker') as typeof docker;
}

/** Removes what a data directory that is about to be forgotten has in Docker. */
export async function forgetInDocker(dataDir: string, log: Log): Promise<void> {
  if (!wasInDocker(dataDir)) return;
  const socket = await engineSocket(inheritedEnvironment());
  if (socket === undefined) log(`Docker does not answer: its volumes ${nameOf(dataDir, '*')} stay`);
  else await docked().forgetVolumes(dataDir, socket);
}
