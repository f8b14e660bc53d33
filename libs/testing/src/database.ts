import { randomBytes } from 'node:crypto';
import { ownerRole, migrate, schemaHash, serviceRole, type Schema } from '@kezek/platform';
import type { Client } from 'pg';
import { connected, copies, copyLock, dropLeftovers, templateLock, templates } from './databases';
import { addresses } from './environment';

/** A database of its own for one test file. */
export interface TestDatabase {
  readonly name: string;
  /** As the service's role, with its rights: what the service under test connects by. */
  readonly url: string;
  /** As the owner of the tables: for setting up what the service itself may not. */
  readonly ownerUrl: string;
  /** As the superuser: for ending other sessions. */
  readonly adminUrl: string;
  /** Ends every session and drops it. */
  drop(): Promise<void>;
}

const urlOf = (database: string, role?: string): string => {
  const url = new URL(addresses.databaseUrl());
  url.pathname = `/${database}`;
  if (role !== undefined) url.searchParams.set('options', `-c role=${role}`);
  return url.href;
};

/**
 * A fresh database with the schema, cloned from a template that is built once for each version of the migrations.
 * While it is in use its connection holds a lock; copies that nobody holds are what crashed runs left: they are dropped.
 */
export async function testDatabase(schema: Schema): Promise<TestDatabase> {
  const admin = await connected();
  try {
    await dropLeftovers(admin);
    const name = `${copies}${schema.service}_${randomBytes(6).toString('hex')}`;
    await admin.query('SELECT pg_advisory_lock($1, hashtext($2))', [copyLock, name]);
    await clone(admin, schema, name);
    return {
      name,
      url: urlOf(name, serviceRole(schema.service)),
      ownerUrl: urlOf(name, ownerRole(schema.service)),
      adminUrl: urlOf(name),
      drop: () => drop(admin, name),
    };
  } catch (error) {
    await admin.end();
    throw error;
  }
}

async function drop(admin: Client, name: string): Promise<void> {
  await admin.end();
  const fresh = await connected();
  try {
    await fresh.query(`DROP DATABASE IF EXISTS ${fresh.escapeIdentifier(name)} WITH (FORCE)`);
  } finally {
    await fresh.end();
  }
}

async function clone(admin: Client, schema: Schema, name: string): Promise<void> {
  const template = `${templates}${schema.service}_${schemaHash(schema).slice(0, 16)}`;
  await admin.query('SELECT pg_advisory_lock($1, hashtext($2))', [templateLock, template]);
  try {
    if (!(await exists(admin, template))) await build(admin, schema, template);
    await admin.query(
      `CREATE DATABASE ${admin.escapeIdentifier(name)} TEMPLATE ${admin.escapeIdentifier(template)}`,
    );
  } finally {
    await admin.query('SELECT pg_advisory_unlock($1, hashtext($2))', [templateLock, template]);
  }
}

async function exists(admin: Client, name: string): Promise<boolean> {
  const found = await admin.query('SELECT FROM pg_database WHERE datname = $1', [name]);
  return found.rowCount === 1;
}

// Built under another name: a template that is found by its own name is complete.
async function build(admin: Client, schema: Schema, template: string): Promise<void> {
  const draft = admin.escapeIdentifier(`${template}_draft`);
  await admin.query(`DROP DATABASE IF EXISTS ${draft} WITH (FORCE)`);
  await admin.query(`CREATE DATABASE ${draft}`);
  await migrate(urlOf(`${template}_draft`), schema);
  await admin.query(`ALTER DATABASE ${draft} RENAME TO ${admin.escapeIdentifier(template)}`);
}
