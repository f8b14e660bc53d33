import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { Trouble } from './trouble';

/** What the environment says to the stack; read here and nowhere else. */
export interface Settings {
  /** Parts that somebody else runs. */
  databaseUrl?: string | undefined;
  kafkaBrokers?: readonly string[] | undefined;
  kafkaAgencyBrokers?: readonly string[] | undefined;
  redisUrl?: string | undefined;
  /** `docker` or `embedded` when one of them is insisted on. */
  provider?: 'docker' | 'embedded' | undefined;
  /** Another Maven repository than Central. */
  mavenRepository?: string | undefined;
  cacheDir: string;
  java: string;
  /** Where programs are looked for. */
  path: readonly string[];
}

/** What programs that are not configured otherwise get to see. */
export function inheritedEnvironment(): NodeJS.ProcessEnv {
  return { ...process.env };
}

export function readSettings(env: NodeJS.ProcessEnv = process.env): Settings {
  const javaHome = text(env['JAVA_HOME']);
  return {
    databaseUrl: text(env['DATABASE_URL']),
    kafkaBrokers: list(env['KAFKA_BROKERS']),
    kafkaAgencyBrokers: list(env['KAFKA_AGENCY_BROKERS']),
    redisUrl: text(env['REDIS_URL']),
    provider: providerOf(text(env['KEZEK_PROVIDER'])),
    mavenRepository: text(env['KEZEK_MAVEN_REPOSITORY'])?.replace(/\/*$/, '/'),
    cacheDir: join(text(env['XDG_CACHE_HOME']) ?? join(homedir(), '.cache'), 'kezek'),
    java: javaHome === undefined ? 'java' : join(javaHome, 'bin', 'java'),
    path: (env['PATH'] ?? '').split(delimiter),
  };
}

function providerOf(value: string | undefined): Settings['provider'] {
  if (value === undefined || value === 'docker' || value === 'embedded') return value;
  throw new Trouble(`KEZEK_PROVIDER is "${value}"; it may be docker or embedded.`);
}

function text(value: string | undefined): string | undefined {
  return value === undefined || value.trim() === '' ? undefined : value.trim();
}

function list(value: string | undefined): string[] | undefined {
  return text(value)
    ?.split(',')
    .map((item) => item.trim());
}

/** The port that a setting asks for, if it does. */
export function askedPort(setting: string, env: NodeJS.ProcessEnv = process.env): number | undefined {
  const value = text(env[setting]);
  if (value === undefined) return undefined;
  const port = Number(value);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new Trouble(`${setting} is "${value}"; a port is a number from 1 to 65535.`);
}

/** What the services of the sandbox see of our own environment. */
export function passedThrough(env: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  const names = [
    'PATH',
    'HOME',
    'LANG',
    'TMPDIR',
    'LOG_LEVEL',
    'OTEL_EXPORTER_OTLP_ENDPOINT',
    'CORS_ORIGINS',
  ];
  return Object.fromEntries(names.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])));
}

/** True in production, where nothing for development may run. */
export function isProduction(env: NodeJS.ProcessEnv = process.env): boolean {
  return env['NODE_ENV'] === 'production';
}

/** The same without what others run: everything is started anew. */
export function ownParts(settings: Settings): Settings {
  const { provider, mavenRepository, cacheDir, java, path } = settings;
  return { provider, mavenRepository, cacheDir, java, path };
}
