import { createWriteStream, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import {
  GenericContainer,
  getContainerRuntimeClient,
  type PortWithOptionalBinding,
  type WaitStrategy,
} from 'testcontainers';
import type { Leash } from '../processes/leash';
import type { Exit, Life } from '../processes/life';
import { type Log, Supervised, type Supervision } from '../processes/supervised';
import { diskFull, isDiskFull, Trouble } from '../trouble';

const loopback = '127.0.0.1';
const stopWithinMs = 30_000;

type Client = Awaited<ReturnType<typeof getContainerRuntimeClient>>;
type Container = ReturnType<Client['container']['getById']>;

/** Who holds a container, and where. */
export interface Hold {
  /** The part that runs in it. */
  part: string;
  /** The container's name; nobody else uses it. */
  name: string;
  leash: Leash;
  /** Of the engine. */
  socket: string;
  logFile: string;
  log: Log;
}

// Who supervises a part waits for it.
const atOnce: WaitStrategy = {
  waitUntilReady: () => Promise.resolve(),
  withStartupTimeout: () => atOnce,
  isStartupTimeoutSet: () => true,
  getStartupTimeout: () => 0,
};

/** A container with many lives: made once, started again when it has died, on the leash until that is closed. */
export class HeldContainer extends GenericContainer {
  private container: Container | undefined;
  private firstLife = Promise.withResolvers<ContainerLife>();

  constructor(
    image: string,
    private readonly hold: Hold,
  ) {
    super(image);
    // No ryuk: it would be one image more, and its port is open to everybody. The leash does its work.
    this.withName(hold.name).withAutoCleanup(false).withWaitStrategy(atOnce);
  }

  /** On loopback: testcontainers publishes on all interfaces. */
  override withExposedPorts(...ports: PortWithOptionalBinding[]): this {
    super.withExposedPorts(...ports);
    const bindings = (this.hostConfig.PortBindings ?? {}) as Record<string, { HostIp?: string }[]>;
    for (const binding of Object.values(bindings).flat()) binding.HostIp = loopback;
    return this;
  }

  /** The part that runs in it, kept running. */
  supervised(supervision: Pick<Supervision, 'ready' | 'changed'>): Supervised {
    const { part: name, logFile, log } = this.hold;
    return new Supervised({ ...supervision, name, logFile, log, begin: () => this.live() });
  }

  private async live(): Promise<Life> {
    const { part, socket } = this.hold;
    try {
      const client = await engine(socket);
      return await (this.container === undefined ? this.first(client) : this.next(client, this.container));
    } catch (error) {
      throw troubleOf(part, error);
    }
  }

  private async first(client: Client): Promise<Life> {
    const { part, name, leash, log } = this.hold;
    if (!(await client.image.exists(this.imageName)))
      log(`getting the image ${this.imageName.string} (once; this may take minutes)…`);
    this.firstLife = Promise.withResolvers();
    const ended = this.firstLife.promise.then((life) => life.exited);
    try {
      // If it ends at once, testcontainers looks for its ports in vain, and says so long after.
      await Promise.race([this.start(), ended]);
    } catch (error) {
      const forget = () => {
        leash.release(name);
      };
      await this.remove(client).then(forget, () => undefined);
      throw error;
    }
    const life = await this.firstLife.promise;
    log(`${part} runs in the container ${name}`);
    return life.begun();
  }

  private async next(client: Client, container: Container): Promise<Life> {
    const life = await ContainerLife.attachedTo(client, container, this.hold.logFile);
    try {
      await client.container.start(container);
    } catch (error) {
      life.abandon();
      throw error;
    }
    return life.begun();
  }

  protected override async beforeContainerCreated(): Promise<void> {
    const { part, name, leash, socket } = this.hold;
    // What was left when even the watchdog was killed.
    await this.remove(await engine(socket));
    await leash.register({ name: part, container: name, socket });
  }

  protected override async containerCreated(id: string): Promise<void> {
    const client = await engine(this.hold.socket);
    this.container = client.container.getById(id);
    this.firstLife.resolve(await ContainerLife.attachedTo(client, this.container, this.hold.logFile));
  }

  private async remove(client: Client): Promise<void> {
    this.container = undefined;
    await unlessMissing(client.container.getById(this.hold.name).remove({ force: true, v: true }));
  }
}

class ContainerLife implements Life {
  readonly startedAt = Date.now();
  readonly exited: Promise<Exit>;
  exit: Exit | undefined;
  pid = 0;

  private constructor(
    private readonly client: Client,
    private readonly container: Container,
    private readonly output: Readable,
    written: Promise<unknown>,
  ) {
    this.exited = written.then(() => this.end());
  }

  /** A life that is about to begin: its output is read from the first line on, and ends when it ends. */
  static async attachedTo(client: Client, container: Container, logFile: string): Promise<ContainerLife> {
    mkdirSync(dirname(logFile), { recursive: true });
    const output = (await container.attach({ stream: true, stdout: true, stderr: true })) as Readable &
      Writable;
    const log = createWriteStream(logFile, { flags: 'a', mode: 0o600 });
    // A full disk must not end us.
    log.on('error', () => undefined);
    demultiplexer(container).demuxStream(output, log, log);
    const written = finished(output, { writable: false })
      .catch(() => undefined)
      .then(() => new Promise<void>((resolve) => log.end(resolve)));
    return new ContainerLife(client, container, output, written);
  }

  /** Lets go of a life that did not begin. */
  abandon(): void {
    this.output.destroy();
  }

  /** Learns the number of its process. */
  async begun(): Promise<this> {
    const { State } = await this.client.container.inspect(this.container);
    this.pid = State.Pid;
    return this;
  }

  kill(signal: NodeJS.Signals): void {
    const { container } = this;
    const stops = { SIGSTOP: () => container.pause(), SIGCONT: () => container.unpause() };
    const done = signal in stops ? stops[signal as keyof typeof stops]() : container.kill({ signal });
    // It ended meanwhile.
    done.catch(() => undefined);
  }

  async stop(): Promise<Exit> {
    if (this.exit !== undefined) return this.exit;
    await this.client.container.stop(this.container, { timeout: stopWithinMs }).catch(() => {
      this.kill('SIGKILL');
    });
    return this.exited;
  }

  private async end(): Promise<Exit> {
    const abortSignal = AbortSignal.timeout(5_000);
    const answer = (await this.container.wait({ abortSignal }).catch(() => undefined)) as
      { StatusCode: number } | undefined;
    this.exit = { code: answer?.StatusCode ?? null, signal: null };
    return this.exit;
  }
}

/** testcontainers' client of the engine at this socket. */
export async function engine(socket: string): Promise<Client> {
  const client = await getContainerRuntimeClient();
  const { socketPath } = client.container.dockerode.modem as { socketPath?: string };
  if (socketPath === socket) return client;
  throw new Trouble(
    `testcontainers is set up for another engine than the one at ${socket}: see ~/.testcontainers.properties.`,
  );
}

/** Waits for a removal; it may have been done before. */
export async function unlessMissing(removal: Promise<unknown>): Promise<void> {
  await removal.catch((error: unknown) => {
    if ((error as { statusCode?: number }).statusCode !== 404) throw error;
  });
}

function demultiplexer(container: Container) {
  return container.modem as {
    demuxStream: (from: NodeJS.ReadableStream, out: Writable, err: Writable) => void;
  };
}

function troubleOf(part: string, error: unknown): Error {
  if (error instanceof Trouble) return error;
  const message = error instanceof Error ? error.message.trim() : String(error);
  return new Trouble(
    isDiskFull(message) ? diskFull(message) : `${part} cannot be started in Docker: ${message}`,
  );
}
