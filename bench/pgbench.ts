import { execFile } from 'node:child_process';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Script } from './script.ts';
import { pathOfPrograms } from './settings.ts';
import { callers, type Stage } from './stage.ts';

const output = promisify(execFile);
let run = 0;

export interface Rate {
  readonly by: 'pgbench' | 'pg';
  readonly perSecond: number;
}

/** Runs a script so many times with 16 clients on the queue's database, as fast as it goes. */
export async function replay(stage: Stage, { sql, variables }: Script, times: number): Promise<Rate> {
  run += 1;
  const file = join(stage.dir, 'replay.sql');
  writeFileSync(file, `${sql}\n`);
  const pgbench = programOf();
  const each = Math.round(times / callers);
  const job = { sql, variables: Object.fromEntries(variables), url: stage.databaseUrl, each, callers, run };
  if (pgbench === undefined) {
    const jobFile = join(stage.dir, 'replay.json');
    writeFileSync(jobFile, JSON.stringify(job));
    const { stdout } = await output(process.execPath, [join(import.meta.dirname, 'replayer.ts'), jobFile]);
    return { by: 'pg', perSecond: Number(stdout) };
  }
  const settings = [...variables].flatMap(([name, value]) => ['-D', `${name}=${value}`]);
  const { stdout } = await output(
    pgbench,
    [
      '-n',
      '-M',
      'prepared',
      '-c',
      String(callers),
      '-j',
      '2',
      '-t',
      String(each),
      '-f',
      file,
      '-D',
      'count=0',
      '-D',
      `run=${String(run)}`,
      ...settings,
      stage.databaseUrl,
    ],
    { maxBuffer: 1e8 },
  );
  const tps = /^tps = ([\d.]+)/m.exec(stdout)?.[1];
  const failed = /failed transactions: (\d+)/.exec(stdout)?.[1] ?? '0';
  if (tps === undefined || failed !== '0') throw new Error(`pgbench:\n${stdout}`);
  return { by: 'pgbench', perSecond: Number(tps) };
}

function programOf(): string | undefined {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  const dirs = [...versions.map((version) => join(debian, version, 'bin')), ...pathOfPrograms()];
  return dirs.map((dir) => join(dir, 'pgbench')).find((file) => existsSync(file));
}
