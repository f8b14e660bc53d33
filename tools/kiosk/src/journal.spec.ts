import { appendFileSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Entry } from './entry';
import { Journal, parseJournal, readJournal } from './journal';

const entry = (number: number): Entry => ({
  kind: 'printed',
  // Letters of more than one byte: a line is torn between bytes, not between letters.
  trackingToken: `қол ${String(number)}`,
});

describe('a journal', () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'kezek-kiosk-'));
  });
  afterEach(() => {
    rmSync(dir, { recursive: true });
  });

  const file = () => join(dir, 'journal');
  const write = (...entries: Entry[]) => {
    const journal = new Journal(dir);
    for (const one of entries) journal.append(one);
    journal.close();
  };

  it('is empty before anything is written, and has what was appended', () => {
    expect(readJournal(dir)).toEqual([]);
    write(entry(1), entry(2));
    expect(readJournal(dir)).toEqual([entry(1), entry(2)]);
  });

  it('that was torn at any byte has every line before, and goes on after them', () => {
    write(entry(1), entry(2), entry(3));
    const whole = readFileSync(file());
    const second = whole.indexOf(10) + 1;
    const third = whole.indexOf(10, second) + 1;
    for (let length = 0; length <= whole.length; length += 1) {
      writeFileSync(file(), whole.subarray(0, length));
      const kept = length === whole.length ? 3 : length >= third ? 2 : length >= second ? 1 : 0;
      const expected = [entry(1), entry(2), entry(3)].slice(0, kept);
      expect(readJournal(dir)).toEqual(expected);
      write(entry(4));
      expect(readJournal(dir)).toEqual([...expected, entry(4)]);
    }
  });

  it('takes a last line that was written in part, or as zeros, for torn', () => {
    write(entry(1));
    for (const rest of ['00000000 {"kind":"printed"}\n', 'garbage\n', '\0\0\0\0']) {
      const { length } = readFileSync(file());
      appendFileSync(file(), rest);
      expect(readJournal(dir)).toEqual([entry(1)]);
      truncateSync(file(), length);
    }
  });

  it('that is damaged before its end is refused', () => {
    write(entry(1), entry(2), entry(3));
    const damaged = readFileSync(file());
    const inSecond = damaged.indexOf(10) + 15;
    damaged.writeUInt8(damaged.readUInt8(inSecond) ^ 1, inSecond);
    expect(() => parseJournal(damaged)).toThrow('damaged in line 2');
  });
});
