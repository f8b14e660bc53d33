import { join, resolve } from 'node:path';
import { topics } from '@kezek/contracts';
import { rotate, writeJson } from '../files';
import { type Infrastructure, startInfrastructure } from '../infrastructure/infrastructure';
import { grantAgencies } from '../kafka/agencies';
import { createTopics } from '../kafka/topics';
import { Leash } from '../processes/leash';
import type { Log, Part } from '../processes/supervised';
import { openOffices } from '../seed/seed';
import { ownParts, readSettings, type Settings } from '../settings';
import { Trouble } from '../trouble';
import { type Database, ensureDatabase } from './databases';
import { fileOf, lock, noteWatchdog, unlock } from './lock';
import { anyPorts, type SandboxPorts } from './ports';
import { issuerOf, migrate, serviceOf, simulatorOf, type Stage } from './programs';
import { type Running, runningOf } from './running';
import { SecretsFile } from './secrets';
import { builtServices, type DataService, type Surroundings, urlOf } from './services';
import { tokenOf } from './token';

const agency = 'agency-akimat';

export interface SandboxOptions {
  /** Where data, logs, secrets and `running.json` are. */
  dir: string;
  log?: Log;
  /** Default: free ones. Called once the directory is ours. */
  ports?: () => Promise<SandboxPorts>;
  /** Default: nothing that others run is used, so that everything may be killed. */
  settings?: Settings;
  /** The data will be thrown away: no waiting for the disk. */
  throwaway?: boolean;
}

/** The whole system, running: its addresses, and what fault tests do to its parts. */
export interface Sandbox {
  readonly running: Running;
  /** By name, as in `running.processes`: `queue`, `gateway`, `kafka`, `postgres`, `redis`, `smsc`, `issuer`… */
  part(name: string): Part;
  /** Stops it in an orderly way, starts it, and waits until it is ready. */
  restart(name: string): Promise<void>;
  /** What dies of it comes back by itself, after a back-off. */
  kill(name: string, signal: NodeJS.Signals): void;
  stopKafka(): Promise<void>;
  startKafka(): Promise<void>;
  token(client: string): Promise<string>;
  stop(): Promise<void>;
}

/**
 * Starts the complete system: infrastructure, issuer, SMSC simulator, services; opens the seeded offices.
 * `abort` ends what was started so far.
 * @throws Trouble with one sentence
 */
export async function startSandbox(options: SandboxOptions, abort?: AbortSignal): Promise<Sandbox> {
  const dir = resolve(options.dir);
  await lock(dir);
  const leash = new Leash(fileOf.processes(dir));
  noteWatchdog(dir, leash.watchdogPid);
  const sandbox = new StartedSandbox(options, dir, leash);
  try {
    return await Promise.race([sandbox.start(), ...(abort === undefined ? [] : [rejectionOf(abort)])]);
  } catch (error) {
    await sandbox.stop();
    throw error;
  }
}

function rejectionOf(abort: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const stopped = () => {
      reject(new Trouble('Stopped before everything was started.'));
    };
    if (abort.aborted) stopped();
    abort.addEventListener('abort', stopped, { once: true });
  });
}

class StartedSandbox implements Sandbox {
  private readonly parts = new Map<string, Part>();
  private readonly log: Log;
  private readonly root = join(__dirname, '..', '..', '..', '..');
  private surroundings: Surroundings | undefined;
  private complete = false;

  constructor(
    private readonly options: SandboxOptions,
    private readonly dir: string,
    private readonly leash: Leash,
  ) {
    this.log = options.log ?? (() => undefined);
  }

  get running(): Running {
    if (this.surroundings === undefined) throw new Trouble('The sandbox is not complete.');
    return runningOf(this.surroundings, [...this.parts.values()]);
  }

