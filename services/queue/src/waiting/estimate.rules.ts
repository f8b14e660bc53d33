import type { Band, Estimate } from '@kezek/contracts';

/** What an estimate by queue length looks at; times in minutes. */
export interface QueueFacts {
  /** Who would be called before, by their services' mean durations. */
  readonly ahead: readonly { readonly count: number; readonly meanMinutes: number }[];
  /** Open counters that can serve this ticket, and how many of them have a visitor. */
  readonly counters: number;
  readonly busy: number;
  /** Mean duration of the ticket's own service. */
  readonly meanMinutes: number;
  readonly targetMinutes: number;
  /** Minutes since the issue: the target counts from there. */
  readonly waitedMinutes: number;
  /** Whether the means were measured here, or are the configured ones. */
  readonly measured: boolean;
}

/** Spread of service durations, as a share of their mean, where nothing better is known. */
const variation = 0.7;
/** 80 % of a normal distribution lie below mean + 0.8416 deviations. */
const z80 = 0.8416;

/** The wait until the call: work ahead over the counters that share it. */
export function estimateWait(facts: QueueFacts): Estimate {
  const { counters, busy } = facts;
  if (counters === 0) return { known: false, reason: 'no-counter-open' };
  const people = facts.ahead.reduce((sum, { count }) => sum + count, 0);
  // A counter without a visitor takes the first of those ahead at once.
  const free = counters - busy;
  if (people < free) return known(facts, 0, 0);
  const waitingWork = facts.ahead.reduce((sum, { count, meanMinutes }) => sum + count * meanMinutes, 0);
  const share = people === 0 ? 0 : (people - free) / people;
  // Of what is being served, half is over on average; one more service has to end before a counter is free again.
  const inProgress = busy * 0.5 * facts.meanMinutes + free * facts.meanMinutes;
  const mean = (waitingWork * share + inProgress) / counters;
  const deviation = (variation * facts.meanMinutes * Math.sqrt(people - free + 1)) / counters;
  return known(facts, mean, deviation);
}

function known(facts: QueueFacts, mean: number, deviation: number): Estimate {
  const p80 = mean + z80 * deviation;
  return {
    known: true,
    p50Minutes: tenth(mean),
    p80Minutes: tenth(p80),
    withinTarget: within(facts.targetMinutes - facts.waitedMinutes - mean, deviation),
    band: bandOf(mean, p80),
    basis: facts.measured ? 'queue-length' : 'configured',
  };
}

/** Rounded outwards to five minutes. */
export function bandOf(from: number, to: number): Band {
  const fromMinutes = Math.floor(from / 5) * 5;
  return { fromMinutes, toMinutes: Math.max(Math.ceil(to / 5) * 5, fromMinutes + 5) };
}

const tenth = (minutes: number): number => Math.round(minutes * 10) / 10;

/** Probability that a normal wait leaves `margin` minutes, by the logistic approximation. */
function within(margin: number, deviation: number): number {
  if (deviation === 0) return margin >= 0 ? 1 : 0;
  return Math.round(100 / (1 + Math.exp((-1.702 * margin) / deviation))) / 100;
}
