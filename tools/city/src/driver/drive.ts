import type { Arrival, CounterStep, DayEnd, Plan, PresenceStep, Step } from '../plan/plan';
import { Api, type Body, type City } from './api';
import { Clockwork } from './clockwork';
import type { Tell } from './happening';
import { OfficeRun } from './office-run';
import { Operator } from './operator';
import { receive } from './visitors';

/** What became of the tickets of one office, as the system itself lists them. */
export interface OfficeResult {
  readonly arrivals: number;
  readonly tickets: number;
  /** How many tickets ended with which outcome. */
  readonly outcomes: Readonly<Record<string, number>>;
  /** Numbers of tickets without an outcome. */
  readonly open: readonly string[];
}

export interface DayResult {
  readonly offices: Readonly<Record<string, OfficeResult>>;
  readonly requests: number;
  /** Requests that were sent again under the same key. */
  readonly repeats: number;
  readonly refusals: Readonly<Record<string, number>>;
  /** Refusals that no working day should see. */
  readonly unexpected: readonly string[];
}

export interface DriveOptions {
  readonly tell?: Tell;
  /** Ends the day where it stands: `drive` rejects with an `AbortError`. */
  readonly signal?: AbortSignal;
}

/** Plays a plan through the gateway, at the city's clock, until every office has ended its day. */
export async function drive(plan: Plan, city: City, options: DriveOptions = {}): Promise<DayResult> {
  const api = new Api(city);
  const failed = new AbortController();
  const signals = [failed.signal, ...(options.signal ? [options.signal] : [])];
  const time = new Clockwork(city.clock, AbortSignal.any(signals));
  const tell = options.tell ?? (() => undefined);
  const offices = [...new Set(plan.map(({ office }) => office))];
  const results = await Promise.all(
    offices.map(async (office) => {
      const steps = plan.filter((step) => step.office === office);
      return [office, await playOffice(new OfficeRun(office, { api, time, tell }), steps)] as const;
    }),
  ).catch((error: unknown) => {
    // One office that fails fails the day: the others need not go on.
    failed.abort();
    throw error;
  });
  const { requests, repeats, refusals, unexpected } = api.tally;
  return { offices: Object.fromEntries(results), requests, repeats, refusals, unexpected };
}

async function playOffice(run: OfficeRun, steps: readonly Step[]): Promise<OfficeResult> {
  const arrivals = steps.filter((step): step is Arrival => step.kind === 'arrive');
  const comings = steps.filter((step): step is PresenceStep => step.kind === 'prosecutor');
  const end = steps.find((step): step is DayEnd => step.kind === 'end-day');
  await Promise.all([
    receive(run, arrivals),
    attend(run, comings),
    ...shiftsOf(steps).map((shift) =>
      workShift(run, shift, { last: lastOf(steps), endless: end === undefined }),
    ),
  ]);
  if (end !== undefined) await endDay(run, end);
  await run.close();
  return { arrivals: arrivals.length, ...(await fatesOf(run)) };
}

function shiftsOf(steps: readonly Step[]): CounterStep[][] {
  const shifts = new Map<string, CounterStep[]>();
  for (const step of steps)
    if ('counter' in step) shifts.set(step.counter, [...(shifts.get(step.counter) ?? []), step]);
  return [...shifts.values()];
}

const lastOf = (steps: readonly Step[]): number => Math.max(...steps.map(({ at }) => at.getTime()));

interface Ending {
  /** The end of what is planned: milliseconds since 1970. */
  readonly last: number;
  /** An office that does not close. */
  readonly endless: boolean;
}

async function workShift(
  run: OfficeRun,
  shift: readonly CounterStep[],
  { last, endless }: Ending,
): Promise<void> {
  const [first] = shift;
  if (first === undefined) return;
  const stays = endless && shift.at(-1)?.at.getTime() === last;
  await new Operator(run, first).work(shift, stays);
}

/** The prosecutor comes and goes. */
async function attend(run: OfficeRun, steps: readonly PresenceStep[]): Promise<void> {
  const client = run.staff.prosecutor ?? run.staff.system;
  for (const { at, present } of steps) {
    await run.time.until(at);
    const path = `${run.path}/resources/prosecutor`;
    await run.ask({ action: 'presence', client, method: 'PUT', path, body: { present } });
    run.tell({ kind: present ? 'prosecutor-came' : 'prosecutor-left' });
  }
}

async function endDay(run: OfficeRun, { at }: DayEnd): Promise<void> {
  await run.time.until(at);
  const { system: client } = run.staff;
  const body = { reason: 'end of the working day' };
  await run.ask({ action: 'close-day', client, method: 'POST', path: `${run.path}/day/close`, body });
  run.tell({ kind: 'day-over' });
}

/** Reads back what became of every ticket. */
async function fatesOf(run: OfficeRun): Promise<Omit<OfficeResult, 'arrivals'>> {
  const tickets = await ticketsOf(run);
  const outcomes: Record<string, number> = {};
  for (const { outcome } of tickets)
    if (outcome !== undefined) outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
  const open = tickets.filter(({ outcome }) => outcome === undefined);
  return { tickets: tickets.length, outcomes, open: open.map(({ number, state }) => `${number} ${state}`) };
}

async function ticketsOf(run: OfficeRun): Promise<Body[]> {
  const { system: client } = run.staff;
  const tickets: Body[] = [];
  let next: string | undefined;
  do {
    const query = new URLSearchParams({ limit: '200', ...(next !== undefined && { after: next }) });
    const path = `${run.path}/tickets?${query.toString()}`;
    const { body } = await run.ask({ action: 'read', client, method: 'GET', path });
    tickets.push(...body.items);
    next = body.next;
  } while (next !== undefined);
  return tickets;
}
