import { randomUUID } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { jars } from '../artifacts/artifacts';
import { kafkaJars } from '../artifacts/checksums';
import { kafkaAnswers } from '../kafka/ready';
import { type ChildSpec, startChild } from '../processes/child';
import { supervisedChild } from '../processes/supervised';
import { diskFull, isDiskFull, Trouble } from '../trouble';
import { economy, heap, scramUsers, serverProperties } from './kafka.properties';
import { isMadeWith, noteMadeWith } from './made';
import type { KafkaAddress, Premises } from './types';

const logging = ['warn', 'showDateTime=true', 'dateTimeFormat=yyyy-MM-dd HH:mm:ss.SSS']
  .map((item, index) => (index === 0 ? `defaultLogLevel=${item}` : item))
  .map((item) => `-Dorg.slf4j.simpleLogger.${item}`);

/** The real Apache Kafka (KRaft, one node) as a child process on loopback. */
export async function embeddedKafka(premises: Premises): Promise<KafkaAddress> {
  const { ports, settings } = premises;
  const dir = join(premises.dataDir, 'kafka');
  mkdirSync(dir, { recursive: true });
  const classpath = await jars('Kafka 4.3.1', kafkaJars, {
    dir: join(settings.cacheDir, 'kafka-4.3.1'),
    repository: settings.mavenRepository,
    log: premises.log,
  });
  const properties = join(dir, 'server.properties');
  writeFileSync(properties, serverProperties(ports, join(dir, 'log')));
  const spec = (main: string, args: string[]): ChildSpec => ({
    name: 'kafka',
    command: settings.java,
    args: [...heap, ...economy, ...logging, '-cp', classpath.join(delimiter), main, ...args],
    cwd: dir,
    logFile: join(premises.logDir, 'kafka.log'),
  });
  await format(premises, dir, (args) => spec('kafka.tools.StorageTool', args));
  const brokers = [`127.0.0.1:${String(ports.kafka)}`];
  const part = supervisedChild({
    leash: premises.leash,
    log: premises.log,
    changed: premises.changed,
    spec: spec('kafka.Kafka', [properties]),
    ready: (signal) => kafkaAnswers(brokers, { signal }),
  });
  await part.start();
  return { brokers, agencyBrokers: [`127.0.0.1:${String(ports.kafkaAgencies)}`], part };
}

// SCRAM users can only be made while formatting: kafkajs cannot make them later.
async function format(premises: Premises, dir: string, spec: (args: string[]) => ChildSpec): Promise<void> {
  const mark = join(dir, 'formatted');
  const users = scramUsers(premises.agencies);
  if (isMadeWith(mark, ...users)) return;
  rmSync(join(dir, 'log'), { recursive: true, force: true });
  // One that begins with a dash would be taken for an option.
  const id = Buffer.from(randomUUID().replaceAll('-', ''), 'hex').toString('base64url');
  const cluster = id.replace(/^-/, 'A');
  const args = ['format', '--config', join(dir, 'server.properties'), '--cluster-id', cluster];
  const tool = await startChild(
    premises.leash,
    spec([...args, ...users.flatMap((user) => ['--add-scram', user])]),
  );
  const { code } = await tool.exited;
  if (code !== 0) {
    const tail = tool.tail();
    throw new Trouble(isDiskFull(tail) ? diskFull(tail) : `Kafka's storage cannot be formatted:\n${tail}`);
  }
  noteMadeWith(mark, ...users);
}
