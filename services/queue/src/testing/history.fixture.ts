import type { QueueFixture } from './queue.fixture';

/** A row of `period`, with what its ticket says now. */
export interface Noted {
  readonly ticket: string;
  readonly version: number;
  readonly step: number;
  readonly state: string;
  readonly action: string;
  readonly counter: string | null;
  readonly service: string;
  readonly outcome: string | null;
  readonly from: Date;
  readonly basis: Date;
  readonly now: { readonly state: string; readonly version: number; readonly outcome: string | null };
}

/** Every version of every ticket of an office, in order. */
export const notedIn = (queue: QueueFixture, office: string): Promise<Noted[]> =>
  queue.rows<Noted>(
    `SELECT p.ticket, p.version, p.step, p.state, p.action, p.counter, p.service, p.outcome, p.from_at AS "from",
       p.basis_at AS basis, json_build_object('state', t.state, 'version', t.version, 'outcome', t.outcome) AS now
     FROM period p JOIN ticket t ON t.id = p.ticket WHERE t.office = $1 ORDER BY p.ticket, p.version`,
    [office],
  );

/**
 * What may become of a ticket, said once more and by hand: `from action to`. A test that asked the rules themselves
 * would agree with whatever they say.
 */
const legal = new Set(
  `- issue waiting; waiting call called; called recall called; called start serving; serving finish served;
   called park parked; serving park parked; parked resume waiting; return-later resume waiting;
   called transfer transferred; serving transfer transferred; transferred next-step waiting; served next-step waiting;
   waiting return-later return-later; called return-later return-later; serving return-later return-later;
   parked return-later return-later; return-later return-later return-later; called no-show no-show;
   no-show reopen waiting; waiting cancel cancelled; called cancel cancelled; parked cancel cancelled;
   return-later cancel cancelled; waiting leave left; called leave left; parked leave left; return-later leave left;
   called lose-counter waiting; serving end-by-logout served; serving end-by-timeout served;
   waiting close-day closed-unserved; parked close-day closed-unserved; return-later close-day closed-unserved;
   return-later expire expired`
    .split(';')
    .map((line) => line.trim()),
);

const outcomes: Record<string, readonly string[]> = {
  finish: ['served', 'partially-served', 'refused-with-reason', 'redirected-office'],
  transfer: ['transferred'],
  'no-show': ['no-show'],
  expire: ['no-show'],
  leave: ['left-by-visitor'],
  cancel: ['cancelled-by-operator'],
  'close-day': ['closed-by-day-end'],
  'end-by-logout': ['ended-by-logout'],
  'end-by-timeout': ['ended-by-timeout'],
};

/** What staff, or the visitor, can ask of a ticket in a state. */
export const offered: Record<'staff' | 'visitor', Record<string, readonly string[]>> = {
  staff: {
    waiting: ['call', 'return-later', 'cancel'],
    called: ['recall', 'start', 'park', 'transfer', 'return-later', 'no-show', 'cancel'],
    serving: ['finish', 'park', 'transfer', 'return-later'],
    parked: ['resume', 'return-later', 'cancel'],
    'return-later': ['resume', 'return-later', 'cancel'],
    'no-show': ['reopen'],
  },
  visitor: { waiting: ['leave'], called: ['leave'], parked: ['leave'], 'return-later': ['leave'] },
};

const held = (state: string): boolean => state === 'called' || state === 'serving';

/** Everything that is wrong with the histories of an office, in words; nothing where all is well. */
export function wrongIn(noted: readonly Noted[]): string[] {
  const tickets = Map.groupBy(noted, ({ ticket }) => ticket);
  return [...tickets.values()].flatMap(wrongWith).concat(wrongAtCounters([...tickets.values()]));
}

function wrongWith(versions: readonly Noted[]): string[] {
  const last = versions.at(-1);
  const pairs = versions.flatMap((noted, index) => wrongStep(versions[index - 1], noted, index + 1));
  const { state, version, outcome } = last?.now ?? {};
  const asNow = last?.state === state && last?.version === version && last?.outcome === outcome;
  return asNow ? pairs : [...pairs, `${String(last?.ticket)}: its row is not its last period`];
}

const nothing = { state: '-', step: 1, counter: null, service: '', from: new Date(0), basis: new Date(0) };

type Wrong = readonly (readonly [is: boolean, what: string])[];

function wrongStep(earlier: Noted | undefined, noted: Noted, version: number): string[] {
  const before = earlier ?? { ...nothing, service: noted.service, basis: noted.basis };
  const name = `${before.state} ${noted.action} ${noted.state}`;
  const wrong: Wrong = [
    [!legal.has(name), 'not legal'],
    [noted.version !== version, `the version ${String(noted.version)} in place ${String(version)}`],
    [!outcomeFits(noted), `outcome ${String(noted.outcome)}`],
    [noted.from < before.from, 'goes back in time'],
    [Number(noted.basis) !== Number(before.basis), 'another basis'],
    ...wrongPlace(before, noted),
  ];
  return wrong.filter(([is]) => is).map(([, what]) => `${noted.ticket}: ${name}: ${what}`);
}

function wrongPlace(before: Pick<Noted, 'state' | 'step' | 'counter' | 'service'>, noted: Noted): Wrong {
  const nextStep = noted.action === 'next-step';
  const stays = held(before.state) && held(noted.state);
  return [
    [noted.step !== before.step + (nextStep ? 1 : 0), 'another step'],
    [held(noted.state) && noted.counter === null, 'at no counter'],
    [stays && before.counter !== noted.counter, 'changes its counter'],
    [!nextStep && before.service !== noted.service, 'another service'],
  ];
}

function outcomeFits({ action, outcome }: Noted): boolean {
  const ends = outcomes[action];
  return ends ? ends.includes(String(outcome)) : outcome === null;
}

/** A counter has one visitor at a time. */
function wrongAtCounters(tickets: readonly (readonly Noted[])[]): string[] {
  const stays = tickets.flatMap((versions) =>
    versions.flatMap((noted, index) =>
      held(noted.state)
        ? [{ ...noted, from: Number(noted.from), to: Number(versions[index + 1]?.from ?? Infinity) }]
        : [],
    ),
  );
  return [...Map.groupBy(stays, ({ counter }) => counter).values()].flatMap((here) => {
    const inOrder = here.toSorted((a, b) => a.from - b.from || a.to - b.to);
    return inOrder.flatMap((stay, index) => {
      const next = inOrder[index + 1];
      const two = next !== undefined && next.from < stay.to && next.ticket !== stay.ticket;
      return two ? [`counter ${String(stay.counter)} has ${stay.ticket} and ${next.ticket}`] : [];
    });
  });
}
