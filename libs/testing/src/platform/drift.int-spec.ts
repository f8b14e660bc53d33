import { defineSchema, type Schema, SqlMigration } from '@kezek/platform';
import { Client } from 'pg';
import { Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import { testDatabase } from '../database';
import { driftOf } from '../drift';
import { describeDatabase, schemaSql } from '../schema-sql';

class Shop1767225600001 extends SqlMigration {
  readonly sql: string = `
    CREATE TABLE customer (code text PRIMARY KEY, born_on date);
    CREATE TABLE purchase (
      customer text NOT NULL REFERENCES customer (code),
      number integer NOT NULL CHECK (number > 0),
      place bigint GENERATED ALWAYS AS IDENTITY,
      state text NOT NULL DEFAULT 'open',
      goods jsonb NOT NULL DEFAULT '[]',
      label text COLLATE "kk-x-icu",
      paid_at timestamptz,
      PRIMARY KEY (customer, number),
      UNIQUE (number, state)
    ) WITH (fillfactor = 70);
    CREATE INDEX purchase_unpaid ON purchase (state, number) WHERE paid_at IS NULL;
    CREATE INDEX purchase_by_label ON purchase (lower(label));
    CREATE UNIQUE INDEX purchase_once ON purchase (customer) WHERE state = 'open';`;
}

@Entity('customer')
class CustomerRow {
  @PrimaryColumn('text')
  readonly code!: string;
  @Column('date', { nullable: true })
  readonly bornOn!: string | null;
}

@Entity('purchase')
@Unique(['number', 'state'])
@Index('purchase_unpaid', ['state', 'number'])
@Index('purchase_once', ['customer'], { unique: true })
class PurchaseRow {
  @PrimaryColumn('text')
  @ForeignKey(() => CustomerRow)
  readonly customer!: string;
  @PrimaryColumn('integer')
  readonly number!: number;
  @Column({ type: 'bigint', generated: 'identity', generatedIdentity: 'ALWAYS', update: false })
  readonly place!: number;
  @Column('text', { default: 'open' })
  readonly state!: string;
  @Column('jsonb', { default: [] })
  readonly goods!: readonly string[];
  @Column({ type: 'text', nullable: true, collation: 'kk-x-icu' })
  readonly label!: string | null;
  @Column('timestamptz', { nullable: true })
  readonly paidAt!: Date | null;
}

const shop = (change: Partial<Schema> = {}): Schema =>
  defineSchema({
    service: 'sample',
    migrations: [Shop1767225600001],
    entities: [CustomerRow, PurchaseRow],
    ...change,
  });

/** The same table, with what `more` adds to the migrations alone. */
const migratedBy = (sql: string): Schema => {
  class More1767225600002 extends SqlMigration {
    readonly sql = sql;
  }
  return shop({ migrations: [Shop1767225600001, More1767225600002] });
};

test('entities and migrations that say the same have nothing to say', async () => {
  expect(await driftOf(shop())).toEqual([]);
});

test('a column of an entity alone is told', async () => {
  @Entity('customer')
  class WithName extends CustomerRow {
    @Column('text')
    readonly fullName!: string;
  }
  expect(await driftOf(shop({ entities: [WithName] }))).toEqual([
    expect.stringContaining('ADD "full_name" text NOT NULL'),
    'no entity for table purchase',
  ]);
});

test.each([
  ['a column', 'ALTER TABLE customer ADD nickname text', 'DROP COLUMN "nickname"'],
  ['another type', 'ALTER TABLE customer ALTER born_on TYPE timestamptz', 'ADD "born_on" date'],
  ['that something may be missing', 'ALTER TABLE purchase ALTER state DROP NOT NULL', 'SET NOT NULL'],
  ['another default', `ALTER TABLE purchase ALTER state SET DEFAULT 'new'`, `SET DEFAULT 'open'`],
  ['another collation', 'ALTER TABLE purchase ALTER label TYPE text COLLATE "C"', 'COLLATE "kk-x-icu"'],
  ['a unique key', 'ALTER TABLE customer ADD UNIQUE (born_on)', 'DROP CONSTRAINT'],
  ['an index', 'CREATE INDEX purchase_paid ON purchase (paid_at)', 'DROP INDEX'],
  ['an index that is gone', 'DROP INDEX purchase_unpaid', 'CREATE INDEX "purchase_unpaid"'],
  [
    'an index that is unique no more',
    'DROP INDEX purchase_once; CREATE INDEX purchase_once ON purchase (customer)',
    'CREATE UNIQUE INDEX',
  ],
  [
    'a foreign key',
    'ALTER TABLE purchase DROP CONSTRAINT purchase_customer_fkey',
    'ADD CONSTRAINT "purchase_customer_fkey"',
  ],
  ['a table', 'CREATE TABLE voucher (code text)', 'no entity for table voucher'],
])('%s of a migration alone is told', async (_what, sql, told) => {
  expect((await driftOf(migratedBy(sql))).join('\n')).toContain(told);
});

test('schema.sql is the same for the same schema, tells of a change, and makes the database that it describes', async () => {
  const text = await schemaSql(shop());
  expect(await schemaSql(shop())).toBe(text);
  expect(await schemaSql(migratedBy('ALTER INDEX purchase_once RENAME TO purchase_first'))).not.toBe(text);
  const empty = await testDatabase(defineSchema({ service: 'sample', migrations: [] }));
  const client = new Client({ connectionString: empty.adminUrl });
  await client.connect();
  try {
    await client.query('DROP SCHEMA public CASCADE; CREATE SCHEMA public');
    await client.query(text);
    expect(await describeDatabase(client, 'sample')).toBe(text);
  } finally {
    await client.end();
    await empty.drop();
  }
});

test('schema.sql is refused where it would leave something out', async () => {
  const view = migratedBy('CREATE VIEW paid AS SELECT * FROM purchase WHERE paid_at IS NOT NULL');
  await expect(schemaSql(view)).rejects.toThrow("schema.sql can't tell of: relation paid (v)");
});
