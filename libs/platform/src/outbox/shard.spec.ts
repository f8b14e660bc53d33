import { shardOf, shards } from './shard';

test('a key always has the same shard: these were computed once and may never change', () => {
  expect(['ALM-TRK', 'ALM-SIZO', 'ALM-MOT-5', 'Қызмет', ''].map(shardOf)).toEqual([5, 5, 0, 4, 5]);
});

test('keys spread over all shards', () => {
  const counts = new Array<number>(shards).fill(0);
  for (let n = 0; n < 8_000; n++) {
    const shard = shardOf(`office-${String(n)}`);
    counts[shard] = (counts[shard] ?? 0) + 1;
  }
  for (const count of counts) expect(count).toBeGreaterThan(700);
});
