import { Refusal } from '@kezek/contracts';
import {
  createDataSource,
  defineSchema,
  fingerprintOf,
  inTransaction,
  once,
  rows,
  SqlMigration,
  sweep,
  type OnceRequest,
} from '@kezek/platform';
import type { DataSource } from 'typeorm';
import { testDatabase, type TestDatabase } from '../database';

class Effect1767225600001 extends SqlMigration {
  readonly sql = 'CREATE TABLE effect (id bigint GENERATED ALWAYS AS IDENTITY, who text)';
}

const schema = defineSchema({ service: 'sample', migrations: [Effect1767225600001] });

let database: TestDatabase;
let dataSource: DataSource;

beforeAll(async () => {
  database = await testDatabase(schema);
  dataSource = await createDataSource({
    url: database.url,
    schema,
    applicationName: 'once-spec',
    poolSize: 20,
  }).initialize();
});
afterAll(async () => {
  await dataSource.destroy();
  await database.drop();
});

const request = (key: string, body: unknown = {}): OnceRequest => ({
  client: 'kiosk-1',
  key,
  fingerprint: fingerprintOf('issueTicket', body),
  status: 201,
});

const act = (asked: OnceRequest, who = asked.key) =>
  inTransaction(dataSource, (tx) =>
    once(tx, asked, async () => {
      const [row] = await rows<{ id: number }>(tx, {
        text: 'INSERT INTO effect (who) VALUES ($1) RETURNING id',
        values: [who],
      });
      return { number: row?.id };
    }),
  );

const effectsOf = async (who: string): Promise<number> => {
  const [row] = await dataSource.query<{ n: number }[]>('SELECT count(*) AS n FROM effect WHERE who = $1', [
    who,
  ]);
  return row?.n ?? -1;
};

test('a repeat gets the stored response and has no second effect', async () => {
  const first = await act(request('repeat'));
  const second = await act(request('repeat'));
  expect(first).toMatchObject({ replayed: false, status: 201 });
  expect(second).toEqual({ ...first, replayed: true });
  expect(await effectsOf('repeat')).toBe(1);
});

test('a key that was used for another request is refused', async () => {
  await act(request('reused', { phone: 'a' }));
  await expect(act(request('reused', { phone: 'b' }))).rejects.toMatchObject({
    code: 'idempotency-key-reused',
  });
  expect(await effectsOf('reused')).toBe(1);
});

test('the same key of another client is another key', async () => {
  await act(request('shared'));
  const other = await act({ ...request('shared'), client: 'kiosk-2' });
  expect(other.replayed).toBe(false);
  expect(await effectsOf('shared')).toBe(2);
});

test('while the first request is still running, a second one is told so without waiting', async () => {
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  let entered = (): void => undefined;
  const inside = new Promise<void>((resolve) => (entered = resolve));
  const first = inTransaction(dataSource, (tx) =>
    once(tx, request('slow'), async () => {
      entered();
      await held;
      return 'done';
    }),
  );
  await inside;
  await expect(act(request('slow'))).rejects.toMatchObject({ code: 'request-in-progress', status: 409 });
  release();
  expect(await first).toMatchObject({ replayed: false, response: 'done' });
});

test('of many requests that race with one key exactly one has its effect', async () => {
  for (let round = 0; round < 15; round++) {
    const key = `race-${String(round)}`;
    const outcomes = await Promise.allSettled(Array.from({ length: 16 }, () => act(request(key))));
    const answers = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
    const refused = outcomes.flatMap((outcome) =>
      outcome.status === 'rejected' ? [outcome.reason as unknown] : [],
    );
    expect(answers.filter((answer) => !answer.replayed)).toHaveLength(1);
    expect(new Set(answers.map((answer) => JSON.stringify(answer.response))).size).toBe(1);
    expect(refused.every((error) => error instanceof Refusal && error.code === 'request-in-progress')).toBe(
      true,
    );
    expect(await effectsOf(key)).toBe(1);
  }
});

test('a refused action leaves nothing and may be repeated with the same key', async () => {
  const refuse = inTransaction(dataSource, (tx) =>
    once(tx, request('refused'), () => Promise.reject(new Refusal('office-closed'))),
  );
  await expect(refuse).rejects.toMatchObject({ code: 'office-closed' });
  expect(await act(request('refused'))).toMatchObject({ replayed: false });
});

test('the fingerprint does not depend on the order of members', () => {
  expect(fingerprintOf({ a: 1, b: { c: [1, 2], d: null } })).toBe(
    fingerprintOf({ b: { d: null, c: [1, 2] }, a: 1 }),
  );
  expect(fingerprintOf({ a: [1, 2] })).not.toBe(fingerprintOf({ a: [2, 1] }));
});

test('keys are forgotten after their days, the younger ones stay', async () => {
  await act(request('old'));
  await act(request('young'));
  await dataSource.query(`UPDATE idempotency SET created_at = now() - interval '8 days' WHERE key = 'old'`);
  expect(await sweep(dataSource, { table: 'idempotency', column: 'created_at', days: 7 }, 1)).toBe(1);
  expect(await act(request('young'))).toMatchObject({ replayed: true });
  expect(await act(request('old'))).toMatchObject({ replayed: false });
});
