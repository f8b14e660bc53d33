import { parseArgs } from 'node:util';
import { runSandbox, sentenceOf, Trouble } from '@kezek/stack';
import { demo } from './demo/demo';
import { type DayResult, drive } from './driver/drive';
import { cityOf } from './driver/sandbox';
import { planDay } from './plan/day';
import { profiles } from './plan/offices';

const usage =
  'usage: main.js demo | day [--seed 1] [--date 2026-03-10] [--from 08:45] [--to 19:30] [--rate 60]\n';

const options = {
  seed: { type: 'string', default: '1' },
  date: { type: 'string', default: '2026-03-10' },
  from: { type: 'string', default: '08:45' },
  to: { type: 'string', default: '19:30' },
  rate: { type: 'string', default: '60' },
} as const;

async function main([verb, ...args]: readonly string[]): Promise<number> {
  if (verb === 'demo') return demo();
  if (verb === 'day') return day(args);
  process.stderr.write(usage);
  return 2;
}

/** A day in the three offices, in a sandbox of its own; exit code 1 where it did not go as days go. */
async function day(args: readonly string[]): Promise<number> {
  const { seed, date, from, to, rate } = parseArgs({ args: [...args], options }).values;
  if (!(Number(rate) > 0)) throw new Trouble(`--rate is "${rate}"; it is a number above 0.`);
  const timeZone = 'Asia/Almaty';
  const plan = planDay(profiles, { seed, date, timeZone, from, to });
  const clock = { startsAt: `${date}T${from}:00+05:00`, rate: Number(rate) };
  let result: DayResult | undefined;
  await runSandbox({ clock }, async (sandbox, say, signal) => {
    say(`${date}, ${from} to ${to}, ${rate} times as fast`);
    result = await drive(plan, cityOf(sandbox), { signal });
    process.stdout.write(`${JSON.stringify(result, undefined, 2)}\n`);
  });
  return result !== undefined && isGood(result) ? 0 : 1;
}

const isGood = ({ unexpected, offices }: DayResult): boolean =>
  unexpected.length === 0 && Object.values(offices).every(({ open }) => open.length === 0);

// Our parent holds the other end of a channel: when it dies, we stop as if asked to.
process.once('disconnect', () => process.emit('SIGTERM'));

main(process.argv.slice(2)).then(
  (code) => {
    process.exit(code);
  },
  (error: unknown) => {
    process.stderr.write(`${sentenceOf(error)}\n`);
    process.exit(1);
  },
);
