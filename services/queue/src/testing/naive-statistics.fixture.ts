import type { Figures, TicketState } from '@kezek/contracts';
import type { Counted } from '../statistics/facts.rules';

type Rows = readonly Counted[];

const endStates = ['served', 'no-show', 'left', 'cancelled', 'transferred', 'expired', 'closed-unserved'];
const ended = (row: Counted | undefined): boolean => row !== undefined && endStates.includes(row.state);
const came = (step: Rows): boolean =>
  step.some((row) => !ended(row) && row.state !== 'booked' && row.state !== 'return-later');

/** Each step of each ticket by itself. */
export function stepsIn(rows: Rows): Rows[] {
  const steps = new Map<string, Counted[]>();
  for (const row of rows) {
    const key = `${row.ticket} ${String(row.step)}`;
    steps.set(key, [...(steps.get(key) ?? []), row]);
  }
  return [...steps.values()];
}

/** The state of a step in each of its seconds, with that second: slow, and hard to get wrong. */
function secondBySecond(step: Rows): { second: number; state: TicketState }[] {
  return step.flatMap((row, index) => {
    const from = row.fromAt.getTime() / 1000;
    const to = (step[index + 1] ?? row).fromAt.getTime() / 1000;
    return Array.from({ length: to - from }, (_, after) => ({ second: from + after, state: row.state }));
  });
}

const secondsOf = (row: Counted | undefined): number => (row?.fromAt.getTime() ?? 0) / 1000;

/** How long the step was in the states before it first came to `until`. */
function until(step: Rows, state: TicketState, states: readonly TicketState[]): number[] {
  const reached = step.find((row) => row.state === state);
  const basis = (step.find((row) => row.state === 'called')?.basisAt.getTime() ?? 0) / 1000;
  if (reached === undefined) return [];
  const spent = secondBySecond(step).filter(
    ({ second, state: is }) => second < secondsOf(reached) && second >= basis && states.includes(is),
  );
  return [spent.length];
}

const spread = (seconds: readonly number[]) => {
  const sorted = [...seconds].sort((a, b) => a - b);
  if (sorted.length === 0) return {};
  const minutes = (value: number | undefined) => Number(((value ?? NaN) / 60).toFixed(2));
  const rank = (share: number) => minutes(sorted[Math.ceil(share * sorted.length) - 1]);
  const mean = sorted.reduce((sum, value) => sum + value, 0) / sorted.length / 60;
  return {
    p50: rank(0.5),
    p90: rank(0.9),
    max: minutes(sorted.at(-1)),
    mean: expect.closeTo(mean, 1) as number,
  };
};

/** True of a step that was called in time, false where it was not; undefined where nothing can be said. */
function inTime(step: Rows): boolean | undefined {
  const began = step.find((row) => !ended(row) && row.state !== 'booked' && row.state !== 'return-later');
  const called = step.find((row) => row.state === 'called');
  const lastWait = step.map(({ state }) => state).lastIndexOf('waiting');
  const over = called ?? step[lastWait + 1];
  if (began === undefined || over === undefined) return undefined;
  const target = (over.targetAt.getTime() - over.basisAt.getTime()) / 1000;
  const waitsFrom = Math.max(over.basisAt.getTime() / 1000, secondsOf(began));
  const away = secondBySecond(step).filter(
    ({ second, state }) => state === 'return-later' && second >= waitsFrom && second < secondsOf(over),
  );
  const within = secondsOf(over) <= waitsFrom + target + away.length;
  return called === undefined && within ? undefined : within;
}

/** The figures of steps, by looking at everything again for each of them. */
export function naiveFigures(rows: Rows): Figures {
  const all = stepsIn(rows);
  const steps = all.filter(came);
  const endedAs = (state: TicketState) => steps.filter((step) => step.at(-1)?.state === state).length;
  const acts = (test: (row: Counted, before: Counted | undefined) => boolean) =>
    steps.flatMap((step) => step.filter((row, index) => test(row, step[index - 1]))).length;
  const system = ['ended-by-timeout', 'ended-by-logout'];
  const bySystem = (step: Rows) => system.includes(step.at(-1)?.outcome ?? '');
  const judged = steps.map(inTime).filter((within) => within !== undefined);
  const kept = judged.filter(Boolean).length;
  const finished = steps.filter((step) => step.at(-1)?.state === 'served' && !bySystem(step));
  return {
    issued: steps.filter(([first]) => first?.step === 1 && first.action !== 'resume').length,
    synced: acts(({ action }) => action === 'sync'),
    syncedUnproven: acts(({ action, reasoned }) => action === 'sync' && reasoned),
    steps: steps.length,
    served: endedAs('served'),
    noShow: endedAs('no-show'),
    left: endedAs('left'),
    cancelled: endedAs('cancelled'),
    transferred: endedAs('transferred'),
    expired: endedAs('expired'),
    closedUnserved: endedAs('closed-unserved'),
    returnLater: endedAs('return-later'),
    open: steps.filter((step) => !ended(step.at(-1)) && step.at(-1)?.state !== 'return-later').length,
    endedBySystem: steps.filter(bySystem).length,
    notArrived: all.filter((step) => !came(step) && ended(step.at(-1))).length,
    parked: acts(({ action }) => action === 'park'),
    returned: acts(({ action }, before) => action === 'resume' && before?.state !== 'parked'),
    reopened: acts(({ action }) => action === 'reopen'),
    recalls: acts(({ action }) => action === 'recall'),
    overrides: acts(({ action, reasoned }) => action === 'call' && reasoned),
    waitMinutes: spread(steps.flatMap((step) => until(step, 'called', ['waiting']))),
    waitToServingMinutes: spread(steps.flatMap((step) => until(step, 'serving', ['waiting', 'called']))),
    serviceMinutes: spread(
      finished.map((step) => secondBySecond(step).filter(({ state }) => state === 'serving').length),
    ),
    withinTarget: {
      count: kept,
      of: judged.length,
      ...(judged.length > 0 && { share: expect.closeTo(kept / judged.length, 3) as number }),
    },
  };
}
