import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { forgetVolumes } from './infrastructure/docker';
import { checkoutPorts } from './sandbox/ports';
import type { Running } from './sandbox/running';
import { fileOf, lock, unlock } from './sandbox/lock';
import { type Sandbox, startSandbox } from './sandbox/sandbox';
import { readSettings } from './settings';
import { Trouble } from './trouble';

const root = join(__dirname, '..', '..', '..');

// A terminal's Ctrl-C reaches us several times: from the terminal, from npm and from start.mjs.
const sameKeyMs = 2_000;

/** `start [--fresh]`: the whole system until a signal ends it. */
export async function start(args: readonly string[]): Promise<number> {
  const unknown = args.find((arg) => arg !== '--fresh');
  if (unknown !== undefined) throw new Trouble(`${unknown} is not an option of start; --fresh is.`);
  const begun = Date.now();
  const say = (line: string) => {
    process.stdout.write(`[${((Date.now() - begun) / 1000).toFixed(1).padStart(5)} s] ${line}\n`);
  };
  const dir = join(root, '.kezek');
  const settings = readSettings();
  if (args.includes('--fresh')) await forget(dir);
  const asked = new AbortController();
  const signalled = untilSignalled(asked);
  const options = {
    dir,
    settings,
    log: (line: string) => {
      if (!asked.signal.aborted) say(line);
    },
    ports: () => checkoutPorts(fileOf.ports(dir), join(settings.cacheDir, 'ports')),
  };
  let sandbox: Sandbox;
  try {
    sandbox = await startSandbox(options, asked.signal);
  } catch (error) {
    if (asked.signal.aborted) return 0;
    throw error;
  }
  say('Kezek is ready.');
  process.stdout.write(greeting(sandbox.running, fileOf.running(dir)));
  await signalled;
  say('stopping…');
  await sandbox.stop();
  say('stopped; nothing of it runs any more.');
  return 0;
}

/** Throws the data away; the secrets and the ports stay. */
async function forget(dir: string): Promise<void> {
  await lock(dir);
  await forgetVolumes(join(dir, 'data'));
  await rm(join(dir, 'data'), { recursive: true, force: true });
  unlock(dir);
}

/** Resolves at the first signal; another one, later, ends this process at once, and the watchdog ends the rest. */
function untilSignalled(asked: AbortController): Promise<void> {
  return new Promise((resolve) => {
    let first: number | undefined;
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
      process.on(signal, () => {
        first ??= Date.now();
        if (Date.now() - first > sameKeyMs) process.exit(1);
        asked.abort();
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
