import { closeSync, fsyncSync, ftruncateSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import type { Entry } from './entry';
import { Trouble } from './trouble';

const fileIn = (dir: string): string => join(dir, 'journal');

/** A line that was written whole says so itself: a checksum stands before it. */
const lineOf = (entry: Entry): string => {
  const text = JSON.stringify(entry);
  return `${crc32(text).toString(16).padStart(8, '0')} ${text}\n`;
};

function entryOf(line: string): Entry | undefined {
  const text = line.slice(9);
  return /^[0-9a-f]{8} /.test(line) && parseInt(line, 16) === crc32(text)
    ? (JSON.parse(text) as Entry)
    : undefined;
}

export interface Recorded {
  readonly entries: readonly Entry[];
  /** Bytes up to the end of the last whole line. */
  readonly length: number;
}

/**
 * Reads a journal. The last line may be torn: what it says was never acted upon, since nothing is before it is on
 * disk. Anywhere else that is damage.
 * @throws Trouble naming the line
 */
export function parseJournal(content: Buffer): Recorded {
  const entries: Entry[] = [];
  let length = 0;
  while (length < content.length) {
    const end = content.indexOf(10, length);
    const entry = end < 0 ? undefined : entryOf(content.toString('utf8', length, end));
    if (entry === undefined) {
      if (end < 0 || end === content.length - 1) break;
      throw new Trouble('damaged', `The journal is damaged in line ${String(entries.length + 1)}.`);
    }
    entries.push(entry);
    length = end + 1;
  }
  return { entries, length };
}

/** Without the lock: what somebody else is writing at this moment is not there yet. */
export function readJournal(dir: string): readonly Entry[] {
  return parseJournal(contentOf(dir)).entries;
}

function contentOf(dir: string): Buffer {
  try {
    return readFileSync(fileIn(dir));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return Buffer.alloc(0);
    throw error;
  }
}

/** Appends; whoever has it open holds the lock of the directory. */
export class Journal {
  readonly entries: readonly Entry[];
  readonly #file: number;

  constructor(dir: string) {
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    this.#file = openSync(fileIn(dir), 'a+', 0o600);
    const { entries, length } = parseJournal(contentOf(dir));
    ftruncateSync(this.#file, length);
    fsyncSync(this.#file);
    syncDirectory(dir);
    this.entries = entries;
  }

  /**
   * Returns when it is on disk.
   * @throws Trouble `disk`; the kiosk must stop, since a torn line may stand at the end now
   */
  append(entry: Entry): void {
    const line = Buffer.from(lineOf(entry));
    try {
      for (let written = 0; written < line.length;) written += writeSync(this.#file, line, written);
      fsyncSync(this.#file);
    } catch (error) {
      throw new Trouble('disk', `The journal can't be written: ${(error as Error).message}`);
    }
  }

  close(): void {
    closeSync(this.#file);
  }
}

// A new file is found after a loss of power only when its directory is on disk as well.
function syncDirectory(dir: string): void {
  const directory = openSync(dir, 'r');
  try {
    fsyncSync(directory);
  } finally {
    closeSync(directory);
  }
}
