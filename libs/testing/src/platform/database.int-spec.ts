import {
  createDataSource,
  defineSchema,
  inTransaction,
  LostRace,
  migrate,
  rows,
  SqlMigration,
} from '@kezek/platform';
import { Client } from 'pg';
import type { DataSource } from 'typeorm';
import { testDatabase, type TestDatabase } from '../database';

class Account1767225600001 extends SqlMigration {
  readonly sql: string = 'CREATE TABLE account (name text PRIMARY KEY, amount bigint NOT NULL, day date)';
}

class Entry1767225600002 extends SqlMigration {
  readonly sql = 'CREATE TABLE entry (at timestamptz NOT NULL)';
}

class More1767225600003 extends SqlMigration {
  readonly sql = 'CREATE TABLE more (x int); SELECT pg_sleep(0.05)';
}

const own = {
  service: 'sample',
  migrations: [Account1767225600001, Entry1767225600002],
  insertOnly: ['entry'],
};
const schema = defineSchema(own);

let database: TestDatabase;
let dataSource: DataSource;

beforeAll(async () => {
  database = await testDatabase(schema);
  dataSource = await createDataSource({
    url: database.url,
    schema,
    applicationName: 'database-spec',
  }).initialize();
});
afterAll(async () => {
  await dataSource.destroy();
  await database.drop();
});

const add = (name: string, amount: number) =>
  inTransaction(dataSource, (tx) =>
    rows(tx, { text: 'UPDATE account SET amount = amount + $2 WHERE name = $1', values: [name, amount] }),
  );

test('bigint comes out as a number, a date as its text, an instant as a Date', async () => {
  const [row] = await dataSource.query<Record<string, unknown>[]>(
    `SELECT 9007199254740991::bigint AS id, '2026-03-01'::date AS day, '2026-03-01T00:00:00Z'::timestamptz AS at`,
  );
  expect(row).toEqual({ id: 9007199254740991, day: '2026-03-01', at: new Date('2026-03-01T00:00:00Z') });
});

test('a bigint that a number cannot hold is an error, not another number', async () => {
  await expect(dataSource.query('SELECT 9007199254740993::bigint')).rejects.toThrow(/does not fit/);
});

test('transactions that deadlock are repeated until both have happened', async () => {
  await dataSource.query(
    `INSERT INTO account VALUES ('a', 0), ('b', 0) ON CONFLICT (name) DO UPDATE SET amount = 0`,
  );
  let meet = (): void => undefined;
  const met = new Promise<void>((resolve) => (meet = resolve));
  let arrived = 0;
  const transfer = (from: string, to: string) =>
    inTransaction(dataSource, async (tx) => {
      const change = (name: string, by: number) =>
        rows(tx, { text: 'UPDATE account SET amount = amount + $2 WHERE name = $1', values: [name, by] });
      await change(from, -1);
      if (++arrived === 2) meet();
      await met;
      await change(to, 1);
    });
  await Promise.all([transfer('a', 'b'), transfer('b', 'a')]);
  expect(await dataSource.query('SELECT amount FROM account')).toEqual([{ amount: 0 }, { amount: 0 }]);
  expect(arrived).toBe(3);
});

test('work that lost a race for something of its own is repeated, and leaves nothing of the attempt', async () => {
  let runs = 0;
  const won = await inTransaction(dataSource, async (tx) => {
    runs++;
    await rows(tx, { text: `INSERT INTO account VALUES ('race', $1)`, values: [runs] });
    if (runs === 1) throw new LostRace(new Error('taken'));
    return runs;
  });
  expect(won).toBe(2);
  expect(await dataSource.query(`SELECT amount FROM account WHERE name = 'race'`)).toEqual([{ amount: 2 }]);
});

test('an error that is not a lost race is not repeated and leaves nothing', async () => {
  let runs = 0;
  const failing = inTransaction(dataSource, async (tx) => {
    runs++;
    await rows(tx, { text: `INSERT INTO account VALUES ('c', 1)` });
    throw new Error('no');
  });
  await expect(failing).rejects.toThrow('no');
  expect(runs).toBe(1);
  expect(await dataSource.query(`SELECT 1 FROM account WHERE name = 'c'`)).toEqual([]);
});

test('the service may add to an insert-only table, but not change it, empty it or alter any table', async () => {
  await dataSource.query('INSERT INTO entry VALUES (now())');
  await expect(dataSource.query('UPDATE entry SET at = now()')).rejects.toThrow(/permission denied/);
  await expect(dataSource.query('DELETE FROM entry')).rejects.toThrow(/permission denied/);
  await expect(dataSource.query('TRUNCATE entry')).rejects.toThrow(/permission denied/);
  await expect(dataSource.query('ALTER TABLE account ADD x int')).rejects.toThrow(/must be owner/);
  await expect(dataSource.query('CREATE TABLE mine (x int)')).rejects.toThrow(/permission denied/);
});

test('migrators that run at once apply each step once', async () => {
  const more = defineSchema({ ...own, migrations: [...own.migrations, More1767225600003] });
  const done = await Promise.all([1, 2, 3, 4].map(() => migrate(database.adminUrl, more)));
  expect(done.flatMap(({ applied }) => applied)).toEqual(['More1767225600003']);
  await add('a', 0);
  await expect(dataSource.query('INSERT INTO more VALUES (1)')).resolves.toBeDefined();
  // An older release: it leaves what it doesn't know alone.
  expect(await migrate(database.adminUrl, schema)).toEqual({ applied: [], ahead: ['More1767225600003'] });
});

test('a migration that was edited after it had been applied is refused', async () => {
  const edited = {
    Account1767225600001: class extends Account1767225600001 {
      override readonly sql = 'CREATE TABLE account (x int)';
    },
  };
  const other = defineSchema({ ...own, migrations: [edited.Account1767225600001] });
  await expect(migrate(database.adminUrl, other)).rejects.toThrow('Account1767225600001 was edited');
});

test('a migration has no way back', async () => {
  await expect(new Account1767225600001().down()).rejects.toThrow('Account1767225600001 has no way back');
});

test('a migration that fails leaves nothing of itself and is named', async () => {
  const other = await testDatabase(defineSchema({ service: 'sample', migrations: [] }));
  class Broken1767225600001 extends SqlMigration {
    readonly sql = 'CREATE TABLE half (x int); SELECT 1/0';
  }
  try {
    const broken = defineSchema({ service: 'sample', migrations: [Broken1767225600001] });
    await expect(migrate(other.adminUrl, broken)).rejects.toThrow(
      'migration Broken1767225600001 failed: division by zero',
    );
    const client = new Client({ connectionString: other.adminUrl });
    await client.connect();
    expect((await client.query(`SELECT to_regclass('half') AS half`)).rows).toEqual([{ half: null }]);
    await client.end();
  } finally {
    await other.drop();
  }
});

test('a second database has its own rows, and is gone when dropped', async () => {
  const other = await testDatabase(schema);
  const client = new Client({ connectionString: other.adminUrl });
  await client.connect();
  expect((await client.query('SELECT * FROM account')).rows).toEqual([]);
  await client.end();
  await other.drop();
  const gone = await dataSource.query('SELECT 1 FROM pg_database WHERE datname = $1', [other.name]);
  expect(gone).toEqual([]);
});
