import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A step of a schema: raw SQL, run once, in a transaction of its own; the class's name ends in its time (milliseconds
 * since 1970), which is its place among the others. Once released it never changes: what comes later is another one.
 */
export abstract class SqlMigration implements MigrationInterface {
  abstract readonly sql: string;

  get name(): string {
    return this.constructor.name;
  }

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(this.sql);
  }

  /** Forward only: a release that is rolled back leaves the newer schema alone, and a mistake is mended by a new step. */
  down(): Promise<void> {
    return Promise.reject(new Error(`${this.name} has no way back: migrations only go forward`));
  }
}
