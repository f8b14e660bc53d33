import { operators, withCallers, type Caller, type Ticket } from './caller.ts';
import { counterOf, issue, serve } from './hall.ts';
import { median } from './stats.ts';
import { office, runs, type Stage } from './stage.ts';

/** What is asked in a hall where people wait, of today and of the days before it. */
export interface Probe {
  readonly name: string;
  readonly path: (facts: Facts) => string;
  readonly accept?: string;
  /** How often in each run; 20 where absent. */
  readonly times?: number;
  /** Of the time with a year of data, in milliseconds. */
  readonly atMostMs: number;
  /** Asks of the present alone: what is past must not make it slower. */
  readonly present?: true;
}

export interface Days {
  readonly today: string;
  /** A day, some 31 days and 365 days before today. */
  readonly yesterday: string;
  readonly month: string;
  readonly year: string;
  /** The audit's last page of yesterday begins after this; the first one where there is none. */
  readonly after: string;
}

export interface Facts extends Days {
  /** Who waits, behind everybody else. */
  readonly ticket: Ticket;
}

const inOffice = `/offices/${office}`;
const figures = (from: string, to: string, more = '') =>
  `${inOffice}/statistics?from=${from}&to=${to}${more}`;

export const probes: readonly Probe[] = [
  { name: 'GET ticket', path: ({ ticket }) => `/tickets/${ticket.id}`, present: true, atMostMs: 300 },
  { name: 'track', path: ({ ticket }) => `/track/${ticket.trackingToken}`, present: true, atMostMs: 300 },
  { name: 'board', path: () => `${inOffice}/board`, present: true, atMostMs: 300 },
  {
    name: 'who waits (a page)',
    path: () => `${inOffice}/tickets?state=waiting&limit=50`,
    present: true,
    atMostMs: 300,
  },
  {
    name: 'who was cancelled (a page)',
    path: () => `${inOffice}/tickets?state=cancelled&limit=50`,
    atMostMs: 300,
  },
  {
    name: 'city view',
    path: () => '/offices?service=certificate&near=43.25,76.95',
    present: true,
    atMostMs: 300,
  },
  { name: 'statistics of a day', path: ({ yesterday: day }) => figures(day, day), atMostMs: 2000 },
  { name: 'statistics of today', path: ({ today }) => figures(today, today), times: 5, atMostMs: 2000 },
  { name: 'statistics of a month', path: (at) => figures(at.month, at.yesterday), times: 5, atMostMs: 2000 },
  {
    name: 'statistics of a month by hour',
    path: (at) => figures(at.month, at.yesterday, '&by=hour'),
    times: 5,
    atMostMs: 2000,
  },
  { name: 'statistics of a year', path: (at) => figures(at.year, at.yesterday), times: 3, atMostMs: 2000 },
  {
    name: 'statistics of a year by operator',
    path: (at) => figures(at.year, at.yesterday, '&by=operator'),
    times: 3,
    atMostMs: 2000,
  },
  {
    name: 'statistics of a year by day, CSV',
    path: (at) => figures(at.year, at.yesterday, '&by=day'),
    accept: 'text/csv',
    times: 3,
    atMostMs: 2000,
  },
  {
    name: 'audit of a day, first page',
    path: (at) => `${inOffice}/audit?day=${at.yesterday}&limit=100`,
    atMostMs: 300,
  },
  {
    name: 'audit of a day, last page',
    path: ({ yesterday, after }) => `${inOffice}/audit?day=${yesterday}&limit=100${after}`,
    atMostMs: 300,
  },
  { name: 'audit of a ticket', path: ({ ticket }) => `/tickets/${ticket.id}/audit`, atMostMs: 300 },
];

/** Medians in milliseconds, one of each run, by what was asked. */
export type Times = ReadonlyMap<string, readonly number[]>;

const visits = 40;

/** A clerk who may see everything, over one connection. */
export const withAdmin = <T>(stage: Stage, work: (admin: Caller) => Promise<T>): Promise<T> =>
  withCallers(stage, ['admin'], ([admin]) => work(admin as Caller));

/** Everything in each run, one after the other: the queue is as long after a run as before it. */
export async function measure(stage: Stage, facts: Days): Promise<Times> {
  const times = new Map<string, number[]>();
  const note = (name: string, all: readonly number[]) => {
    times.set(name, [...(times.get(name) ?? []), median(all)]);
  };
  await withCallers(
    stage,
    ['district-turksib', ...operators(1), 'admin'],
    async ([kiosk, operator, admin]) => {
      if (!kiosk || !operator || !admin) throw new Error('three callers');
      for (let run = -1; run < runs; run += 1) {
        const commands = await visitMany({ kiosk, operator });
        // The first round warms up caches and plans.
        if (run < 0) continue;
        note('issue', commands.issue);
        note('call-next', commands.call);
        for (const probe of probes)
          note(probe.name, await ask(admin, probe, { ...facts, ticket: commands.last }));
      }
    },
  );
  return times;
}

async function visitMany({ kiosk, operator }: { kiosk: Caller; operator: Caller }) {
  const [issuing, calling]: [number[], number[]] = [[], []];
  let last = await issue(kiosk);
  for (let visit = 0; visit < visits; visit += 1) {
    last = await timed(issuing, () => issue(kiosk));
    const called = await timed(calling, () => operator.post<Ticket | undefined>(`${counterOf(1)}/call-next`));
    if (called === undefined) throw new Error('nobody was called although there are people waiting');
    await serve(operator, called);
  }
  return { issue: issuing, call: calling, last };
}

async function ask(admin: Caller, { path, accept, times = 20 }: Probe, facts: Facts): Promise<number[]> {
  const all: number[] = [];
  for (let time = 0; time < times; time += 1) await timed(all, () => admin.get(path(facts), accept));
  return all;
}

async function timed<T>(times: number[], work: () => Promise<T>): Promise<T> {
  const began = performance.now();
  const done = await work();
  times.push(performance.now() - began);
  return done;
}
