import { join, resolve } from 'node:path';
import { topics } from '@kezek/contracts';
import { rotate, writeJson } from '../files';
import { startInfrastructure } from '../infrastructure/infrastructure';
import type { PartName } from '../infrastructure/types';
import { clients } from '../issuer/clients';
import { grantAgencies } from '../kafka/agencies';
import { createTopics } from '../kafka/topics';
import { Leash } from '../processes/leash';
import type { Log, Part } from '../processes/supervised';
import { openFacilities, openOffices } from '../seed/seed';
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

/** Who comes to Kafka from outside. */
const agencies = clients.filter(({ kind }) => kind === 'agency').map(({ id }) => id);

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
  /** The services live in another time: from an instant (RFC 3339), so many times as fast as the machine. */
  clock?: SandboxClock | undefined;
  /** Further settings of the gateway, by the names of the variables. */
  gateway?: Readonly<Record<string, string>>;
}

export interface SandboxClock {
  startsAt: string;
  rate: number;
}

/** The whole system, running: its addresses, and what fault tests do to its parts. */
export interface Sandbox {
  readonly running: Running;
  /** Where `running.json` and the logs are. */
  readonly dir: string;
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

/** It begins when the services are about to start. */
function settingOf(clock: SandboxClock | undefined): string | undefined {
  return clock && `${clock.startsAt}@${String(clock.rate)}x${String(Date.now())}`;
}

class StartedSandbox implements Sandbox {
  private readonly parts = new Map<string, Part>();
  private readonly log: Log;
  private readonly root = join(__dirname, '..', '..', '..', '..');
  private surroundings: Surroundings | undefined;
  private complete = false;

  constructor(
    private readonly options: SandboxOptions,
    readonly dir: string,
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
    const [{ postgres, databases }, messaging] = await Promise.all([
      this.storage(stage),
      this.messaging(stage),
      this.launch(issuerOf(stage)),
      this.launch(simulatorOf(stage)),
    ]);
    const { root, dir } = this;
    const infrastructure = { ...messaging, postgres };
    const { ports, secrets } = stage;
    const clock = settingOf(this.options.clock);
    const { gateway = {} } = this.options;
    const surroundings: Surroundings = {
      root,
      dir,
      infrastructure,
      databases,
      ports,
      secrets,
      clock,
      gateway,
    };
    this.surroundings = surroundings;
    const services = [...databases.keys(), 'gateway'] as const;
    await Promise.all(services.map((service) => this.launch(serviceOf(stage, service, surroundings))));
    const admin = await this.token('admin');
    await openOffices(urlOf(ports.gateway), admin, this.log);
    if (databases.has('visits')) await openFacilities(urlOf(ports.gateway), admin, this.log);
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

  /** PostgreSQL with an up-to-date database for each service. */
  private async storage(stage: Stage) {
    const { postgres } = await this.infrastructure(stage, ['postgres']);
    const databases = new Map<DataService, Database>();
    for (const service of builtServices(this.root))
      databases.set(service, await ensureDatabase(postgres.url, service, stage.secrets));
    await Promise.all([...databases].map(([service, database]) => migrate(stage, service, database)));
    this.log('PostgreSQL is ready, its databases are up to date');
    return { postgres, databases };
  }

  /** Kafka with the topics of the catalogue, and Redis. */
  private async messaging(stage: Stage) {
    const messaging = await this.infrastructure(stage, ['kafka', 'redis']);
    const { brokers, agencyBrokers } = messaging.kafka;
    await createTopics(brokers, topics);
    if (agencyBrokers.length > 0) await grantAgencies(brokers, agencies, topics);
    this.log('Kafka and Redis are ready');
    return messaging;
  }

  private async infrastructure<Wanted extends PartName>(stage: Stage, parts: readonly Wanted[]) {
    const { clients: passwords, postgres } = stage.secrets.secrets;
    for (const name of parts) rotate(join(stage.logDir, `${name}.log`));
    return startInfrastructure({
      dataDir: join(this.dir, 'data'),
      logDir: stage.logDir,
      parts,
      ports: stage.ports,
      agencies: agencies.map((name) => ({ name, password: passwords[name] ?? '' })),
      postgresPassword: postgres,
      throwaway: this.options.throwaway ?? false,
      settings: this.options.settings ?? ownParts(readSettings()),
      leash: this.leash,
      log: this.log,
      changed: stage.changed,
      started: (part) => this.parts.set(part.name, part),
    });
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
