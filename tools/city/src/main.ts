import { parseArgs } from 'node:util';
import { runSandbox, sentenceOf, Trouble } from '@kezek/stack';
import { demo } from './demo/demo';
import { type DayResult, drive } from './driver/drive';
import { cityOf } from './driver/sandbox';
import { planDay } from './plan/day';
import { profiles } from './plan/offices';

const usage =
  'usage: main.js demo [--rate 12] | day [--seed 1] [--date 2026-03-10] [--from 08:45] [--to 19:30] [--rate 60]\n';

const text = (fallback: string) => ({ type: 'string', default: fallback }) as const;
const dayOptions = {
  seed: text('1'),
  date: text('2026-03-10'),
  from: text('08:45'),
  to: text('19:30'),
  rate: text('60'),
};

async function main([verb, ...words]: readonly string[]): Promise<number> {
  const args = [...words];
  if (verb === 'demo') return demo(rateOf(parseArgs({ args, options: { rate: text('12') } }).values.rate));
  if (verb === 'day') return day(args);
  process.stderr.write(usage);
  return 2;
}

/** A day in the three offices, in a sandbox of its own; exit code 1 where it did not go as days go. */
async function day(args: string[]): Promise<number> {
  const { seed, date, from, to, rate } = parseArgs({ args, options: dayOptions }).values;
  const timeZone = 'Asia/Almaty';
  const plan = planDay(profiles, { seed, date, timeZone, from, to });
  const clock = { startsAt: `${date}T${from}:00+05:00`, rate: rateOf(rate) };
  let result: DayResult | undefined;
  await runSandbox({ clock }, async (sandbox, say, signal) => {
    say(`${date}, ${from} to ${to}, ${rate} times as fast`);
    result = await drive(plan, cityOf(sandbox), { signal });
    process.stdout.write(`${JSON.stringify(result, undefined, 2)}\n`);
  });
  return result !== undefined && isGood(result) ? 0 : 1;
}

function rateOf(said: string): number {
  const rate = Number(said);
  if (rate > 0 && rate <= 1000) return rate;
  throw new Trouble(`--rate is "${said}"; it is a number above 0, at most 1000.`);
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
