import { join } from 'node:path';
import { kafkaAnswers } from '../kafka/ready';
import { imageOf } from './compose';
import { HeldContainer } from './docker.container';
import { nameOf } from './docker.names';
import { keptData } from './docker.volumes';
import { economy, heap, scramUsers, serverProperties } from './kafka.properties';
import { postgresAnswers } from './postgres.ready';
import { initdbOptions, serverOptions } from './postgres.settings';
import { cacheOptions, redisAnswers } from './redis';
import type { KafkaAddress, PartName, PostgresAddress, Premises, Provider, RedisAddress } from './types';

export { forgetVolumes } from './docker.volumes';

const host = '127.0.0.1';

/** The parts in containers of the images that docker-compose.yml names, by the engine at this socket. */
export function inDocker(socket: string): Provider {
  return {
    postgres: (premises) => postgres(premises, socket),
    kafka: (premises) => kafka(premises, socket),
    redis: (premises) => redis(premises, socket),
  };
}

async function postgres(premises: Premises, socket: string): Promise<PostgresAddress> {
  const { postgresPassword, ports, changed } = premises;
  const port = ports.postgres;
  const url = `postgres://postgres:${postgresPassword}@${host}:${String(port)}/postgres`;
  const data = await keptData(premises, socket, 'postgres', postgresPassword);
  const container = held(premises, socket, 'postgres')
    .withExposedPorts({ container: 5432, host: port })
    .withBindMounts(data.mountedAt('/var/lib/postgresql'))
    .withSharedMemorySize(256 * 1024 ** 2)
    .withEnvironment({
      POSTGRES_PASSWORD: postgresPassword,
      POSTGRES_INITDB_ARGS: ['--auth-host=scram-sha-256', ...initdbOptions].join(' '),
    })
    .withCommand(['postgres', ...serverOptions(premises)]);
  const part = container.supervised({ changed, ready: (signal) => postgresAnswers(url, { signal }) });
  await part.start();
  data.complete();
  return { url, host, port, part };
}

const kafkaConfig = '/etc/kezek/server.properties';
const kafkaData = '/var/lib/kafka/data';
const kafkaScript = `set -e
add=; for user in $USERS; do add="$add --add-scram $user"; done
cd /opt/kafka/bin
./kafka-storage.sh format --ignore-formatted --config ${kafkaConfig} --cluster-id kezekSandbox0000000000 $add
exec ./kafka-server-start.sh ${kafkaConfig}`;

async function kafka(premises: Premises, socket: string): Promise<KafkaAddress> {
  const { ports, changed } = premises;
  const { kafka: inner, kafkaAgencies: agencies } = ports;
  const brokers = [`${host}:${String(inner)}`];
  const users = scramUsers(premises.agencies);
  const data = await keptData(premises, socket, 'kafka', ...users);
  const container = held(premises, socket, 'kafka')
    .withExposedPorts({ container: inner, host: inner }, { container: agencies, host: agencies })
    .withBindMounts(data.mountedAt(kafkaData))
    .withCopyContentToContainer([
      { content: serverProperties(ports, kafkaData, '0.0.0.0'), target: kafkaConfig },
    ])
    .withEnvironment({
      USERS: users.join(' '),
      LOG_DIR: '/tmp',
      KAFKA_HEAP_OPTS: heap.join(' '),
      KAFKA_JVM_PERFORMANCE_OPTS: economy.join(' '),
    })
    .withEntrypoint(['sh', '-c', kafkaScript]);
  const part = container.supervised({ changed, ready: (signal) => kafkaAnswers(brokers, { signal }) });
  await part.start();
  data.complete();
  return { brokers, agencyBrokers: [`${host}:${String(agencies)}`], part };
}

async function redis(premises: Premises, socket: string): Promise<RedisAddress> {
  const { ports, changed } = premises;
  const port = ports.redis;
  const url = `redis://${host}:${String(port)}`;
  const container = held(premises, socket, 'redis')
    .withExposedPorts({ container: 6379, host: port })
    .withCommand(['valkey-server', ...cacheOptions]);
  const part = container.supervised({ changed, ready: (signal) => redisAnswers(url, { signal }) });
  await part.start();
  return { url, part };
}

function held({ dataDir, leash, log, logDir }: Premises, socket: string, part: PartName): HeldContainer {
  const logFile = join(logDir, `${part}.log`);
  return new HeldContainer(imageOf(part), { part, name: nameOf(dataDir, part), leash, socket, logFile, log });
}
