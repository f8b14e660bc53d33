import fc from 'fast-check';
import { setImmediate as turn } from 'node:timers/promises';
import { KeyedBatch } from './keyed-batch';
import type { LogRecord } from './record';

const recordOf = (offset: number, key?: number): LogRecord => ({
  topic: 't',
  partition: 0,
  offset,
  key: key === undefined ? undefined : `k${String(key)}`,
  headers: {},
  value: null,
  timestamp: 0,
});

const batches = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 3 }), fc.option(fc.nat(4), { nil: undefined })), { minLength: 1 })
  .map((steps) => {
    let offset = 0;
    return steps.map(([gap, key]) => recordOf((offset += gap), key));
  });

const turns = async (count: number): Promise<void> => {
  for (let n = 0; n < count; n++) await turn();
};

test('records of a key are delivered one after the other and in order, keys side by side', async () => {
  const property = fc.asyncProperty(batches, fc.infiniteStream(fc.nat(3)), async (records, delays) => {
    const busy = new Set<string>();
    const order = new Map<string, number[]>();
    const work = new KeyedBatch(records);
    await work.run({
      lanesAtOnce: 3,
      runAtMost: 4,
      goOn: () => true,
      deliver: async (run) => {
        const key = run[0]?.key ?? '';
        expect(run.length).toBeLessThanOrEqual(key === '' ? 1 : 4);
        if (key !== '') expect(busy.has(key)).toBe(false);
        busy.add(key);
        expect(busy.size).toBeLessThanOrEqual(3);
        await turns(delays.next().value as number);
        busy.delete(key);
        order.set(key, [...(order.get(key) ?? []), ...run.map(({ offset }) => offset)]);
      },
    });
    expect(work.complete).toBe(true);
    for (const [key, offsets] of order)
      if (key !== '') expect(offsets).toEqual([...offsets].sort((a, b) => a - b));
  });
  await fc.assert(property, { numRuns: 60 });
});

test('what may be committed never passes a record that is not done', async () => {
  const property = fc.asyncProperty(batches, fc.nat(30), async (records, failAt) => {
    const done = new Set<number>();
    const work = new KeyedBatch(records);
    const poison = records[failAt % records.length];
    const run = work.run({
      lanesAtOnce: 4,
      runAtMost: 2,
      goOn: () => true,
      deliver: async (delivered) => {
        await turns((delivered[0]?.offset ?? 0) % 3);
        if (delivered.some((record) => record === poison)) throw new Error('gave up');
        for (const { offset } of delivered) done.add(offset);
        const upTo = work.lastDone?.offset ?? 0;
        for (const { offset } of records) if (offset <= upTo) expect(done.has(offset)).toBe(true);
      },
    });
    await expect(run).rejects.toThrow('gave up');
    expect(work.complete).toBe(false);
    expect(work.lastDone?.offset ?? 0).toBeLessThan(poison?.offset ?? 0);
  });
  await fc.assert(property, { numRuns: 60 });
});

test('when told to stop it begins nothing new, and what it has done counts', async () => {
  const records = Array.from({ length: 10 }, (_, n) => recordOf(n, 0));
  const work = new KeyedBatch(records);
  let left = 4;
  await work.run({ lanesAtOnce: 2, runAtMost: 1, goOn: () => left-- > 0, deliver: () => Promise.resolve() });
  expect(work.lastDone?.offset).toBe(3);
  expect(work.complete).toBe(false);
});