  async start(): Promise<this> {
    const stage = await this.stage();
    const [infrastructure] = await Promise.all([
      this.infrastructure(stage),
      this.launch(issuerOf(stage)),
      this.launch(simulatorOf(stage)),
    ]);
    const databases = await this.databases(infrastructure, stage.secrets);
    const { root, dir } = this;
    const surroundings = { root, dir, infrastructure, databases, ports: stage.ports, secrets: stage.secrets };
    this.surroundings = surroundings;
    await Promise.all([...databases.keys()].map((service) => migrate(stage, service, surroundings)));
    this.log('databases are up to date');
    const services = [...databases.keys(), 'gateway'] as const;
    await Promise.all(services.map((service) => this.launch(serviceOf(stage, service, surroundings))));
    await openOffices(urlOf(stage.ports.gateway), await this.token('admin'), this.log);
    this.complete = true;
    this.note();
    return this;
  }

  part(name: string): Part {
    const part = this.parts.get(name);
    if (part === undefined)
      throw new Trouble(`There is no ${name}; there are ${[...this.parts.keys()].join()}.`);
    return part;
  }

  restart(name: string): Promise<void> {
    return this.part(name).restart();
  }

  kill(name: string, signal: NodeJS.Signals): void {
    this.part(name).kill(signal);
  }

  stopKafka(): Promise<void> {
    return this.part('kafka').stop();
  }

  startKafka(): Promise<void> {
    return this.part('kafka').start();
  }

  token(client: string): Promise<string> {
    const { clients, tokenEndpoint } = this.running;
    const secret = clients.find(({ id }) => id === client)?.secret ?? '';
    return tokenOf(tokenEndpoint, client, secret);
  }

  /** Services first: they hand over what they have begun while everything that they need still lives. */
  async stop(): Promise<void> {
    this.complete = false;
    this.leash.refuse();
    const infrastructure = ['kafka', 'redis', 'postgres'];
    const helpers = ['smsc', 'issuer'];
    const services = [...this.parts.keys()].filter((name) => ![...infrastructure, ...helpers].includes(name));
    for (const group of [services, helpers, ...infrastructure.map((name) => [name])])
      await Promise.all(group.map((name) => this.parts.get(name)?.stop() ?? Promise.resolve()));
    await this.leash.close();
    unlock(this.dir);
  }

  private async stage(): Promise<Stage> {
    const { dir, root, leash, log } = this;
    const secrets = new SecretsFile(fileOf.secrets(dir));
    const ports = await (this.options.ports ?? anyPorts)();
    const changed = () => {
      this.note();
    };
    return { root, dir, logDir: join(dir, 'logs'), leash, log, changed, ports, secrets };
  }

  private async infrastructure({ ports, secrets, logDir, changed }: Stage): Promise<Infrastructure> {
    const { clients, postgres } = secrets.secrets;
    for (const name of ['postgres', 'kafka', 'redis']) rotate(join(logDir, `${name}.log`));
    const infrastructure = await startInfrastructure({
      dataDir: join(this.dir, 'data'),
      logDir,
      parts: ['postgres', 'kafka', 'redis'],
      ports,
      agencies: [{ name: agency, password: clients[agency] ?? '' }],
      postgresPassword: postgres,
      throwaway: this.options.throwaway ?? false,
      settings: this.options.settings ?? ownParts(readSettings()),
      leash: this.leash,
      log: this.log,
      changed,
    });
    const { kafka } = infrastructure;
    for (const name of ['postgres', 'kafka', 'redis'] as const)
      this.parts.set(name, infrastructure[name].part);
    await createTopics(kafka.brokers, topics);
    if (kafka.agencyBrokers.length > 0) await grantAgencies(kafka.brokers, [agency], topics);
    this.log('PostgreSQL, Kafka and Redis are ready');
    return infrastructure;
  }

  private async databases(
    { postgres }: Infrastructure,
    secrets: SecretsFile,
  ): Promise<Map<DataService, Database>> {
    const databases = new Map<DataService, Database>();
    for (const service of builtServices(this.root))
      databases.set(service, await ensureDatabase(postgres.url, service, secrets));
    return databases;
  }

  private async launch(part: Part & { start(): Promise<void> }): Promise<void> {
    this.parts.set(part.name, part);
    rotate(join(this.dir, 'logs', `${part.name}.log`));
    await part.start();
    this.log(`${part.name} is ready`);
  }

  private note(): void {
    if (this.complete) writeJson(fileOf.running(this.dir), this.running);
  }
}
