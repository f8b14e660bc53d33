import { DefaultNamingStrategy, type Table } from 'typeorm';

/** `issuedAt` → `issued_at`: the one rule between a field and its column. */
export const columnNameOf = (field: string): string =>
  field.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** Fields in camel case, columns in snake case, constraints under the names that PostgreSQL itself gives them. */
export class SnakeNaming extends DefaultNamingStrategy {
  override columnName(field: string, given: string | undefined, prefixes: string[]): string {
    return columnNameOf([...prefixes, given ?? field].join('_'));
  }

  override primaryKeyName(table: Table | string): string {
    return `${this.getTableName(table)}_pkey`;
  }

  override uniqueConstraintName(table: Table | string, columns: string[]): string {
    return `${this.getTableName(table)}_${columns.join('_')}_key`;
  }

  override foreignKeyName(table: Table | string, columns: string[]): string {
    return `${this.getTableName(table)}_${columns.join('_')}_fkey`;
  }
}
