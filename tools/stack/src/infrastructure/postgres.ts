import { chownSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startChild } from '../processes/child';
import { supervisedChild } from '../processes/supervised';
import { diskFull, isDiskFull, Trouble } from '../trouble';
import { isMadeWith, noteMadeWith } from './made';
import { makeOwned, type PostgresBinaries, postgresBinaries, postgresDataDir } from './postgres.binaries';
import { postgresAnswers } from './postgres.ready';
import { initdbOptions, serverOptions } from './postgres.settings';
import type { PostgresAddress, Premises } from './types';

const host = '127.0.0.1';

const onLoopback = ['-c', `listen_addresses=${host}`, '-c', 'unix_socket_directories='];

/** The real PostgreSQL as a child process on loopback; its cluster is made on the first start. */
export async function embeddedPostgres(premises: Premises): Promise<PostgresAddress> {
  const port = premises.ports.postgres;
  const binaries = postgresBinaries();
  const wish = join(premises.dataDir, 'postgres');
  const dir = postgresDataDir(wish, binaries.owner);
  const logFile = join(premises.logDir, 'postgres.log');
  await initialise(premises, { binaries, dir, logFile });
  forgetStalePid(dir);
  const url = `postgres://postgres:${premises.postgresPassword}@${host}:${String(port)}/postgres`;
  const part = supervisedChild({
    leash: premises.leash,
    log: premises.log,
    changed: premises.changed,
    ready: (signal) => postgresAnswers(url, { signal }),
    spec: {
      name: 'postgres',
      command: join(binaries.dir, 'postgres'),
      args: ['-D', dir, '-p', String(port), ...onLoopback, ...serverOptions(premises)],
      env: environment(),
      cwd: dir,
      ...(binaries.owner === undefined ? {} : { owner: binaries.owner }),
      logFile,
      // "fast": sessions are ended, the data is written out
      stopSignal: 'SIGINT',
    },
  });
  await part.start();
  return { url, host, port, part, ...(dir === wish ? {} : { elsewhere: dir }) };
}

interface Cluster {
  binaries: PostgresBinaries;
  dir: string;
  logFile: string;
}

async function initialise(premises: Premises, { binaries, dir, logFile }: Cluster): Promise<void> {
  const mark = join(premises.dataDir, 'postgres.initialised');
  if (existsSync(join(dir, 'PG_VERSION')) && isMadeWith(mark, premises.postgresPassword)) return;
  rmSync(dir, { recursive: true, force: true });
  makeOwned(dir, binaries.owner);
  const passwordFile = join(dir, '..', `postgres.password.${String(process.pid)}`);
  writeFileSync(passwordFile, `${premises.postgresPassword}\n`, { mode: 0o600 });
  if (binaries.owner !== undefined) chownSync(passwordFile, binaries.owner.uid, binaries.owner.gid);
  try {
    const initdb = await startChild(premises.leash, {
      name: 'initdb',
      command: join(binaries.dir, 'initdb'),
      args: [
        `--pgdata=${dir}`,
        '--username=postgres',
        `--pwfile=${passwordFile}`,
        '--auth=scram-sha-256',
        ...initdbOptions,
        ...(premises.throwaway ? ['--no-sync'] : []),
      ],
      env: environment(),
      cwd: dir,
      ...(binaries.owner === undefined ? {} : { owner: binaries.owner }),
      logFile,
    });
    const { code } = await initdb.exited;
    if (code !== 0) {
      const tail = initdb.tail();
      throw new Trouble(isDiskFull(tail) ? diskFull(tail) : `PostgreSQL cannot be set up:\n${tail}`);
    }
  } finally {
    rmSync(passwordFile, { force: true });
  }
  noteMadeWith(mark, premises.postgresPassword);
}

/** PostgreSQL will not start while postmaster.pid names a living process, whatever that process is by now. */
function forgetStalePid(dir: string): void {
  const file = join(dir, 'postmaster.pid');
  if (!existsSync(file)) return;
  const pid = readFileSync(file, 'utf8').split('\n')[0] ?? '';
  try {
    if (readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(dir)) return;
    rmSync(file);
  } catch {
    // No such process (or no /proc): PostgreSQL finds out by itself.
  }
}

function environment(): NodeJS.ProcessEnv {
  return { LC_ALL: 'C', TZ: 'UTC' };
}
