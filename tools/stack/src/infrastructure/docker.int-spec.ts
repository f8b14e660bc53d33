import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Redis } from 'ioredis';
import { Client } from 'pg';
import { freePorts } from '../ports';
import { Leash } from '../processes/leash';
import type { Supervised } from '../processes/supervised';
import { ownParts, readSettings } from '../settings';
import { until } from '../until';
import { imageOf } from './compose';
import { engine, HeldContainer } from './docker.container';
import { describeInDocker, socket } from './docker.fixture';
import { nameOf } from './docker.names';
import { forgetInDocker, startInfrastructure } from './infrastructure';

const settings = { ...ownParts(readSettings()), provider: 'docker' as const };
const patience = { timeoutMs: 30_000, what: 'the end of a container' };

describeInDocker('parts in Docker', () => {
  let dir: string;

  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'kezek-docker-'));
  });

  afterEach(async () => {
    await forgetInDocker(dir, () => undefined);
    await rm(dir, { recursive: true });
  });

  const docker = async () => (await engine(socket)).container.dockerode;
  const inspected = async (part: string) => (await docker()).getContainer(nameOf(dir, part)).inspect();

  async function containers(): Promise<string[]> {
    const filters = { name: [nameOf(dir, '')] };
    const found = await (await docker()).listContainers({ all: true, filters });
    return found.flatMap(({ Names }) => Names);
  }

  /** Which of these volumes there are. */
  async function existing(volumes: readonly string[]): Promise<string[]> {
    const { Volumes } = await (await docker()).listVolumes();
    return volumes.filter((name) => Volumes.some((volume) => volume.Name === name));
  }

  const start = (throwaway: boolean, postgresPassword = 'secret') =>
    startInfrastructure({
      dataDir: dir,
      parts: ['postgres', 'redis'],
      postgresPassword,
      throwaway,
      settings,
    });

  async function query(url: string, sql: string): Promise<unknown[]> {
    const client = new Client({ connectionString: url });
    await client.connect();
    try {
      return (await client.query<Record<string, unknown>>(sql)).rows;
    } finally {
      await client.end();
    }
  }

  describe('that are thrown away', () => {
    it('are of the images of docker-compose.yml, on loopback alone, and leave nothing behind', async () => {
      const infrastructure = await start(true);
      try {
        const [postgres, redis] = [await inspected('postgres'), await inspected('redis')];
        expect(postgres.Config.Image).toBe(imageOf('postgres'));
        expect(redis.Config.Image).toBe(imageOf('redis'));
        const elsewhere = Object.values(networkInterfaces())
          .flatMap((addresses = []) => addresses)
          .filter(({ internal, family }) => !internal && family === 'IPv4');
        expect(elsewhere.length).toBeGreaterThan(0);
        for (const { address } of elsewhere)
          await expect(connected(address, infrastructure.postgres.port)).resolves.toBe(false);
        await expect(connected('127.0.0.1', infrastructure.postgres.port)).resolves.toBe(true);
        const volumes = [...postgres.Mounts, ...redis.Mounts].map(({ Name = '' }) => Name);
        expect(await existing(volumes)).toEqual(volumes);
        await infrastructure.stop();
        expect(await containers()).toEqual([]);
        expect(await existing(volumes)).toEqual([]);
      } finally {
        await infrastructure.stop();
      }
    });

    it('stand still and go on', async () => {
      const infrastructure = await start(true);
      const { part } = infrastructure.redis;
      const client = new Redis(infrastructure.redis.url, { commandTimeout: 500 });
      client.on('error', () => undefined);
      try {
        part.kill('SIGSTOP');
        await until(async () => (await inspected('redis')).State.Paused, patience);
        await expect(client.ping()).rejects.toThrow();
        part.kill('SIGCONT');
        await until(() => client.ping(), patience);
        part.kill('SIGSTOP');
        await until(async () => (await inspected('redis')).State.Paused, patience);
      } finally {
        client.disconnect();
        await infrastructure.stop();
      }
      expect(await containers()).toEqual([]);
    });
  });

  describe('whose data is kept', () => {
    it('are found by the next start, until they are forgotten', async () => {
      const first = await start(false);
      try {
        await query(first.postgres.url, 'CREATE TABLE kept AS SELECT 1 AS one');
      } finally {
        await first.stop();
      }
      expect(await containers()).toEqual([]);
      const second = await start(false);
      try {
        expect(await query(second.postgres.url, 'SELECT one FROM kept')).toEqual([{ one: 1 }]);
      } finally {
        await second.stop();
      }
      await forgetInDocker(dir, () => undefined);
      expect(await existing([nameOf(dir, 'postgres'), nameOf(dir, 'kafka')])).toEqual([]);
    });

    it('are refused to another password in one sentence', async () => {
      await (await start(false)).stop();
      await expect(start(false, 'another')).rejects.toThrow(/^The secrets of this checkout are not those/);
    });
  });

  describe('of a parent that dies', () => {
    const built = join(__dirname, '..', '..', 'dist', 'infrastructure', 'infrastructure.js');
    let parent: ChildProcess;

    afterEach(() => parent.kill('SIGKILL'));

    /** A process that starts PostgreSQL and says so. */
    function startElsewhere(throwaway: boolean): Promise<unknown> {
      const options = {
        dataDir: dir,
        parts: ['postgres'],
        postgresPassword: 'secret',
        throwaway,
        settings,
      };
      const script = `require(${JSON.stringify(built)}).startInfrastructure(${JSON.stringify(options)})
        .then(({ postgres }) => console.log(postgres.url));`;
      parent = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
      const { stdout } = parent;
      if (stdout === null) throw new Error('no output');
      return once(createInterface({ input: stdout }), 'line', { signal: AbortSignal.timeout(50_000) });
    }

    it('end with it and leave nothing behind, even when it is killed', async () => {
      await startElsewhere(true);
      const volumes = (await inspected('postgres')).Mounts.map(({ Name = '' }) => Name);
      expect(await existing(volumes)).toEqual(volumes);
      parent.kill('SIGKILL');
      await until(async () => (await containers()).length === 0, patience);
      await until(async () => (await existing(volumes)).length === 0, patience);
    });

    it('end with it when it is killed while it makes them', async () => {
      void startElsewhere(true).catch(() => undefined);
      await until(async () => (await containers()).length > 0, { ...patience, everyMs: 5 });
      parent.kill('SIGKILL');
      await until(async () => (await containers()).length === 0, patience);
    });

    it('give way to the next start when the watchdog was killed too', async () => {
      const ports = await freePorts(['postgres', 'kafka', 'kafkaAgencies', 'kafkaController', 'redis']);
      await startElsewhere(false);
      const [watchdog] = await watchdogsOf(parent);
      process.kill(watchdog ?? 0, 'SIGSTOP');
      parent.kill('SIGKILL');
      process.kill(watchdog ?? 0, 'SIGKILL');
      expect(await containers()).toHaveLength(1);
      const parts = ['postgres'] as const;
      const options = { dataDir: dir, parts, postgresPassword: 'secret', settings, ports };
      await (await startInfrastructure(options)).stop();
      expect(await containers()).toEqual([]);
    });
  });

  describe('that cannot start', () => {
    let leash: Leash;

    beforeEach(() => {
      leash = new Leash(join(dir, 'processes.json'));
    });

    afterEach(() => leash.close());

    function redisOf(image: string, command: string[]): Supervised {
      const logFile = join(dir, 'redis.log');
      const log = () => undefined;
      const hold = { part: 'redis', name: nameOf(dir, 'redis'), leash, socket, logFile, log };
      const container = new HeldContainer(image, hold).withCommand(command);
      return container.supervised({ ready: () => new Promise(() => undefined) });
    }

    it('say the end of what they said', async () => {
      const start = redisOf(imageOf('redis'), ['valkey-server', '--no-such-option', 'yes']).start();
      await expect(start).rejects.toThrow(
        /^redis did not start \(exit code 1\); its log .+ ends with:[^]+no-such-option/,
      );
    });

    it('say so in one sentence when there is no such image', async () => {
      const start = redisOf('localhost:1/kezek/none:1', ['true']).start();
      await expect(start).rejects.toThrow(/^redis cannot be started in Docker: .+$/);
      expect(await containers()).toEqual([]);
    });
  });
});

function connected(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const attempt = connect({ host, port, timeout: 2_000 });
    const answer = (open: boolean) => {
      attempt.destroy();
      resolve(open);
    };
    attempt.once('connect', () => {
      answer(true);
    });
    attempt.once('timeout', () => {
      answer(false);
    });
    attempt.once('error', () => {
      answer(false);
    });
  });
}

async function watchdogsOf({ pid }: ChildProcess): Promise<number[]> {
  const children = await readFile(`/proc/${String(pid)}/task/${String(pid)}/children`, 'utf8');
  return children.trim().split(' ').map(Number);
}
