import {
  changesOf,
  columnsOf,
  createDataSource,
  defineSchema,
  inTransaction,
  insertNew,
  rows,
  SqlMigration,
  type Tx,
} from '@kezek/platform';
import { Column, type DataSource, Entity, PrimaryColumn, VirtualColumn } from 'typeorm';
import { testDatabase, type TestDatabase } from '../database';

class Visit1767225600001 extends SqlMigration {
  readonly sql = `
    CREATE TABLE visit (
      code text PRIMARY KEY,
      place bigint GENERATED ALWAYS AS IDENTITY,
      office text NOT NULL,
      day date NOT NULL,
      begins_at timestamptz,
      steps jsonb NOT NULL DEFAULT '[]',
      skills text[] NOT NULL DEFAULT '{}',
      fee numeric(10, 2),
      secret bytea
    );
    CREATE TABLE remark (visit text NOT NULL)`;
}

@Entity('visit')
class VisitRow {
  @PrimaryColumn('text')
  readonly code!: string;
  @Column({ type: 'bigint', generated: 'identity', generatedIdentity: 'ALWAYS', update: false })
  readonly place!: number;
  @Column({ type: 'text', update: false })
  readonly office!: string;
  @Column('date')
  readonly day!: string;
  @Column('timestamptz', { nullable: true })
  readonly beginsAt!: Date | null;
  @Column('jsonb', { default: [] })
  readonly steps!: readonly { readonly service: string }[];
  @Column('text', { array: true, default: [] })
  readonly skills!: readonly string[];
  @Column('numeric', { precision: 10, scale: 2, nullable: true })
  readonly fee!: string | null;
  @Column({ type: 'bytea', nullable: true, select: false })
  readonly secret?: Buffer | null;
  @VirtualColumn('integer', {
    query: (alias) => `SELECT count(*)::integer FROM remark r WHERE r.visit = ${alias}.code`,
  })
  readonly remarks!: number;
}

const schema = defineSchema({ service: 'sample', migrations: [Visit1767225600001], entities: [VisitRow] });
const columns = columnsOf(VisitRow, 'v');
const changes = changesOf(VisitRow, 2);

let database: TestDatabase;
let dataSource: DataSource;

beforeAll(async () => {
  database = await testDatabase(schema);
  const options = { url: database.url, schema, applicationName: 'entities-spec' };
  dataSource = await createDataSource(options).initialize();
});
afterAll(async () => {
  await dataSource.destroy();
  await database.drop();
});

const work = <T>(effect: (tx: Tx) => Promise<T>) => inTransaction(dataSource, effect);

const aVisit = (code: string) => ({
  code,
  office: 'ALM-TRK',
  day: '2026-03-29',
  beginsAt: new Date('2026-03-28T19:30:00.123Z'),
  steps: [{ service: 'report' }],
  skills: ['kk', 'ru'],
  fee: '19.99',
  secret: Buffer.from('s'),
});

const byHand = async (tx: Tx, code: string): Promise<VisitRow | undefined> => {
  const text = `SELECT ${columns} FROM visit v WHERE v.code = $1`;
  const [row] = await rows<VisitRow>(tx, { text, values: [code] });
  return row;
};

test('a row is the same through TypeORM and by hand: days, instants, numbers, lists in JSON, counted columns', async () => {
  await work(async (tx) => {
    await tx.insert(VisitRow, aVisit('a'));
    await rows(tx, { text: `INSERT INTO remark VALUES ('a'), ('a')` });
    const { secret: _, ...told } = aVisit('a');
    const read = await tx.findOneByOrFail(VisitRow, { code: 'a' });
    expect(read).toEqual({ ...told, place: expect.any(Number), remarks: 2 });
    expect(await byHand(tx, 'a')).toEqual(read);
  });
});

