import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { topics } from '@kezek/contracts';
import { type Infrastructure, startInfrastructure } from './infrastructure/infrastructure';
import type { AgencyUser } from './infrastructure/types';
import { grantAgencies } from './kafka/agencies';
import { createTopics } from './kafka/topics';
import { startChild } from './processes/child';
import { Leash } from './processes/leash';
import type { Log } from './processes/supervised';
import { inheritedEnvironment } from './settings';
import { Trouble } from './trouble';

/**
 * Runs a command with PostgreSQL, Kafka (with the catalogue's topics) and Redis of its own, thrown away afterwards.
 * @returns the command's exit code
 */
export async function exec(command: readonly string[], log: Log): Promise<number> {
  const [program, ...args] = command;
  if (program === undefined) throw new Trouble('Say what to run: exec -- <command…>.');
  const dir = await mkdtemp(join(tmpdir(), 'kezek-exec-'));
  const leash = new Leash(join(dir, 'processes.json'));
  const agency = { name: 'agency-akimat', password: randomBytes(18).toString('base64url') };
  let infrastructure: Infrastructure | undefined;
  let asked: NodeJS.Signals | undefined;
  let forward: (signal: NodeJS.Signals) => void = () => undefined;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => {
      asked = signal;
      forward(signal);
    });
  try {
    infrastructure = await startInfrastructure({
      dataDir: dir,
      parts: ['postgres', 'kafka', 'redis'],
      agencies: [agency],
      throwaway: true,
      leash,
      log,
    });
    await createTopics(infrastructure.kafka.brokers, topics);
    if (infrastructure.kafka.agencyBrokers.length > 0)
      await grantAgencies(infrastructure.kafka.brokers, [agency.name], topics);
    if (asked !== undefined) return 1;
    const child = await startChild(leash, {
      name: program,
      command: program,
      args,
      env: { ...inheritedEnvironment(), ...addressesOf(infrastructure, agency) },
      logFile: join(dir, 'command.log'),
      onTerminal: true,
    });
    forward = (signal) => {
      child.kill(signal);
    };
    const { code } = await child.exited;
    return code ?? 1;
  } finally {
    await infrastructure?.stop();
    await leash.close();
    await rm(dir, { recursive: true, force: true, maxRetries: 3 });
  }
}

function addressesOf({ postgres, kafka, redis }: Infrastructure, agency: AgencyUser): Record<string, string> {
  return {
    DATABASE_URL: postgres.url,
    KAFKA_BROKERS: kafka.brokers.join(),
    KAFKA_AGENCY_BROKERS: kafka.agencyBrokers.join(),
    REDIS_URL: redis.url,
    KEZEK_AGENCY_USER: agency.name,
    KEZEK_AGENCY_PASSWORD: agency.password,
  };
}
