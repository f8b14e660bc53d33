import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startInfrastructure, type PartName } from '@kezek/stack';
import { dropTemplates } from './databases';

const variables: Record<PartName, string> = {
  postgres: 'DATABASE_URL',
  kafka: 'KAFKA_BROKERS',
  redis: 'REDIS_URL',
};

const prefix = 'kezek-test-';

declare global {
  /** How the set-up of a Jest run is undone. */
  var kezekTestInfrastructure: (() => Promise<void>) | undefined;
}

/** Starts once for a run what the environment doesn't name, and names it there for the test files. */
export async function setUp(): Promise<void> {
  if (globalThis.kezekTestInfrastructure !== undefined) return;
  const given = process.env['DATABASE_URL'] !== undefined;
  const parts = (Object.keys(variables) as PartName[]).filter((part) => !process.env[variables[part]]);
  await removeLeftovers();
  const dataDir = await mkdtemp(join(tmpdir(), `${prefix}${String(process.pid)}-`));
  const running = await startInfrastructure({ dataDir, parts, throwaway: true });
  const found: Partial<Record<PartName, string>> = {
    postgres: parts.includes('postgres') ? running.postgres.url : undefined,
    kafka: parts.includes('kafka') ? running.kafka.brokers.join(',') : undefined,
    redis: parts.includes('redis') ? running.redis.url : undefined,
  } as Partial<Record<PartName, string>>;
  for (const part of parts) process.env[variables[part]] = found[part] ?? '';
  globalThis.kezekTestInfrastructure = async () => {
    if (given) await dropTemplates();
    await running.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
}

const lives = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
};

/** Data of runs that were killed: their folders carry the id of a process that is no more. */
async function removeLeftovers(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const pid = /^kezek-test-(\d+)-/.exec(name)?.[1];
    if (pid !== undefined && !lives(Number(pid)))
      await rm(join(tmpdir(), name), { recursive: true, force: true });
  }
}

export async function tearDown(): Promise<void> {
  await globalThis.kezekTestInfrastructure?.();
  globalThis.kezekTestInfrastructure = undefined;
}
