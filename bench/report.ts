import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chart } from './chart.ts';
import type { Machine } from './machine.ts';
import { aimOf, medianOf, type Outcome, verdictOn } from './result.ts';

export interface Report {
  /** RFC 3339 */
  readonly at: string;
  readonly machine: Machine;
  readonly outcomes: readonly (Outcome & { readonly seconds: number; readonly load: readonly number[] })[];
}

const folder = join(import.meta.dirname, 'results');

/** Writes the raw numbers, a page and a chart; returns the path of the page. */
export function write(report: Report): string {
  mkdirSync(folder, { recursive: true });
  const day = report.at.slice(0, 10);
  const file = (ending: string) => join(folder, `${day}.${ending}`);
  const raw = report.outcomes.map(({ pages: _, ...outcome }) => outcome);
  writeFileSync(file('json'), `${JSON.stringify({ ...report, outcomes: raw }, null, 2)}\n`);
  for (const { pages = {} } of report.outcomes)
    for (const [name, text] of Object.entries(pages)) writeFileSync(join(folder, name), text);
  writeFileSync(file('svg'), chart(report.outcomes));
  writeFileSync(file('md'), page(report, day));
  writeFileSync(join(folder, 'latest.md'), page(report, day));
  return file('md');
}

export function page({ at, machine, outcomes }: Report, day: string): string {
  const { cpu, cores, memoryGiB, system, node, commit, changed } = machine;
  return `# Benchmarks of ${day}

${at}, commit ${commit}${changed ? ' with changes' : ''}, ${String(cores)} × ${cpu}, ${String(memoryGiB)} GiB, ${system}, Node ${node}.
Everything runs on this one machine, the load too. Medians of the runs; the raw numbers are in [${day}.json](${day}.json). Ratios of one run say more than rates.

![Medians against their aims](${day}.svg)

${outcomes.map(section).join('\n')}`;
}

const section = ({
  title,
  measures,
  notes,
  seconds,
  load,
}: Report['outcomes'][number]): string => `## ${title}

| What | Median | Aim | | Runs |
|---|---:|---|---|---|
${measures
  .map((measure) =>
    [
      '',
      measure.name,
      `${String(medianOf(measure))} ${measure.unit}`,
      aimOf(measure),
      verdictOn(measure) ?? '',
      measure.runs.join(' · '),
      '',
    ]
      .join(' | ')
      .trim(),
  )
  .join('\n')}

${notes.join(' ')} Took ${String(Math.round(seconds))} s; load average ${load.join(' → ')}.
`;
