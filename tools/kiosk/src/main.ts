import { language as languageSchema } from '@kezek/contracts';
import { writeSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { issue } from './issue';
import { readJournal } from './journal';
import { Kiosk } from './kiosk';
import { takeBlock } from './number-block';
import { Line, LineCut, Refused } from './line';
import { lock } from './lock';
import { readSettings, type Settings } from './settings';
import { after, nothing } from './state';
import { statusOf } from './status';
import { settle, sync, type Synced } from './sync';
import { exitCodes, Trouble } from './trouble';

const usage =
  'kiosk take [--service X …] [--numbers N] [--hours H] | issue --service X [--language kk|ru|en] [--times N] | ' +
  'sync | status | settle';

const options = {
  service: { type: 'string', multiple: true },
  language: { type: 'string', default: 'kk' },
  times: { type: 'string', default: '1' },
  numbers: { type: 'string' },
  hours: { type: 'string' },
  attempts: { type: 'string', default: '5' },
} as const;
type Values = ReturnType<typeof parsed>['values'];

function parsed() {
  try {
    return parseArgs({ options, allowPositionals: true });
  } catch (error) {
    throw new Trouble('usage', `${error instanceof Error ? error.message : String(error)}\n${usage}`);
  }
}

function count(text: string, name: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new Trouble('usage', `--${name} must be a number above zero.`);
  return value;
}

// The printer is the file behind stdout: `process.stdout` would keep lines in memory that a kill loses.
function print(line: string): void {
  const bytes = Buffer.from(`${line}\n`);
  for (let written = 0; written < bytes.length;) written += writeSome(bytes, written);
}

function writeSome(bytes: Buffer, from: number): number {
  try {
    return writeSync(1, bytes, from);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return 0;
    throw error;
  }
}

const commands: Readonly<Record<string, (kiosk: Kiosk, values: Values) => Promise<void>>> = {
  take: async (kiosk, { service, numbers, hours }) => {
    const { token: _, ...block } = await takeBlock(kiosk, {
      ...(service && { services: service }),
      ...(numbers !== undefined && { numbersPerPrefix: count(numbers, 'numbers') }),
      ...(hours !== undefined && { hours: count(hours, 'hours') }),
    });
    print(JSON.stringify(block));
  },
  issue: async (kiosk, { service = [], language, times }) => {
    const spoken = languageSchema.safeParse(language);
    const [wanted] = service;
    if (wanted === undefined || service.length > 1 || !spoken.success) throw new Trouble('usage', usage);
    for (let left = count(times, 'times'); left > 0; left -= 1)
      await issue(kiosk, { service: wanted, language: spoken.data });
  },
  sync: async (kiosk, { attempts }) => {
    say(await sync(kiosk, { attempts: count(attempts, 'attempts') }));
  },
  settle: async (kiosk, { attempts }) => {
    say(await settle(kiosk, { attempts: count(attempts, 'attempts') }));
  },
};

function say(synced: Synced): void {
  print(JSON.stringify(synced));
  if (synced.refused.length > 0)
    throw new Trouble('refused', `The queue takes nothing more of ${synced.refused.join(', ')}.`);
}

async function run(): Promise<void> {
  const { positionals, values } = parsed();
  const [name = '', ...more] = positionals;
  const command = commands[name];
  if (more.length > 0 || (command === undefined && name !== 'status')) throw new Trouble('usage', usage);
  const settings = readSettings();
  if (command === undefined) {
    print(JSON.stringify(statusOf(readJournal(settings.dir).reduce(after, nothing))));
    return;
  }
  await locked(settings, (kiosk) => command(kiosk, values));
}

async function locked(settings: Settings, work: (kiosk: Kiosk) => Promise<void>): Promise<void> {
  const held = lock(settings.dir);
  try {
    const kiosk = new Kiosk(settings.dir, { line: new Line(settings), now: () => new Date(), print });
    await work(kiosk).finally(() => {
      kiosk.close();
    });
  } finally {
    held.release();
  }
}

function troubleOf(error: unknown): Trouble {
  if (error instanceof Trouble) return error;
  if (error instanceof LineCut) return new Trouble('line-cut', 'The line to the queue is cut.');
  if (error instanceof Refused) return new Trouble('refused', `${error.code}: ${error.message}`);
  throw error;
}

run().catch((error: unknown) => {
  const { kind, message } = troubleOf(error);
  process.stderr.write(`${message}\n`);
  process.exitCode = exitCodes[kind];
});
