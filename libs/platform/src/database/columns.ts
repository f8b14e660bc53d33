import { getMetadataArgsStorage } from 'typeorm';
import { columnNameOf } from './naming';

/** The class of a table's rows (`*.row.ts`), decorated for TypeORM. */
export type Entity<T extends object = object> = new () => T;

interface Column {
  readonly field: string;
  readonly name: string;
  /** Of a computed column. */
  readonly query: ((alias: string) => string) | undefined;
  /** Read with its row: anything but `select: false`. */
  readonly isRead: boolean;
  /** May change: neither computed nor of the key, and not `update: false`. */
  readonly changes: boolean;
  readonly isJson: boolean;
}

const known = new WeakMap<Entity, readonly Column[]>();

// The decorators have run by the time the class can be named, so this needs no connection.
function columnsIn(entity: Entity): readonly Column[] {
  const columns = known.get(entity) ?? readColumns(entity);
  known.set(entity, columns);
  return columns;
}

const lineOf = (entity: Entity): Entity[] => {
  const parent = Object.getPrototypeOf(entity) as Entity;
  return 'prototype' in parent ? [entity, ...lineOf(parent)] : [entity];
};

function readColumns(entity: Entity): readonly Column[] {
  const found = getMetadataArgsStorage().filterColumns(lineOf(entity));
  if (found.length === 0) throw new TypeError(`${entity.name} is no entity`);
  return found.map(({ propertyName: field, options }): Column => {
    if (options.transformer !== undefined)
      throw new TypeError(`${entity.name}.${field}: SQL by hand would go past its transformer`);
    const { query } = options as Partial<Column>;
    const isRead = options.select !== false;
    return {
      field,
      name: options.name ?? columnNameOf(field),
      query,
      isRead,
      changes: isRead && query === undefined && options.update !== false && options.primary !== true,
      isJson: options.type === 'json' || options.type === 'jsonb',
    };
  });
}

const tableOf = (entity: Entity): string =>
  `"${getMetadataArgsStorage().filterTables(entity)[0]?.name ?? ''}"`;

// The driver takes an array for one of PostgreSQL's own.
function valueOf({ field, isJson }: Column, row: object): unknown {
  const value = (row as Readonly<Record<string, unknown>>)[field];
  return isJson && value !== null && value !== undefined ? JSON.stringify(value) : value;
}

/**
 * For SELECT and RETURNING: the columns of an entity's table under the name `alias`, each as its field, so that a row is
 * as TypeORM would read it. With `fields` those alone; else all but the ones that are `select: false`. Computed columns
 * (`@VirtualColumn`) are included. Call it once, as the module is loaded.
 */
export function columnsOf<T extends object>(
  entity: Entity<T>,
  alias: string,
  fields?: readonly (keyof T)[],
): string {
  return columnsIn(entity)
    .filter(({ field, isRead }) => fields?.includes(field as keyof T) ?? isRead)
    .map(({ field, name, query }) => `${query ? `(${query(alias)})` : `${alias}."${name}"`} AS "${field}"`)
    .join(', ');
}

/** The SET of an UPDATE that writes a whole row back, and its values. */
export interface Changes<T> {
  /** `"state" = $6, "version" = $7, …` */
  readonly set: string;
  readonly valuesOf: (row: T) => unknown[];
}

/**
 * Everything that may change of a row: all that is read of it but the key, what is computed and what is `update: false`.
 * Call it once, as the module is loaded.
 * @param first number of the first parameter
 */
export function changesOf<T extends object>(entity: Entity<T>, first: number): Changes<T> {
  const changing = columnsIn(entity).filter(({ changes }) => changes);
  return {
    set: changing.map(({ name }, index) => `"${name}" = $${String(first + index)}`).join(', '),
    valuesOf: (row) => changing.map((column) => valueOf(column, row)),
  };
}

/**
 * The beginning of an INSERT … SELECT: of each field the SQL expression of its value. FROM, where there is one, follows.
 * Call it once, as the module is loaded.
 */
export function insertSelect<T extends object>(
  entity: Entity<T>,
  values: { readonly [field in keyof T]?: string },
): string {
  const given = columnsIn(entity).flatMap(({ field, name, query }) => {
    const value = values[field as keyof T];
    return query === undefined && value !== undefined ? [{ name, value }] : [];
  });
  return `INSERT INTO ${tableOf(entity)} (${given.map(({ name }) => `"${name}"`).join(', ')})
    SELECT ${given.map(({ value }) => value).join(', ')}`;
}

/** An INSERT of one row, under the name `t`. What the row doesn't have, or has as undefined, gets its column's default. */
export function insertionOf<T extends object>(
  entity: Entity<T>,
  row: Partial<T>,
): { readonly text: string; readonly values: unknown[] } {
  const given = columnsIn(entity).filter(
    ({ field, query }) => query === undefined && row[field as keyof T] !== undefined,
  );
  return {
    text: `INSERT INTO ${tableOf(entity)} AS t (${given.map(({ name }) => `"${name}"`).join(', ')})
      VALUES (${given.map((_, index) => `$${String(index + 1)}`).join(', ')})`,
    values: given.map((column) => valueOf(column, row)),
  };
}
