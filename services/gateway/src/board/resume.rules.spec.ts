import type { Board } from '@kezek/contracts';
import { type Entry, type Log, missedSince, readId, writeId } from './position.rules';
import { changesBetween, contains, frameOf, isRedefined, snapshotOf } from './snapshot.rules';

const entry = (offset: number, more: Partial<Entry> = {}): Entry => ({
  offset,
  ticket: `ticket ${String(offset)}`,
  version: 2,
  atMs: Date.parse('2026-03-02T04:00:00Z'),
  frame: `frame ${String(offset)}`,
  ...more,
});
const log: Log = { partition: 3, floor: 9, seen: 40, entries: [entry(10), entry(20), entry(30)] };

const name = { kk: 'Қызмет', ru: 'Услуга' };
const board = (more: Partial<Board> = {}): Board => ({
  office: 'ALM-TRK',
  name,
  sequence: 1,
  at: '2026-03-02T04:00:00.000Z',
  timeZone: 'Asia/Almaty',
  utcOffset: '+05:00',
  calls: [],
  announcements: [],
  waiting: [],
  counters: [],
  ...more,
});

describe('an id', () => {
  it('is partition-offset, and is read as it was written', () => {
    expect(writeId({ partition: 3, offset: 1042 })).toBe('3-1042');
    expect(readId('3-1042')).toEqual({ partition: 3, offset: 1042 });
  });

  it('that was never ours is none', () => {
    for (const id of [undefined, '', 'x', '3', '3-', '-1', '3-4-5', '3-1e9', `3-${'9'.repeat(20)}`])
      expect(readId(id)).toBeUndefined();
  });

  it('from before anything happened is found in no log', () => {
    expect(missedSince({ ...log, partition: 0, floor: -1 }, readId(writeId()))).toBeUndefined();
  });
});

describe('who comes back', () => {
  const offsetsSince = (offset: number, partition = 3) =>
    missedSince(log, { partition, offset })?.map((missed) => missed.offset);

  it('is told what was missed, once and in order', () => {
    expect(offsetsSince(10)).toEqual([20, 30]);
    expect(offsetsSince(15)).toEqual([20, 30]);
    expect(offsetsSince(30)).toEqual([]);
    expect(offsetsSince(40)).toEqual([]);
  });

  it('is told all when its place is just before what is kept', () => {
    expect(offsetsSince(9)).toEqual([10, 20, 30]);
  });

  it('gets a snapshot when the place is too old, in the future, of another partition, or nothing is kept', () => {
    expect(offsetsSince(8)).toBeUndefined();
    expect(offsetsSince(41)).toBeUndefined();
    expect(offsetsSince(10, 2)).toBeUndefined();
    expect(missedSince(undefined, { partition: 3, offset: 10 })).toBeUndefined();
  });
});

describe('a snapshot', () => {
  const call = {
    ticket: 'seventh',
    number: 'K7',
    counter: '1',
    state: 'serving' as const,
    calledAt: '2026-03-02T04:00:00Z',
    version: 3,
  };
  const { known } = snapshotOf(board({ calls: [call] }), 20, Date.parse('2026-03-02T04:00:00Z'));

  it('contains what was read before it was asked for', () => {
    expect(contains(known, entry(20))).toBe(true);
    expect(contains(known, entry(21))).toBe(false);
    expect(contains(undefined, entry(1))).toBe(false);
  });

  it('contains a delta of a ticket that it shows in a later version', () => {
    expect(contains(known, entry(25, { ticket: 'seventh', version: 3 }))).toBe(true);
    expect(contains(known, entry(25, { ticket: 'seventh', version: 4 }))).toBe(false);
  });

  it('contains what became true long before it, and nothing of another ticket that has the same number', () => {
    expect(contains(known, entry(25, { atMs: known.atMs - 61_000 }))).toBe(true);
    expect(contains(known, entry(25, { ticket: 'of the next day', version: 2 }))).toBe(false);
  });
});

describe('between two reads of a board', () => {
  const ready = { code: '1', state: 'ready' as const };
  const waiting = [{ service: 's', name, count: 2 }];

  it('only what has changed is told', () => {
    const before = board({ counters: [ready, { code: '2', state: 'closed' }], waiting });
    const after = board({
      counters: [
        { code: '1', state: 'serving' },
        { code: '2', state: 'closed' },
      ],
      waiting,
    });
    expect(changesBetween(before, before)).toEqual([]);
    expect(changesBetween(before, after)).toEqual([
      { event: 'counter', data: { code: '1', state: 'serving' } },
    ]);
    expect(changesBetween(after, { ...after, waiting: [] })).toEqual([{ event: 'waiting', data: [] }]);
  });

  it('what is to be said aloud goes first, and whole', () => {
    const text = { kk: 'K7, 1-терезе', ru: 'K7, окно 1', en: 'K7, counter 1' };
    const announcement = {
      ticket: 'seventh',
      number: 'K7',
      counter: '1',
      at: '2026-03-02T04:00:00.000Z',
      text,
      version: 2,
    };
    const after = board({ announcements: [announcement], waiting });
    expect(changesBetween(board(), after)).toEqual([
      { event: 'announcements', data: [announcement] },
      { event: 'waiting', data: waiting },
    ]);
    expect(changesBetween(after, { ...after, announcements: [{ ...announcement, version: 3 }] })).toEqual([
      { event: 'announcements', data: [{ ...announcement, version: 3 }] },
    ]);
  });

  it('a counter that got a name is told like one that changed its state', () => {
    const named = { ...ready, name };
    expect(changesBetween(board({ counters: [ready] }), board({ counters: [named] }))).toEqual([
      { event: 'counter', data: named },
    ]);
  });

  it('an office that has another name, other counters or other clocks is told anew', () => {
    const before = board({ counters: [ready] });
    expect(isRedefined(before, board({ counters: [{ ...ready, state: 'closed' }], sequence: 2 }))).toBe(
      false,
    );
    const other: Partial<Board>[] = [
      { name: { kk: 'x', ru: 'x' } },
      { counters: [] },
      { timeZone: 'Asia/Aqtau' },
      { utcOffset: '+06:00' },
    ];
    for (const more of other) expect(isRedefined(before, { ...before, ...more })).toBe(true);
  });

  it('everything is told to somebody who knows nothing', () => {
    expect(changesBetween(undefined, board({ counters: [ready], waiting }))).toEqual([
      { event: 'announcements', data: [] },
      { event: 'counter', data: ready },
      { event: 'waiting', data: waiting },
    ]);
  });
});

it('an event of the stream is one line of data, whatever stands in it', () => {
  expect(frameOf('called', '3-1', { number: 'A\nB' })).toBe(
    'event: called\nid: 3-1\ndata: {"number":"A\\nB"}\n\n',
  );
});
