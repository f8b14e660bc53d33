import { median, rounded } from './stats.ts';

/** One measured quantity: what each run gave, and what is wanted of it. */
export interface Measure {
  readonly name: string;
  readonly unit: string;
  readonly runs: readonly number[];
  readonly aim?: { readonly least: number } | { readonly most: number };
}

export interface Outcome {
  readonly name: string;
  readonly title: string;
  readonly measures: readonly Measure[];
  /** What a reader must know to understand the numbers. */
  readonly notes: readonly string[];
  /** Further pages of the results, by their names: what is too long for a table. */
  readonly pages?: Readonly<Record<string, string>>;
}

export type Verdict = 'met' | 'missed' | undefined;

export const medianOf = ({ runs }: Measure): number => rounded(median(runs));

export function verdictOn(measure: Measure): Verdict {
  const { aim } = measure;
  if (aim === undefined) return undefined;
  const value = median(measure.runs);
  const met = 'least' in aim ? value >= aim.least : value <= aim.most;
  return met ? 'met' : 'missed';
}

export const aimOf = ({ aim }: Measure): string => {
  if (aim === undefined) return '';
  return 'least' in aim ? `≥ ${String(aim.least)}` : `≤ ${String(aim.most)}`;
};

/** A quantity of each run, from runs that yield several. */
export const each = <T>(runs: readonly T[], pick: (run: T) => number): number[] =>
  runs.map((run) => rounded(pick(run)));
