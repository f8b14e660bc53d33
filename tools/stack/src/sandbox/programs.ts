import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { rotate } from '../files';
import { type ChildSpec, startChild } from '../processes/child';
import type { Leash } from '../processes/leash';
import { type Log, type Supervised, supervisedChild } from '../processes/supervised';
import { passedThrough } from '../settings';
import { diskFull, isDiskFull, Trouble } from '../trouble';
import { until } from '../until';
import {
  type DataService,
  environmentOf,
  mainOf,
  migrationEnvironmentOf,
  opsPortOf,
  type ServiceName,
  type Surroundings,
  urlOf,
} from './services';
import type { Database } from './databases';
import { fileOf } from './lock';
import type { SandboxPorts } from './ports';
import type { SecretsFile } from './secrets';

/** What every program of the sandbox is started with. */
export interface Stage {
  root: string;
  dir: string;
  logDir: string;
  leash: Leash;
  log: Log;
  changed: () => void;
  ports: SandboxPorts;
  secrets: SecretsFile;
}

const startMs = 60_000;

/** The development issuer, as a process of its own. */
export function issuerOf(stage: Stage): Supervised {
  const port = stage.ports.issuer;
  return program(stage, {
    name: 'issuer',
    script: join(__dirname, '..', '..', 'dist', 'issuer', 'main.js'),
    args: [String(port), fileOf.secrets(stage.dir)],
    env: {},
    health: `${urlOf(port)}/.well-known/openid-configuration`,
  });
}

/** The SMSC that takes every message and shows it on a page. */
export function simulatorOf(stage: Stage): Supervised {
  const { ports, root, secrets } = stage;
  const script = join(root, 'tools', 'smsc-simulator', 'dist', 'main.js');
  if (!existsSync(script)) throw new Trouble(`${script} is missing: build it first (tsc -b).`);
  return program(stage, {
    name: 'smsc',
    script,
    env: {
      HOST: '127.0.0.1',
      SMPP_PORT: String(ports.smpp),
      PAGE_PORT: String(ports.smscPage),
      SMPP_SYSTEM_ID: 'kezek',
      SMPP_PASSWORD: secrets.secrets.smsc,
    },
    health: `${urlOf(ports.smscPage)}/health`,
  });
}

/** A service; ready when its operations port says so. */
export function serviceOf(stage: Stage, service: ServiceName, surroundings: Surroundings): Supervised {
  const script = mainOf(stage.root, service);
  if (!existsSync(script)) throw new Trouble(`${script} is missing: build it first (tsc -b).`);
  return program(stage, {
    name: service,
    script,
    env: environmentOf(service, surroundings),
    health: `${urlOf(stage.ports[opsPortOf(service)])}/health/ready`,
  });
}

/** Brings a service's database up to date, as the owner of its tables. */
export async function migrate(stage: Stage, service: DataService, database: Database): Promise<void> {
  rotate(join(stage.logDir, `${service}-migrate.log`));
  const child = await startChild(stage.leash, {
    ...nodeSpec(stage, `${service}-migrate`, mainOf(stage.root, service), ['migrate']),
    env: migrationEnvironmentOf(database, stage.dir),
  });
  const { code } = await child.exited;
  if (code === 0) return;
  const tail = child.tail();
  throw new Trouble(
    isDiskFull(tail) ? diskFull(tail) : `The database of ${service} cannot be migrated:\n${tail}`,
  );
}

interface Program {
  name: string;
  script: string;
  args?: string[];
  env: NodeJS.ProcessEnv;
  /** Answers 200 when it is ready. */
  health: string;
}

function program(stage: Stage, { name, script, args = [], env, health }: Program): Supervised {
  return supervisedChild({
    leash: stage.leash,
    log: stage.log,
    changed: stage.changed,
    spec: {
      ...nodeSpec(stage, name, script, args),
      env: { MALLOC_ARENA_MAX: '2', ...passedThrough(), ...env },
    },
    ready: (signal) =>
      until(() => answers(health), { timeoutMs: startMs, signal, what: `The readiness of ${name}` }),
  });
}

// V8's young generation is the largest share of a service's memory: this saved about 50 MiB of each.
const frugal = ['--max-semi-space-size=4'];

function nodeSpec(stage: Stage, name: string, script: string, args: string[]): ChildSpec {
  return {
    name,
    command: process.execPath,
    args: [...frugal, script, ...args],
    cwd: stage.root,
    logFile: join(stage.logDir, `${name}.log`),
  };
}

async function answers(url: string): Promise<boolean> {
  const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
  await response.body?.cancel();
  return response.ok;
}
