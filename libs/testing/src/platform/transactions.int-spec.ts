import { type GroupSubscription, KafkaLog } from '@kezek/platform';
import { transactionalProducer, type TransactionalProducer } from '@kezek/stack';
import { randomUUID } from 'node:crypto';
import { addresses } from '../environment';
import { testTopic } from '../kafka';
import { waitFor } from '../wait-for';

let log: KafkaLog;
let topic: string;
let group: string;
let agencies: [TransactionalProducer, TransactionalProducer];
const subscriptions: GroupSubscription[] = [];

beforeAll(async () => {
  const brokers = addresses.kafkaBrokers();
  log = new KafkaLog({ brokers, clientId: 'transactions-spec' });
  agencies = [await transactionalProducer(brokers), await transactionalProducer(brokers)];
});
beforeEach(async () => {
  topic = await testTopic(1);
  group = `transactions-spec.${randomUUID()}`;
});
afterEach(async () => {
  await Promise.all(subscriptions.splice(0).map((one) => one.close()));
});
afterAll(async () => {
  await Promise.all([log.close(), ...agencies.map((one) => one.close())]);
});

const recordsOf = (...payloads: readonly string[]) =>
  payloads.map((payload) => ({ topic, key: payload.slice(0, 1), payload, headers: {} }));

async function read() {
  const seen: string[] = [];
  const subscription = log.subscribe({
    group,
    topics: [topic],
    deliver: (records) => {
      seen.push(...records.map(({ value }) => value?.toString() ?? ''));
      return Promise.resolve();
    },
  });
  subscriptions.push(subscription);
  await waitFor(() => subscription.assigned.has(topic), 'it has joined');
  return { subscription, seen };
}

const lag = async () => (await log.lag(group, [topic]))[0];

/** Waits until the group has committed the end of the log, as everybody outside sees it. */
const atTheEnd = (end: number) =>
  waitFor(
    async () => {
      const now = await lag();
      if (now?.committed !== end || now.behind !== 0) throw new Error(JSON.stringify(now));
      return true;
    },
    `the group has committed ${String(end)}`,
  );

async function transaction(how: 'commit' | 'abort', ...payloads: readonly string[]): Promise<void> {
  const begun = await agencies[0].begin();
  await begun.write(...recordsOf(...payloads));
  await begun[how]();
}

test('what was committed is delivered, and the group is at the end, behind the marker', async () => {
  const { seen, subscription } = await read();
  await transaction('commit', 'a1', 'b1', 'a2');
  await atTheEnd(4);
  expect([...seen].sort()).toEqual(['a1', 'a2', 'b1']);
  expect(await subscription.progresses(0)).toBe(true);
});

test('what was aborted is never delivered, and the group is at the end all the same, alive', async () => {
  const { seen, subscription } = await read();
  await log.append(recordsOf('a1'));
  await atTheEnd(1);
  await transaction('abort', 'a2', 'a3');
  await atTheEnd(4);
  expect(await subscription.progresses(0)).toBe(true);
  await log.append(recordsOf('a4'));
  await atTheEnd(5);
  expect(seen).toEqual(['a1', 'a4']);
});

test('a group whose topic holds nothing but what was aborted is at its end', async () => {
  await transaction('abort', 'a1');
  const { seen, subscription } = await read();
  await atTheEnd(2);
  expect(await subscription.progresses(0)).toBe(true);
  expect(seen).toEqual([]);
});

test('after many aborted transactions a restart goes on where the group was, and skips nothing', async () => {
  const first = await read();
  for (let n = 0; n < 30; n++) await transaction('abort', `x${String(n)}`);
  await atTheEnd(60);
  await first.subscription.close();
  await transaction('abort', 'y');
  await log.append(recordsOf('a1'));
  await transaction('commit', 'a2');
  await transaction('abort', 'z');
  const second = await read();
  await atTheEnd(67);
  expect([...first.seen, ...second.seen]).toEqual(['a1', 'a2']);
});

test('records that stand between those of transactions are delivered, aborted ones between them are not', async () => {
  const { seen } = await read();
  for (let n = 0; n < 10; n++) {
    const [one, two] = [await agencies[0].begin(), await agencies[1].begin()];
    await one.write(...recordsOf(`aborted-${String(n)}`));
    await log.append(recordsOf(`k-plain-${String(n)}`));
    await two.write(...recordsOf(`k-committed-${String(n)}`));
    await one.write(...recordsOf(`aborted-too-${String(n)}`));
    await (n % 2 === 0 ? one.abort() : two.commit());
    await (n % 2 === 0 ? two.commit() : one.abort());
  }
  await atTheEnd(60);
  const expected = Array.from({ length: 10 }, (_, n) => [`k-plain-${String(n)}`, `k-committed-${String(n)}`]);
  expect(seen).toEqual(expected.flat());
});

test('of two aborted transactions within each other nothing is delivered, from wherever one reads', async () => {
  const [outer, inner] = [await agencies[0].begin(), await agencies[1].begin()];
  await outer.write(...recordsOf('o1', 'o2'));
  await inner.write(...recordsOf('i1'));
  await outer.write(...recordsOf('o3'));
  await inner.write(...recordsOf('i2'));
  await inner.abort();
  await outer.write(...recordsOf('o4'));
  await outer.abort();
  await log.append(recordsOf('a1'));
  const { seen } = await read();
  await atTheEnd(9);
  expect(seen).toEqual(['a1']);
  for (let from = 0; from < 9; from++) {
    const tailed: string[] = [];
    const tail = log.tail({
      name: 'transactions-spec',
      topics: [topic],
      from: [{ topic, partition: 0, offset: from }],
      onRecord: ({ value }) => void tailed.push(value?.toString() ?? ''),
    });
    await waitFor(() => tailed.includes('a1'), 'the tail has read to the end');
    await tail.close();
    expect(tailed).toEqual(['a1']);
  }
});

test('while a transaction is open nobody is behind, however long it takes', async () => {
  const { seen, subscription } = await read();
  await log.append(recordsOf('a1'));
  await atTheEnd(1);
  const open = await agencies[0].begin();
  await open.write(...recordsOf('a2'));
  await log.append(recordsOf('a3'));
  expect(await subscription.progresses(0)).toBe(true);
  expect(seen).toEqual(['a1']);
  await open.commit();
  await atTheEnd(4);
  expect(seen).toEqual(['a1', 'a2', 'a3']);
});
