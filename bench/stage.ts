import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { KafkaLog } from '@kezek/platform';
import { forget, type Sandbox, startSandbox } from '@kezek/stack';
import { Client } from 'pg';

export const root = join(import.meta.dirname, '..');
/** Where people work in the benchmarks: it never closes. */
export const office = 'ALM-TRK';
/** How many kiosks or operators at once. */
export const callers = 16;
/** Of everything that is measured. */
export const runs = 5;

/** The whole system on data of its own that is written through to the disk, and the back doors to look into it. */
export interface Stage {
  readonly sandbox: Sandbox;
  readonly dir: string;
  /** The queue's database, as PostgreSQL's superuser. */
  readonly database: Client;
  readonly databaseUrl: string;
  readonly kafka: KafkaLog;
  readonly say: (line: string) => void;
  close(): Promise<void>;
}

// What the machine can do is more than one client is let do.
const limitsOff = Object.fromEntries(
  ['CLIENT', 'OFFICE', 'ISSUING', 'ADDRESS', 'TRACKING', 'LINKS'].map((name) => [
    `RATE_LIMIT_${name}`,
    'off',
  ]),
);

export async function openStage(say: (line: string) => void, abort: AbortSignal): Promise<Stage> {
  const dir = join(root, '.kezek', 'bench');
  await forget(dir, say);
  const sandbox = await startSandbox({ dir, gateway: limitsOff }, abort);
  const databaseUrl = superuserUrl(sandbox, dir);
  const database = new Client({ connectionString: databaseUrl });
  const kafka = new KafkaLog({ brokers: sandbox.running.kafka.brokers, clientId: 'bench' });
  const close = async () => {
    await database.end();
    await kafka.close();
    await sandbox.stop();
    await forget(dir, say);
  };
  try {
    await database.connect();
    return { sandbox, dir, database, databaseUrl, kafka, say, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function superuserUrl({ running }: Sandbox, dir: string): string {
  const secrets = JSON.parse(readFileSync(join(dir, 'secrets.json'), 'utf8')) as { postgres: string };
  const url = new URL(running.databases.queue ?? '');
  url.username = 'postgres';
  url.password = secrets.postgres;
  return url.toString();
}
