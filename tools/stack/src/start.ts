import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { forgetInDocker } from './infrastructure/infrastructure';
import { checkoutPorts } from './sandbox/ports';
import type { Running } from './sandbox/running';
import { fileOf, lock, unlock } from './sandbox/lock';
import type { Log } from './processes/supervised';
import { type Sandbox, type SandboxClock, startSandbox } from './sandbox/sandbox';
import { ownParts, readSettings } from './settings';
import { Trouble } from './trouble';

const root = join(__dirname, '..', '..', '..');

// A terminal's Ctrl-C reaches us several times: from the terminal, from npm and from start.mjs.
const sameKeyMs = 2_000;

/** What goes on in a sandbox while it runs, until the signal. */
export type Play = (sandbox: Sandbox, say: (line: string) => void, signal: AbortSignal) => Promise<void>;

interface Wanted {
  /** Throws the data away first. */
  fresh?: boolean;
  /** On data of its own, since what it writes is of another time. */
  clock?: SandboxClock;
}

/** `start [--fresh] [--clock <instant>@<rate>x]`: the whole system until a signal ends it. */
export async function start(args: readonly string[]): Promise<number> {
  const clock = clockAmong(args);
  const options =
    clock === undefined ? ['--fresh'] : ['--fresh', '--clock', args[args.indexOf('--clock') + 1]];
  const unknown = args.find((arg) => !options.includes(arg));
  if (unknown !== undefined)
    throw new Trouble(`${unknown} is not an option of start; --fresh, --clock and --demo are.`);
  return runSandbox(
    { fresh: args.includes('--fresh'), ...(clock && { clock }) },
    async (sandbox, _, signal) => {
      process.stdout.write(greeting(sandbox.running, fileOf.running(sandbox.dir)));
      await untilAborted(signal);
    },
  );
}

/** Starts this checkout's sandbox, plays in it, and stops it when the play is over or a signal comes. */
export async function runSandbox({ fresh = false, clock }: Wanted, play: Play): Promise<number> {
  const begun = Date.now();
  const say = (line: string) => {
    process.stdout.write(`[${((Date.now() - begun) / 1000).toFixed(1).padStart(5)} s] ${line}\n`);
  };
  const dir = clock === undefined ? join(root, '.kezek') : join(root, '.kezek', 'simulated');
  const settings = readSettings();
  if (fresh || clock !== undefined) await forget(dir, say);
  const asked = abortedBySignal();
  const options = {
    dir,
    clock,
    // Addresses that the environment names are of somebody whose time is the real one.
    settings: clock === undefined ? settings : ownParts(settings),
    throwaway: clock !== undefined,
    log: (line: string) => {
      if (!asked.aborted) say(line);
    },
    ports: () => checkoutPorts(fileOf.ports(dir), join(settings.cacheDir, 'ports')),
  };
  let sandbox: Sandbox;
  try {
    sandbox = await startSandbox(options, asked);
  } catch (error) {
    if (asked.aborted) return 0;
    throw error;
  }
  say('Kezek is ready.');
  try {
    await play(sandbox, say, asked);
  } catch (error) {
    // What a signal interrupts may say so by failing.
    if (!asked.aborted) throw error;
  } finally {
    say('stopping…');
    await sandbox.stop();
    say('stopped; nothing of it runs any more.');
  }
  return 0;
}

/** `--clock 2026-03-10T08:50:00+05:00@12x` */
function clockAmong(args: readonly string[]): SandboxClock | undefined {
  const index = args.indexOf('--clock');
  if (index < 0) return undefined;
  const text = args[index + 1] ?? '';
  const [, startsAt = '', rate] = /^(.+)@(\d+(?:\.\d+)?)x$/.exec(text) ?? [];
  if (rate === undefined || Number(rate) === 0 || Number.isNaN(Date.parse(startsAt)))
    throw new Trouble(`--clock is "${text}"; it is <RFC 3339 instant>@<rate>x.`);
  return { startsAt, rate: Number(rate) };
}

/** Throws the data of a sandbox away that does not run; the secrets and the ports stay. */
export async function forget(dir: string, log: Log): Promise<void> {
  await lock(dir);
  await forgetInDocker(join(dir, 'data'), log);
  await rm(join(dir, 'data'), { recursive: true, force: true });
  unlock(dir);
}

/** Aborted by the first signal; another one, later, ends this process at once, and the watchdog ends the rest. */
function abortedBySignal(): AbortSignal {
  const asked = new AbortController();
  let first: number | undefined;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => {
      first ??= Date.now();
      if (Date.now() - first > sameKeyMs) process.exit(1);
      asked.abort();
    });
  return asked.signal;
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => {
      resolve();
    });
  });
}

function greeting(running: Running, file: string): string {
  const secret = running.clients.find(({ id }) => id === 'district-turksib')?.secret ?? '';
  const services = Object.entries(running.services).map(([name, url]) => `${name} ${url}`);
  return `
  Gateway      ${running.gateway} (API description: ${running.gateway}/docs)
  Tokens       ${running.tokenEndpoint}
  SMS inbox    ${running.smsc.page}
  Kafka        ${running.kafka.brokers.join()} (agencies: ${running.kafka.agencyBrokers.join()})
  Services     ${services.join(', ')}
  Everything   ${file} (clients with secrets, databases, processes); logs beside it in logs/

A first ticket at Turksib's police front office, which never closes:

  TOKEN=$(curl -s -u 'district-turksib:${secret}' -d grant_type=client_credentials ${running.tokenEndpoint} | sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')
  curl -s ${running.gateway}/v1/offices/ALM-TRK/tickets -H "Authorization: Bearer $TOKEN" \\
    -H "Idempotency-Key: $(date +%s)-$$" -H 'Content-Type: application/json' \\
    -d '{"service": "certificate", "channel": "kiosk", "language": "ru", "phone": "+77010000001"}'

Ctrl-C stops everything.
`;
}
