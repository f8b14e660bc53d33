import fc from 'fast-check';
import { createRequire } from 'node:module';
import { kafkaClient } from './client';
import { type FetchedPartition, type FetchedRecord, hideAborted } from './transactions';

interface Batch {
  readonly messages: readonly FetchedRecord[];
  isEmpty(): boolean;
  isEmptyDueToFiltering(): boolean;
  lastOffset(): string;
}

// The class itself, as kafkajs uses it: another release of it must fail here.
const KafkaBatch = createRequire(__filename)('kafkajs/src/consumer/batch') as new (
  topic: string,
  fetchedOffset: string,
  partition: FetchedPartition & { partition: number; highWatermark: string },
) => Batch;

const batchOf = (partition: FetchedPartition, from = 0): Batch =>
  new KafkaBatch('t', String(from), {
    ...partition,
    partition: 0,
    highWatermark: String(partition.messages.length),
  });

const producers = ['7', '8', '9'] as const;
type Step = readonly ['write' | 'commit' | 'abort', (typeof producers)[number]] | readonly ['plain'];

const steps = fc.array(
  fc.oneof(
    fc.constant<Step>(['plain']),
    fc.tuple(fc.constantFrom('write', 'write', 'commit', 'abort'), fc.constantFrom(...producers)),
  ),
  { maxLength: 40 },
);

const marker = (offset: number, producerId: string, type: number): FetchedRecord => ({
  offset: String(offset),
  key: Buffer.from([0, 0, 0, type]),
  isControlRecord: true,
  batchContext: { producerId, inTransaction: true },
});

/** What a broker would keep of these steps, and which of it is for readers: all transactions have ended. */
function logOf(all: readonly Step[]) {
  const messages: FetchedRecord[] = [];
  const aborted: { producerId: string; firstOffset: string; end: number }[] = [];
  const open = new Map<string, number[]>();
  const hidden = new Set<number>();
  const end = (producerId: string, type: 'commit' | 'abort'): void => {
    const own = open.get(producerId);
    if (own === undefined) return;
    open.delete(producerId);
    if (type === 'abort') {
      aborted.push({ producerId, firstOffset: String(own[0]), end: messages.length });
      for (const offset of own) hidden.add(offset);
    }
    messages.push(marker(messages.length, producerId, type === 'abort' ? 0 : 1));
  };
  for (const [kind, producerId = '-1'] of all) {
    const offset = messages.length;
    if (kind === 'commit' || kind === 'abort') end(producerId, kind);
    else {
      const inTransaction = kind === 'write';
      // A key that looks like a marker's is no marker.
      messages.push({
        offset: String(offset),
        key: Buffer.alloc(4),
        batchContext: { producerId, inTransaction },
      });
      if (inTransaction) open.set(producerId, [...(open.get(producerId) ?? []), offset]);
    }
  }
  for (const producerId of producers) end(producerId, 'commit');
  return { messages, aborted, hidden };
}

describe('what a fetch brings of transactions', () => {
  it('is delivered where it was committed, from wherever one reads', () => {
    const property = fc.property(steps, fc.nat(40), fc.nat(40), (all, start, length) => {
      const { messages, aborted, hidden } = logOf(all);
      const fetched = messages.slice(start, start + length + 1).map((message) => ({ ...message }));
      const partition: FetchedPartition = {
        messages: fetched,
        abortedTransactions: aborted.filter(
          ({ firstOffset, end }) => end >= start && Number(firstOffset) <= start + length,
        ),
      };
      const expected = fetched
        .filter(({ offset, isControlRecord }) => isControlRecord !== true && !hidden.has(Number(offset)))
        .map(({ offset }) => offset);
      hideAborted(partition);
      const batch = batchOf(partition, start);
      expect(batch.messages.map(({ offset }) => offset)).toEqual(expected);
      if (fetched.length > 0) expect(batch.lastOffset()).toBe(fetched.at(-1)?.offset);
    });
    fc.assert(property, { numRuns: 500 });
  });
});

describe('a batch of kafkajs', () => {
  it('of which nothing is for a reader is handed over all the same', () => {
    expect(kafkaClient).toBeDefined();
    const batch = batchOf({ messages: [marker(0, '7', 0)] });
    expect([batch.messages, batch.isEmpty(), batch.isEmptyDueToFiltering()]).toEqual([[], false, false]);
    expect(batch.lastOffset()).toBe('0');
  });

  it('with which nothing came is none', () => {
    expect(batchOf({ messages: [] }).isEmpty()).toBe(true);
  });
});
