import { Trouble } from '@kezek/stack';
import { benchCallNext } from './call-next.ts';
import { benchFootprint } from './footprint.ts';
import { benchIssue } from './issue.ts';
import { benchLatency } from './latency.ts';
import { loadNow, machine } from './machine.ts';
import { benchPublic } from './public.ts';
import { benchReads } from './reads.ts';
import { benchRelay } from './relay.ts';
import { type Report, write } from './report.ts';
import { aimOf, medianOf, type Outcome, verdictOn } from './result.ts';
import { benchSms } from './sms.ts';
import { openStage, type Stage } from './stage.ts';
import { benchYear } from './year.ts';

// What restarts services comes last: the others are measured warm. The year leaves its data behind.
const benchmarks: Readonly<Record<string, (stage: Stage) => Promise<Outcome>>> = {
  issue: benchIssue,
  'call-next': benchCallNext,
  reads: benchReads,
  public: benchPublic,
  latency: benchLatency,
  sms: benchSms,
  relay: benchRelay,
  footprint: benchFootprint,
  year: benchYear,
};

const say = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

function tell({ title, measures, notes }: Outcome): void {
  say(`\n${title}`);
  for (const measure of measures) {
    const { name, unit, runs } = measure;
    const aim = aimOf(measure) === '' ? '' : `  aim ${aimOf(measure)}: ${verdictOn(measure) ?? ''}`;
    say(`  ${name.padEnd(44)} ${String(medianOf(measure)).padStart(8)} ${unit}${aim}  [${runs.join(' ')}]`);
  }
  for (const note of notes) say(`  ${note}`);
}

async function measured(stage: Stage, names: readonly string[]): Promise<Report['outcomes']> {
  const outcomes: Report['outcomes'][number][] = [];
  for (const name of names) {
    const [began, before] = [performance.now(), loadNow()];
    const outcome = await benchmarks[name]?.(stage).catch((error: unknown) => {
      say(`\n${name} failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      process.exitCode = 1;
    });
    if (!outcome) continue;
    tell(outcome);
    outcomes.push({ ...outcome, seconds: (performance.now() - began) / 1000, load: [before, loadNow()] });
  }
  return outcomes;
}

const stopped = (signal: AbortSignal): Promise<undefined> =>
  new Promise((resolve) => {
    signal.addEventListener('abort', () => {
      resolve(undefined);
    });
  });

async function run(names: readonly string[]): Promise<void> {
  const abort = new AbortController();
  const at = new Date().toISOString();
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => {
      abort.abort();
      // What is still being measured fails when its system goes away.
      process.on('unhandledRejection', () => undefined);
    });
  say('Starting the system for the benchmarks…');
  const stage = await openStage(say, abort.signal);
  try {
    const outcomes = await Promise.race([measured(stage, names), stopped(abort.signal)]);
    // One of them alone is for looking at; all of them are for keeping.
    if (outcomes === undefined) say('Stopped.');
    else if (outcomes.length === Object.keys(benchmarks).length)
      say(`\nWritten to ${write({ at, machine: machine(), outcomes })}`);
  } finally {
    await stage.close();
    if (abort.signal.aborted) process.exit(130);
  }
}

const all = Object.keys(benchmarks);
const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !all.includes(name));
if (unknown.length > 0) {
  say(`There is no benchmark ${unknown.join(', ')}; there are ${all.join(', ')}.`);
  process.exitCode = 1;
} else {
  try {
    await run(asked.length === 0 ? all : asked);
  } catch (error) {
    if (!(error instanceof Trouble)) throw error;
    say(error.message);
    process.exitCode = 1;
  }
}
