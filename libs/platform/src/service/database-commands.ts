import { z } from 'zod';
import { databaseSettings, migrationSettings } from '../config/settings';
import { createDataSource } from '../database/data-source';
import { migrate } from '../database/migrate';
import type { Schema } from '../database/schema';
import { parkedCommand } from '../inbox/parked-command';
import { defineCommand, type Command } from './run-service';

const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** `migrate` and `parked …` for the `commands` of a service with a database. */
export const databaseCommands = (schema: Schema): Readonly<Record<'migrate' | 'parked', Command>> => ({
  migrate: defineCommand(z.object(migrationSettings), async ({ MIGRATION_DATABASE_URL }) => {
    const { applied, ahead } = await migrate(MIGRATION_DATABASE_URL, schema);
    if (ahead.length > 0)
      say(`${schema.service}: left alone, a newer release has been here: ${ahead.join(', ')}`);
    else say(`${schema.service}: ${applied.length === 0 ? 'nothing to migrate' : applied.join(', ')}`);
  }),
  parked: defineCommand(z.object(databaseSettings), async ({ DATABASE_URL }, words) => {
    const applicationName = `${schema.service}-parked`;
    const dataSource = createDataSource({ url: DATABASE_URL, schema, applicationName, poolSize: 1 });
    await dataSource.initialize();
    try {
      process.exitCode = await parkedCommand(dataSource, words);
    } finally {
      await dataSource.destroy();
    }
  }),
});
