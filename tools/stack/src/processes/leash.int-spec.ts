import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { until } from '../until';
import { type Child, startChild } from './child';
import { endLeftovers, Leash } from './leash';
import { endAll, startOf } from './watchdog';

const patience = { timeoutMs: 20_000, what: 'the end of a process' };
const sleeper = { command: 'sleep', args: ['1000'], stopWithinMs: 2_000 };

describe('processes on a leash', () => {
  let dir: string;

  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'kezek-leash-'));
  });

  afterEach(() => rm(dir, { recursive: true }));

  const spec = (name: string) => ({ ...sleeper, name, logFile: join(dir, `${name}.log`) });
  const processesFile = () => join(dir, 'processes.json');

  it('are listed while they run and leave nothing when they are let go', async () => {
    const leash = new Leash(processesFile());
    const child = await startChild(leash, spec('one'));
    expect(JSON.parse(await readFile(processesFile(), 'utf8'))).toMatchObject([
      { name: 'one', pid: child.pid },
    ]);
    await leash.close();
    await expect(child.exited).resolves.toEqual({ code: null, signal: 'SIGTERM' });
    expect(existsSync(processesFile())).toBe(false);
  });

  it('are not started any more once the leash is let go', async () => {
    const leash = new Leash(processesFile());
    await leash.close();
    await expect(startChild(leash, spec('late'))).rejects.toThrow('Stopped before everything was started.');
  });

  it('are held on when the watchdog itself is killed', async () => {
    const leash = new Leash(processesFile());
    const child = await startChild(leash, spec('one'));
    const first = leash.watchdogPid ?? 0;
    process.kill(first, 'SIGKILL');
    await until(() => leash.watchdogPid !== first, patience);
    await leash.close();
    await expect(child.exited).resolves.toEqual({ code: null, signal: 'SIGTERM' });
  });

  it('are killed with everything they started', async () => {
    const leash = new Leash(processesFile());
    const family = await startChild(leash, {
      ...spec('family'),
      command: 'sh',
      args: ['-c', 'setsid sleep 1000 & wait'],
    });
    const grandchild = await until(() => childOf(family), patience);
    family.kill('SIGKILL');
    await until(() => startOf(grandchild) === undefined, patience);
    await leash.close();
  });

  describe('of a parent that dies', () => {
    let parent: ChildProcess;

    afterEach(() => parent.kill('SIGKILL'));

    /** A process that starts two programs, one of which ignores the wish to end; answers their pids. */
    async function pidsOf(script: string): Promise<number[]> {
      parent = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
      const output = parent.stdout;
      if (output === null) throw new Error('no output');
      for await (const line of createInterface({ input: output })) return JSON.parse(line) as number[];
      throw new Error('the parent said nothing');
    }

    const built = join(__dirname, '..', '..', 'dist', 'processes');
    const script = () => `
      const { Leash } = require(${JSON.stringify(join(built, 'leash.js'))});
      const { startChild } = require(${JSON.stringify(join(built, 'child.js'))});
      const leash = new Leash(${JSON.stringify(processesFile())});
      const start = (name, command, args) =>
        startChild(leash, { name, command, args, logFile: ${JSON.stringify(join(dir, 'log'))} });
      Promise.all([
        start('sleep', 'sleep', ['1000']),
        start('stopped', 'sleep', ['1000']),
      ]).then((children) => {
        children[1].kill('SIGSTOP');
        console.log(JSON.stringify([...children.map((child) => child.pid), leash.watchdogPid]));
      });`;

    it('end with it, even when it is killed and one of them stands still', async () => {
      const pids = await pidsOf(script());
      expect(pids.map((pid) => startOf(pid)).filter(Boolean)).toHaveLength(3);
      parent.kill('SIGKILL');
      await until(() => pids.every((pid) => startOf(pid) === undefined), patience);
      expect(existsSync(processesFile())).toBe(false);
    });

    it('end at the next start when the watchdog was killed too', async () => {
      const pids = await pidsOf(script());
      process.kill(pids[2] ?? 0, 'SIGSTOP');
      parent.kill('SIGKILL');
      process.kill(pids[2] ?? 0, 'SIGKILL');
      await until(() => startOf(pids[2] ?? 0) === undefined, patience);
      expect(pids.slice(0, 2).every((pid) => startOf(pid) !== undefined)).toBe(true);
      await expect(endLeftovers(processesFile())).resolves.toEqual(['sleep', 'stopped']);
      expect(pids.every((pid) => startOf(pid) === undefined)).toBe(true);
    });
  });

  describe('in containers', () => {
    let engine: Server;
    let asked: string[];
    /** Names of containers that the engine will make only after it was asked to stop them. */
    let late: string[];

    beforeEach(async () => {
      asked = [];
      late = [];
      engine = createServer(({ method, url }, response) => {
        asked.push(`${String(method)} ${String(url)}`);
        const index = late.findIndex((name) => url?.startsWith(`/containers/${name}/stop`));
        response.statusCode = index < 0 ? 204 : 404;
        if (index >= 0) late.splice(index, 1);
        response.end();
      });
      await new Promise<void>((resolve) => engine.listen(socket(), resolve));
    });

    afterEach(() => new Promise((resolve) => engine.close(resolve)));

    const socket = () => join(dir, 'engine.sock');
    const ended = (container: string) => [
      `POST /containers/${container}/stop?t=8`,
      `DELETE /containers/${container}?force=true&v=true`,
    ];

    it('are stopped, then removed, when they are let go', async () => {
      const leash = new Leash(processesFile());
      await leash.register({ name: 'redis', container: 'kezek-1-redis', socket: socket() });
      await leash.close();
      expect(asked).toEqual(ended('kezek-1-redis'));
    });

    it('are left alone when they were released', async () => {
      const leash = new Leash(processesFile());
      await leash.register({ name: 'redis', container: 'kezek-1-redis', socket: socket() });
      leash.release('kezek-1-redis');
      await leash.close();
      expect(asked).toEqual([]);
    });

    it('are removed when they were only just being made', async () => {
      late = ['kezek-1-redis', 'kezek-1-redis'];
      const leash = new Leash(processesFile());
      await leash.register({ name: 'redis', container: 'kezek-1-redis', socket: socket() });
      await leash.close();
      const [stop = '', remove = ''] = ended('kezek-1-redis');
      expect(asked).toEqual([stop, stop, stop, remove]);
    });

    it('hold nobody up when their engine is gone', async () => {
      const leash = new Leash(processesFile());
      await leash.register({ name: 'redis', container: 'kezek-1-redis', socket: join(dir, 'none.sock') });
      const child = await startChild(leash, spec('one'));
      await leash.close();
      await expect(child.exited).resolves.toEqual({ code: null, signal: 'SIGTERM' });
    });
  });

  it('are never mistaken for others that got their process ids', async () => {
    const leash = new Leash(processesFile());
    const child = await startChild(leash, spec('innocent'));
    await endAll([{ name: 'gone', pid: child.pid, start: 'long ago', signal: 'SIGKILL' }]);
    expect(child.exit).toBeUndefined();
    expect(startOf(child.pid)).toBeDefined();
    await child.stop();
    await leash.close();
  });
});

async function childOf(child: Child): Promise<number | undefined> {
  const children = await readFile(`/proc/${String(child.pid)}/task/${String(child.pid)}/children`, 'utf8');
  return Number(children.trim().split(' ')[0]) || undefined;
}
