import { Column, Entity, PrimaryColumn, VirtualColumn } from 'typeorm';
import { changesOf, columnsOf, insertionOf, insertSelect } from './columns';

abstract class Dated {
  @Column({ type: 'timestamptz', update: false })
  readonly issuedAt!: Date;
}

@Entity('sample')
class SampleRow extends Dated {
  @PrimaryColumn('uuid')
  readonly id!: string;
  @Column('integer')
  readonly version!: number;
  @Column('jsonb', { nullable: true })
  readonly endedSteps!: readonly string[] | null;
  @Column('text', { array: true })
  readonly skills!: readonly string[];
  @Column({ type: 'bytea', nullable: true, select: false })
  readonly iinHash?: Buffer | null;
  @VirtualColumn('integer', {
    query: (alias) => `SELECT count(*) FROM overtaking o WHERE o.sample = ${alias}.id`,
  })
  readonly overtaken!: number;
}

const row: SampleRow = {
  id: 'i',
  issuedAt: new Date(0),
  version: 2,
  endedSteps: ['a'],
  skills: ['b'],
  overtaken: 3,
};

test('what is read has the names of its fields; secrets are left out, counted columns are counted', () => {
  expect(columnsOf(SampleRow, 't').split(', ')).toEqual([
    't."issued_at" AS "issuedAt"',
    't."id" AS "id"',
    't."version" AS "version"',
    't."ended_steps" AS "endedSteps"',
    't."skills" AS "skills"',
    '(SELECT count(*) FROM overtaking o WHERE o.sample = t.id) AS "overtaken"',
  ]);
  expect(columnsOf(SampleRow, 'new', ['id', 'iinHash'])).toBe(
    'new."id" AS "id", new."iin_hash" AS "iinHash"',
  );
});

test('what may change is what was read, but the key, what is fixed and what is counted; JSON is written as such', () => {
  const changes = changesOf(SampleRow, 6);
  expect(changes.set).toBe('"version" = $6, "ended_steps" = $7, "skills" = $8');
  expect(changes.valuesOf(row)).toEqual([2, '["a"]', ['b']]);
  expect(changes.valuesOf(Object.assign(row, { endedSteps: null }))).toEqual([2, null, ['b']]);
});

test('an insertion names what the row has', () => {
  const { text, values } = insertionOf(SampleRow, { id: 'i', endedSteps: [], version: undefined as never });
  expect(text.replaceAll(/\s+/g, ' ')).toBe(
    'INSERT INTO "sample" AS t ("id", "ended_steps") VALUES ($1, $2)',
  );
  expect(values).toEqual(['i', '[]']);
});

test('an INSERT … SELECT puts each expression under its column, in whatever order they are said', () => {
  const text = insertSelect(SampleRow, { version: 's.version + 1', id: '$1', iinHash: '$2' });
  expect(`${text} FROM sample s`.replaceAll(/\s+/g, ' ')).toBe(
    'INSERT INTO "sample" ("id", "version", "iin_hash") SELECT $1, s.version + 1, $2 FROM sample s',
  );
});

test('a class without columns, and a column that SQL by hand would read otherwise than TypeORM, are refused', () => {
  class Nothing {
    readonly id = '';
  }
  @Entity('odd')
  class OddRow {
    @PrimaryColumn({ type: 'text', transformer: { from: String, to: String } })
    readonly id!: string;
  }
  expect(() => columnsOf(Nothing, 't')).toThrow('Nothing is no entity');
  expect(() => columnsOf(OddRow, 't')).toThrow('OddRow.id: SQL by hand would go past its transformer');
});
