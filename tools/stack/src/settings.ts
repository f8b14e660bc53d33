import { homedir } from 'node:os';
import { join } from 'node:path';
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
}

export function readSettings(env: NodeJS.ProcessEnv = process.env): Settings {
  const provider = env['KEZEK_PROVIDER'];
  if (provider !== undefined && provider !== '' && provider !== 'docker' && provider !== 'embedded') {
    throw new Trouble(`KEZEK_PROVIDER is "${provider}"; it may be docker or embedded.`);
  }
  const repository = text(env['KEZEK_MAVEN_REPOSITORY']);
  return {
    databaseUrl: text(env['DATABASE_URL']),
    kafkaBrokers: list(env['KAFKA_BROKERS']),
    kafkaAgencyBrokers: list(env['KAFKA_AGENCY_BROKERS']),
    redisUrl: text(env['REDIS_URL']),
    provider: provider === '' ? undefined : provider,
    mavenRepository: repository?.replace(/\/*$/, '/'),
    cacheDir: join(text(env['XDG_CACHE_HOME']) ?? join(homedir(), '.cache'), 'kezek'),
    java: env['JAVA_HOME'] === undefined ? 'java' : join(env['JAVA_HOME'], 'bin', 'java'),
  };
}

function text(value: string | undefined): string | undefined {
  return value === undefined || value.trim() === '' ? undefined : value.trim();
}

function list(value: string | undefined): string[] | undefined {
  return text(value)
    ?.split(',')
    .map((item) => item.trim());
}