test('a row that is written back by hand changes what may change and nothing else', async () => {
  await work(async (tx) => {
    await tx.insert(VisitRow, aVisit('b'));
    const { place } = await tx.findOneByOrFail(VisitRow, { code: 'b' });
    const changed = { code: 'b', day: '2026-04-01', beginsAt: null, steps: [], skills: [], fee: null };
    const after: VisitRow = { ...changed, office: 'AST-1', place: -1, remarks: 0 };
    const text = `UPDATE visit v SET ${changes.set} WHERE v.code = $1 RETURNING ${columns}`;
    const [row] = await rows<VisitRow>(tx, { text, values: ['b', ...changes.valuesOf(after)] });
    expect(row).toEqual({ ...changed, office: 'ALM-TRK', place, remarks: 0 });
    expect(await rows(tx, { text: `SELECT secret FROM visit WHERE code = 'b'` })).toEqual([
      { secret: Buffer.from('s') },
    ]);
  });
});

test('of two who write the same key one is told that it was taken; what is left out has its default', async () => {
  const fresh = { code: 'c', office: 'ALM-TRK', day: '2026-03-10' };
  const written = await work((tx) => insertNew(tx, VisitRow, fresh));
  expect(written).toMatchObject({ ...fresh, beginsAt: null, steps: [], skills: [] });
  expect(await work((tx) => insertNew(tx, VisitRow, { ...fresh, office: 'AST-1' }))).toBeUndefined();
});

describe('what is not given never means any', () => {
  const nothing = undefined as unknown as string;
  test.each<[string, (tx: Tx) => Promise<unknown>]>([
    ['found', (tx) => tx.findBy(VisitRow, { code: nothing })],
    ['found by null', (tx) => tx.findBy(VisitRow, { code: null as unknown as string })],
    ['counted', (tx) => tx.countBy(VisitRow, { code: nothing })],
    ['updated', (tx) => tx.update(VisitRow, { code: nothing }, { day: '2026-03-11' })],
    ['updated without a criterion', (tx) => tx.update(VisitRow, {}, { day: '2026-03-11' })],
    ['deleted', (tx) => tx.delete(VisitRow, { code: nothing })],
    ['deleted without a criterion', (tx) => tx.delete(VisitRow, {})],
  ])('when rows are %s', async (_what, act) => {
    await expect(work(act)).rejects.toThrow();
  });
});

test('a lock is one: whoever else wants the row waits, and outside of a transaction it is refused', async () => {
  await work((tx) => insertNew(tx, VisitRow, aVisit('d')));
  const locked = { where: { code: 'd' }, lock: { mode: 'pessimistic_write' } } as const;
  await work(async (tx) => {
    expect(await tx.findOne(VisitRow, locked)).toMatchObject({ code: 'd' });
    await work(async (other) => {
      const skipping = { ...locked, lock: { ...locked.lock, onLocked: 'skip_locked' } } as const;
      expect(await other.findOne(VisitRow, skipping)).toBeNull();
    });
  });
  await expect(dataSource.manager.findOne(VisitRow, locked)).rejects.toThrow(/transaction/);
});

test('what is fixed stays as it is, also through TypeORM; what the database gives is not taken from elsewhere', async () => {
  await expect(work((tx) => tx.insert(VisitRow, { ...aVisit('f'), place: 1 }))).rejects.toThrow(/"place"/);
  await work(async (tx) => {
    await tx.insert(VisitRow, aVisit('f'));
    const { secret: _, ...told } = aVisit('f');
    await tx.update(VisitRow, { code: 'f' }, { office: 'AST-1', day: '2026-03-14' });
    expect(await tx.findOneByOrFail(VisitRow, { code: 'f' })).toMatchObject({ ...told, day: '2026-03-14' });
  });
});

test('a statement by hand gives its rows, whatever it is; a change through TypeORM tells how many', async () => {
  await work(async (tx) => {
    await insertNew(tx, VisitRow, aVisit('e'));
    const text = `UPDATE visit SET day = '2026-03-12' WHERE code = 'e' RETURNING code`;
    expect(await rows(tx, { text })).toEqual([{ code: 'e' }]);
    expect((await tx.update(VisitRow, { code: 'e' }, { day: '2026-03-13' })).affected).toBe(1);
    expect((await tx.delete(VisitRow, { code: 'e' })).affected).toBe(1);
  });
});
