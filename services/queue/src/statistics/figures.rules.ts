import type { Figures } from '@kezek/contracts';
import type { Cell, Histogram } from './cells.rules';
import { counts, type Count } from './facts.rules';

/** Minutes to two decimals. */
const minutes = (seconds: number): number => Math.round((seconds * 100) / 60) / 100;

/** By nearest rank: the smallest value that at least `share` of all do not exceed. */
function percentile(sorted: readonly (readonly [number, number])[], total: number, share: number): number {
  const rank = Math.ceil(share * total);
  let seen = 0;
  for (const [seconds, times] of sorted) {
    seen += times;
    if (seen >= rank) return seconds;
  }
  throw new RangeError('a rank beyond the last value');
}

function spreadOf(histogram: Histogram): Figures['waitMinutes'] {
  const sorted = [...histogram].sort(([a], [b]) => a - b);
  const total = sorted.reduce((sum, [, times]) => sum + times, 0);
  if (total === 0) return {};
  const spent = sorted.reduce((sum, [seconds, times]) => sum + seconds * times, 0);
  return {
    p50: minutes(percentile(sorted, total, 0.5)),
    p90: minutes(percentile(sorted, total, 0.9)),
    max: minutes(percentile(sorted, total, 1)),
    mean: minutes(spent / total),
  };
}

/** What is told of a cell; nothing where there is nothing to divide by. */
export function figuresOf({ counts: counted, spans }: Cell): Figures {
  const count = (what: Count) => counted.get(what) ?? 0;
  const { judged, within, ...plain } = Object.fromEntries(
    counts.map((what) => [what, count(what)]),
  ) as Record<Count, number>;
  return {
    ...plain,
    waitMinutes: spreadOf(spans.wait),
    waitToServingMinutes: spreadOf(spans.waitToServing),
    serviceMinutes: spreadOf(spans.service),
    withinTarget: {
      count: within,
      of: judged,
      ...(judged > 0 && { share: Math.round((within / judged) * 10_000) / 10_000 }),
    },
  };
}
