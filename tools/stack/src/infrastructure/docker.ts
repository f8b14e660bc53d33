import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { readJson, writeJson } from '../files';
import { kafkaAnswers } from '../kafka/ready';
import { type Part, Supervised } from '../processes/supervised';
import { inheritedEnvironment } from '../settings';
import { Trouble } from '../trouble';
import { serverProperties } from './kafka.properties';
import { postgresAnswers } from './postgres.ready';
import { redisAnswers } from './redis';
import type { Premises, Provider } from './types';

const run = promisify(execFile);
const compose = join(__dirname, '..', '..', '..', '..', 'docker-compose.yml');

/** True when a Docker engine answers, quickly: a client alone is not Docker. */
export async function dockerAnswers(): Promise<boolean> {
  try {
    await run('docker', ['version', '--format', '{{.Server.Version}}'], { timeout: 3_000 });
    return true;
  } catch {
    return false;
  }
}

/**
 * The parts as containers of the images that docker-compose.yml names, published on loopback only. Each is held by a
 * `docker run` in the foreground that is our child, so that supervision is the same as for embedded parts.
 */
export const inDocker: Provider = {
  postgres: async (premises) => {
    const port = premises.ports.postgres;
    const url = `postgres://postgres:${premises.postgresPassword}@127.0.0.1:${String(port)}/postgres`;
    const part = container(premises, {
      name: 'postgres',
      image: imageOf('postgres'),
      publish: [[port, 5432]],
      data: '/var/lib/postgresql',
      env: { POSTGRES_PASSWORD: premises.postgresPassword },
      command: premises.throwaway ? ['postgres', '-c', 'fsync=off'] : ['postgres'],
      ready: (signal) => postgresAnswers(url, { signal }),
    });
    await part.start();
    return { url, host: '127.0.0.1', port, part };
  },
  kafka: async (premises) => {
    const { kafka, kafkaAgencies } = premises.ports;
    const brokers = [`127.0.0.1:${String(kafka)}`];
    const dir = join(premises.dataDir, 'kafka-docker');
    mkdirSync(dir, { recursive: true });
    writeFileSync(
      join(dir, 'server.properties'),
      serverProperties(premises.ports, '/var/lib/kafka/data', '0.0.0.0'),
    );
    const users = premises.agencies.map(
      ({ name, password }) => `SCRAM-SHA-512=[name=${name},password=${password}]`,
    );
    const part = container(premises, {
      name: 'kafka',
      image: imageOf('kafka'),
      publish: [kafka, kafkaAgencies].map((port) => [port, port] as const),
      data: '/var/lib/kafka/data',
      mount: [`${dir}:/etc/kezek:ro`],
      env: { USERS: users.join(' '), LOG_DIR: '/tmp', KAFKA_HEAP_OPTS: '-Xms128m -Xmx384m' },
      entrypoint: 'sh',
      command: ['-c', kafkaScript],
      ready: (signal) => kafkaAnswers(brokers, { signal }),
    });
    await part.start();
    return { brokers, agencyBrokers: [`127.0.0.1:${String(kafkaAgencies)}`], part };
  },
  redis: async (premises) => {
    const port = premises.ports.redis;
    const url = `redis://127.0.0.1:${String(port)}`;
    const part = container(premises, {
      name: 'redis',
      image: imageOf('redis'),
      publish: [[port, 6379]],
      env: {},
      command: ['--save', '', '--appendonly', 'no'],
      ready: (signal) => redisAnswers(url, { signal }),
    });
    await part.start();
    return { url, part };
  },
};

const kafkaScript = `set -e
bin=/opt/kafka/bin; properties=/etc/kezek/server.properties
add=; for user in $USERS; do add="$add --add-scram $user"; done
$bin/kafka-storage.sh format --ignore-formatted --config $properties --cluster-id kezekSandbox0000000000 $add
exec $bin/kafka-server-start.sh $properties`;

interface Container {
  name: string;
  image: string;
  /** Ports of the machine, and the container's. */
  publish: (readonly [number, number])[];
  /** Kept in a volume of this checkout. */
  data?: string;
  mount?: string[];
  env: Record<string, string>;
  entrypoint?: string;
  command: string[];
  ready: (exited: AbortSignal) => Promise<unknown>;
}

function container(premises: Premises, options: Container): Part {
  const name = `kezek-${idOf(premises)}-${options.name}`;
  const mounts = [
    ...(options.data === undefined ? [] : [`${name}:${options.data}`]),
    ...(options.mount ?? []),
  ];
  const args = [
    ...['run', '--rm', '--name', name],
    ...options.publish.flatMap(([host, inner]) => [
      '--publish',
      `127.0.0.1:${String(host)}:${String(inner)}`,
    ]),
    ...mounts.flatMap((mount) => ['--volume', mount]),
    // Values come from the client's own environment, so that no secret stands in the list of processes.
    ...Object.keys(options.env).flatMap((variable) => ['--env', variable]),
    ...(options.entrypoint === undefined ? [] : ['--entrypoint', options.entrypoint]),
    ...[options.image, ...options.command],
  ];
  const client = new Supervised({
    leash: premises.leash,
    log: premises.log,
    changed: premises.changed,
    ready: options.ready,
    spec: {
      name: options.name,
      command: 'sh',
      // What a crash left of the same name goes first.
      args: ['-c', `docker rm --force ${name} >/dev/null 2>&1; exec docker "$@"`, 'sh', ...args],
      env: { ...inheritedEnvironment(), ...options.env },
      logFile: join(premises.logDir, `${options.name}.log`),
      stopWithinMs: 30_000,
    },
  });
  return new DockerPart(client, name);
}

/** Signals go to the container, not to the client that holds it. */
class DockerPart implements Part {
  constructor(
    private readonly client: Supervised,
    private readonly container: string,
  ) {}

  get name(): string {
    return this.client.name;
  }

  get pid(): number | undefined {
    return this.client.pid;
  }

  kill(signal: NodeJS.Signals): void {
    execFile('docker', ['kill', '--signal', signal, this.container], () => undefined);
  }

  start(): Promise<void> {
    return this.client.start();
  }

  stop(): Promise<void> {
    return this.client.stop();
  }

  restart(): Promise<void> {
    return this.client.restart();
  }
}

/** Tells the containers and volumes of this data directory from those of others. */
function idOf({ dataDir }: Premises): string {
  const file = join(dataDir, 'docker.json');
  const known = readJson(file) as { id: string } | undefined;
  if (known !== undefined) return known.id;
  const id = randomUUID().slice(0, 8);
  writeJson(file, { id });
  return id;
}

/** Removes the volumes of a data directory that is about to be forgotten. */
export async function forgetVolumes(dataDir: string): Promise<void> {
  const known = readJson(join(dataDir, 'docker.json')) as { id: string } | undefined;
  if (known === undefined) return;
  const volumes = ['postgres', 'kafka'].map((name) => `kezek-${known.id}-${name}`);
  await run('docker', ['volume', 'rm', '--force', ...volumes]).catch(() => undefined);
}

/** The image of a service of docker-compose.yml: one place says which. */
export function imageOf(service: string, file = readFileSync(compose, 'utf8')): string {
  const block = file.split(/^ {2}(?=\w)/m).find((text) => text.startsWith(`${service}:`));
  const image = /^ {4}image: (\S+)$/m.exec(block ?? '')?.[1];
  if (image === undefined) throw new Trouble(`docker-compose.yml names no image for ${service}.`);
  return image;
}
