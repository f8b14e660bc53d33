import { spans, type Count, type Fact, type Span } from './facts.rules';

/** How often each number of whole seconds was measured. */
export type Histogram = Map<number, number>;

/** What adds up: counts, and every duration that was measured. */
export interface Cell {
  readonly counts: Map<Count, number>;
  readonly spans: Readonly<Record<Span, Histogram>>;
}

export type Cells = Map<string, Cell>;

export const dimensions = ['service', 'counter', 'operator', 'hour'] as const;
export type Dimension = (typeof dimensions)[number];

/** A business day, seen from each side. */
export type DayCells = Readonly<Record<Dimension, Cells>>;

export const emptyCell = (): Cell => ({
  counts: new Map(),
  spans: { wait: new Map(), waitToServing: new Map(), service: new Map() },
});

const increase = <K>(map: Map<K, number>, key: K, by: number): void => {
  map.set(key, (map.get(key) ?? 0) + by);
};

const cellOf = (cells: Cells, key: string): Cell => {
  const known = cells.get(key);
  if (known) return known;
  const cell = emptyCell();
  cells.set(key, cell);
  return cell;
};

function add(cell: Cell, { what, seconds }: Fact): void {
  if (seconds === undefined) increase(cell.counts, what as Count, 1);
  else increase(cell.spans[what as Span], seconds, 1);
}

/** What belongs to nobody is in no counter's and no operator's cell. */
export function fold(facts: readonly Fact[], hourOf: (instant: Date) => string): DayCells {
  const cells: DayCells = { service: new Map(), counter: new Map(), operator: new Map(), hour: new Map() };
  for (const fact of facts) {
    add(cellOf(cells.service, fact.service), fact);
    add(cellOf(cells.hour, hourOf(fact.began)), fact);
    if (fact.counter !== null) add(cellOf(cells.counter, fact.counter), fact);
    if (fact.operator !== null) add(cellOf(cells.operator, fact.operator), fact);
  }
  return cells;
}

export function merge(into: Cell, from: Cell): void {
  for (const [what, count] of from.counts) increase(into.counts, what, count);
  for (const span of spans)
    for (const [seconds, count] of from.spans[span]) increase(into.spans[span], seconds, count);
}

export function mergeAll(into: Cells, from: Cells): void {
  for (const [key, cell] of from) merge(cellOf(into, key), cell);
}

export function sumOf(cells: Iterable<Cell>): Cell {
  const sum = emptyCell();
  for (const cell of cells) merge(sum, cell);
  return sum;
}

/** A cell as it is kept: histograms as `[seconds, times, seconds, times, …]`; always the same text for the same figures. */
export interface StoredCell {
  readonly key: string;
  readonly counts: Readonly<Partial<Record<Count, number>>>;
  readonly spans: Readonly<Record<Span, readonly number[]>>;
}

const byNumber = ([a]: readonly [number, number], [b]: readonly [number, number]) => a - b;
const byName = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]) => (a < b ? -1 : 1);

const pairsOf = (histogram: Histogram): number[] => [...histogram].sort(byNumber).flat();

export const stored = (cells: Cells): StoredCell[] =>
  [...cells].sort(byName).map(([key, { counts, spans: measured }]) => ({
    key,
    counts: Object.fromEntries([...counts].sort(byName)),
    spans: {
      wait: pairsOf(measured.wait),
      waitToServing: pairsOf(measured.waitToServing),
      service: pairsOf(measured.service),
    },
  }));

function histogramOf(pairs: readonly number[]): Histogram {
  const histogram: Histogram = new Map();
  for (let at = 0; at < pairs.length; at += 2) histogram.set(pairs[at] ?? 0, pairs[at + 1] ?? 0);
  return histogram;
}

export const restored = (cells: readonly StoredCell[]): Cells =>
  new Map(
    cells.map(({ key, counts, spans: kept }) => [
      key,
      {
        counts: new Map(Object.entries(counts) as [Count, number][]),
        spans: {
          wait: histogramOf(kept.wait),
          waitToServing: histogramOf(kept.waitToServing),
          service: histogramOf(kept.service),
        },
      },
    ]),
  );
