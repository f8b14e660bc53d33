import { KafkaLog, type LogRecord, type Position, type TailSubscription } from '@kezek/platform';
import { addresses } from '../environment';
import { testTopic } from '../kafka';
import { waitFor } from '../wait-for';

let log: KafkaLog;
let topic: string;
const tails: TailSubscription[] = [];

beforeAll(() => {
  log = new KafkaLog({ brokers: addresses.kafkaBrokers(), clientId: 'tail-spec' });
});
beforeEach(async () => {
  topic = await testTopic();
});
afterEach(async () => {
  await Promise.all(tails.splice(0).map((tail) => tail.close()));
});
afterAll(async () => {
  await log.close();
});

const append = (...numbers: number[]) =>
  log.append(numbers.map((n) => ({ topic, key: `k${String(n % 5)}`, headers: {}, payload: String(n) })));

async function follow(from: readonly Position[] = [], name = topic) {
  const seen: LogRecord[] = [];
  const gaps: [Position, number][] = [];
  const tail = log.tail({
    name: 'tail-spec',
    topics: [name],
    from,
    onRecord: (record) => void seen.push(record),
    onGap: (wanted, first) => gaps.push([wanted, first]),
  });
  tails.push(tail);
  await tail.following;
  return { tail, seen, gaps, numbers: () => seen.map(({ value }) => Number(value)).sort((a, b) => a - b) };
}

test('a tail sees everything that is appended after it follows, and nothing from before', async () => {
  await append(1, 2, 3);
  const { numbers } = await follow();
  await append(4, 5, 6, 7, 8);
  await waitFor(() => numbers().length >= 5, 'the new records are seen');
  expect(numbers()).toEqual([4, 5, 6, 7, 8]);
});

test('two tails each see everything', async () => {
  const [one, two] = [await follow(), await follow()];
  await append(1, 2, 3);
  await waitFor(() => one.numbers().length === 3 && two.numbers().length === 3, 'both see all');
});

test('a tail resumes at the positions that an earlier one had, for each partition', async () => {
  const first = await follow();
  await append(1, 2, 3, 4, 5);
  await waitFor(() => first.numbers().length === 5, 'the first tail has seen the first five');
  const { positions } = first.tail;
  await first.tail.close();
  await append(6, 7, 8, 9);
  const second = await follow(positions);
  await append(10);
  await waitFor(() => second.numbers().length >= 5, 'the second goes on');
  expect(second.numbers()).toEqual([6, 7, 8, 9, 10]);
  expect(second.gaps).toEqual([]);
});

test('a position beyond the end is the end', async () => {
  await append(1, 2, 3);
  const { numbers } = await follow([0, 1, 2].map((partition) => ({ topic, partition, offset: 1_000_000 })));
  await append(4, 5, 6);
  await waitFor(() => numbers().length >= 3, 'the new records are seen');
  expect(numbers()).toEqual([4, 5, 6]);
});

test('seek goes back', async () => {
  const { tail, seen } = await follow();
  await append(5, 10);
  await waitFor(() => seen.length === 2, 'both are seen');
  const first = seen[0];
  tail.seek({ topic, partition: first?.partition ?? -1, offset: first?.offset ?? -1 });
  await waitFor(() => seen.length === 4, 'both are seen again');
});

test('a group that never committed is behind by all that there is', async () => {
  await append(1, 2, 3, 4, 5, 6, 7);
  const lag = await log.lag('tail-spec.unknown', [topic]);
  expect(lag.reduce((sum, { behind }) => sum + behind, 0)).toBe(7);
  expect(lag.every(({ committed }) => committed === undefined)).toBe(true);
});

test('an append to a missing topic or of too large a record says which of the two it was', async () => {
  const record = { topic: 'test.missing.v1', key: 'k', headers: {}, payload: 'x' };
  await expect(log.append([record])).rejects.toMatchObject({ fault: 'topic' });
  const large = { topic, key: 'k', headers: {}, payload: 'x'.repeat(2_000_000) };
  await expect(log.append([large])).rejects.toMatchObject({ fault: 'record' });
  await append(1);
});
