import { kafkaAnswers } from '../kafka/ready';
import type { Part } from '../processes/supervised';
import { Trouble } from '../trouble';
import { postgresAnswers } from './postgres.ready';
import { redisAnswers } from './redis';
import type { KafkaAddress, PostgresAddress, RedisAddress } from './types';

const timeoutMs = 15_000;

/** Somebody else's PostgreSQL (`DATABASE_URL`, of a superuser). */
export async function outsidePostgres(url: string): Promise<PostgresAddress> {
  await answering('DATABASE_URL', postgresAnswers(url, { timeoutMs }));
  const { hostname, port } = new URL(url);
  return { url, host: hostname, port: Number(port === '' ? 5432 : port), part: notOurs('postgres') };
}

/** Somebody else's Kafka (`KAFKA_BROKERS`, a listener with all rights; `KAFKA_AGENCY_BROKERS` if it has one). */
export async function outsideKafka(
  brokers: readonly string[],
  agencyBrokers: readonly string[] = [],
): Promise<KafkaAddress> {
  await answering('KAFKA_BROKERS', kafkaAnswers(brokers, { timeoutMs }));
  return { brokers, agencyBrokers, part: notOurs('kafka') };
}

/** Somebody else's Redis (`REDIS_URL`). */
export async function outsideRedis(url: string): Promise<RedisAddress> {
  await answering('REDIS_URL', redisAnswers(url, { timeoutMs }));
  return { url, part: notOurs('redis') };
}

async function answering(setting: string, answer: Promise<unknown>): Promise<void> {
  await answer.catch((error: unknown) => {
    throw new Trouble(
      `What ${setting} names does not answer (${error instanceof Error ? error.message : ''}).`,
    );
  });
}

function notOurs(name: string): Part {
  const refuse = () => {
    throw new Trouble(`${name} was given by the environment: it is not ours to stop or start.`);
  };
  return {
    name,
    pid: undefined,
    kill: refuse,
    stop: () => Promise.resolve(),
    start: () => Promise.resolve(),
    restart: () => Promise.reject(new Trouble(`${name} was given by the environment.`)),
  };
}
