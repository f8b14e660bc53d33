import { randomUUID } from 'node:crypto';
import { accessSync, constants, existsSync, mkdirSync } from 'node:fs';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { arch, platform } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { jars } from '../artifacts/artifacts';
import { redisJar } from '../artifacts/checksums';
import { extract } from '../artifacts/unzip';
import { supervisedChild } from '../processes/supervised';
import { Trouble } from '../trouble';
import { until, type Wait } from '../until';
import type { Premises, RedisAddress } from './types';

const packed: Readonly<Record<string, string>> = {
  'linux-x64': 'redis-server-6.2.6-v5-linux-amd64',
  'linux-arm64': 'redis-server-6.2.7-linux-arm64',
  'darwin-x64': 'redis-server-6.2.6-v5-darwin-amd64',
  'darwin-arm64': 'redis-server-6.2.6-v5-darwin-arm64',
};

/** How the server runs, wherever it runs: a cache, without persistence. */
export const cacheOptions = [
  ['--save', ''],
  ['--appendonly', 'no'],
  ['--maxmemory', '256mb'],
  ['--maxmemory-policy', 'volatile-lru'],
].flat();

/** The machine's own redis-server or valkey-server, else the one from the jar; without persistence. */
export async function embeddedRedis(premises: Premises): Promise<RedisAddress> {
  const port = premises.ports.redis;
  const dir = join(premises.dataDir, 'redis');
  mkdirSync(dir, { recursive: true });
  const url = `redis://127.0.0.1:${String(port)}`;
  const part = supervisedChild({
    leash: premises.leash,
    log: premises.log,
    changed: premises.changed,
    ready: (signal) => redisAnswers(url, { signal }),
    spec: {
      name: 'redis',
      command:
        onPath('redis-server', premises) ?? onPath('valkey-server', premises) ?? (await unpacked(premises)),
      args: ['--bind', '127.0.0.1', '--port', String(port), '--dir', dir, ...cacheOptions],
      cwd: dir,
      logFile: join(premises.logDir, 'redis.log'),
    },
  });
  await part.start();
  return { url, part };
}

/** Resolves when the server answers PING. */
export function redisAnswers(url: string, wait: Wait = {}): Promise<true> {
  const patience = { timeoutMs: 30_000, ...wait, what: 'An answer from Redis' };
  return until(() => ping(url), patience);
}

async function ping(url: string): Promise<true> {
  const client = new Redis(url, { lazyConnect: true, connectTimeout: 2_000, retryStrategy: () => null });
  let cause: Error | undefined;
  client.on('error', (error: Error) => {
    cause = error;
  });
  try {
    await client.connect();
    await client.ping();
    return true;
  } catch (error) {
    throw cause ?? error;
  } finally {
    client.disconnect();
  }
}

async function unpacked(premises: Premises): Promise<string> {
  const { cacheDir, mavenRepository } = premises.settings;
  const name = packed[`${platform()}-${arch()}`];
  if (name === undefined) {
    throw new Trouble(
      'Redis is not here: install redis-server or valkey-server, give REDIS_URL, or use Docker.',
    );
  }
  const dir = join(cacheDir, 'redis');
  const program = join(dir, name);
  if (existsSync(program)) return program;
  const [jar = ''] = await jars('Redis', redisJar, { dir, repository: mavenRepository, log: premises.log });
  const content = extract(await readFile(jar), name);
  if (content === undefined) throw new Trouble(`${jar} has no ${name}.`);
  const temporary = `${program}.${randomUUID()}`;
  await writeFile(temporary, content, { mode: 0o755 });
  await rename(temporary, program);
  return program;
}

function onPath(name: string, premises: Premises): string | undefined {
  return premises.settings.path
    .map((dir) => join(dir, name))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}
