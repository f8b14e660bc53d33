import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Trouble } from './trouble';

/**
 * Makes this process the only one that works in `dir`. An empty SQLite file is locked, which is the one lock that Node
 * has that the kernel itself lets go when a process is killed: nothing stale can stay behind.
 * @throws Trouble `busy`
 */
export function lock(dir: string): { release(): void } {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const file = new DatabaseSync(join(dir, 'lock'), { timeout: 0 });
  try {
    file.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    file.close();
    if ((error as { errcode?: number }).errcode === sqliteBusy)
      throw new Trouble('busy', `Another kiosk process works in ${dir}.`);
    throw error;
  }
  return {
    release: () => {
      file.close();
    },
  };
}

const sqliteBusy = 5;
