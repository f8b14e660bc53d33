import type { Outcome, TicketState } from '@kezek/contracts';
import { plusSeconds } from '@kezek/platform';
import fc from 'fast-check';
import type { Counted } from '../statistics/facts.rules';

export const openedAt = new Date('2026-03-10T05:00:00.000Z');

/** Rows of one ticket from `[seconds after opening, action, state, more?]`; the basis is the first of them. */
export function aVisit(
  steps: readonly (readonly [number, string, TicketState, Partial<Counted>?])[],
  ticket = '0199e0f0-0000-7000-8000-000000000001',
): Counted[] {
  const begins = plusSeconds(openedAt, steps[0]?.[0] ?? 0);
  return steps.map(([seconds, action, state, more], index) => ({
    ticket,
    version: index + 1,
    step: 1,
    state,
    action,
    service: 'reports',
    reasoned: false,
    outcome: null,
    fromAt: plusSeconds(openedAt, seconds),
    actor: state === 'called' || state === 'serving' ? 'aliya' : 'kiosk',
    counter: state === 'called' || state === 'serving' ? '1' : null,
    basisAt: begins,
    targetAt: plusSeconds(begins, 20 * 60),
    ...more,
  }));
}

interface Choice {
  readonly pick: number;
  readonly seconds: number;
  readonly who: string;
  readonly counter: string;
  readonly reasoned: boolean;
}

type Way = readonly [action: string, to: TicketState, outcome?: Outcome];

const ways: Record<TicketState, readonly Way[]> = {
  booked: [
    ['arrive', 'waiting'],
    ['arrive', 'waiting'],
    ['expire', 'expired', 'no-show'],
    ['return-later', 'return-later'],
  ],
  waiting: [
    ['call', 'called'],
    ['call', 'called'],
    ['call', 'called'],
    ['leave', 'left', 'left-by-visitor'],
    ['close-day', 'closed-unserved', 'closed-by-day-end'],
    ['return-later', 'return-later'],
  ],
  called: [
    ['recall', 'called'],
    ['start', 'serving'],
    ['start', 'serving'],
    ['no-show', 'no-show', 'no-show'],
    ['park', 'parked'],
    ['lose-counter', 'waiting'],
    ['transfer', 'transferred', 'transferred'],
  ],
  serving: [
    ['finish', 'served', 'served'],
    ['finish', 'served', 'partially-served'],
    ['end-by-timeout', 'served', 'ended-by-timeout'],
    ['park', 'parked'],
    ['transfer', 'transferred', 'transferred'],
  ],
  parked: [
    ['resume', 'waiting'],
    ['cancel', 'cancelled', 'cancelled-by-operator'],
  ],
  'return-later': [
    ['resume', 'waiting'],
    ['expire', 'expired', 'no-show'],
  ],
  'no-show': [['reopen', 'waiting']],
  served: [['next-step', 'waiting']],
  transferred: [['next-step', 'waiting']],
  left: [],
  cancelled: [],
  expired: [],
  'closed-unserved': [],
};

const choice = fc.record({
  pick: fc.nat(1000),
  seconds: fc.nat(900),
  who: fc.constantFrom('aliya', 'berik', 'system'),
  counter: fc.constantFrom('1', '2'),
  reasoned: fc.boolean(),
});

const services = ['reports', 'papers'] as const;

/** What may happen to a ticket of a day, from its issue, its booking or its return on. */
const visit = fc
  .record({
    id: fc.uuid({ version: 7 }),
    begins: fc.constantFrom<Way>(
      ['issue', 'waiting'],
      ['sync', 'waiting'],
      ['issue', 'waiting'],
      ['book', 'booked'],
      ['resume', 'waiting'],
    ),
    at: fc.nat(80_000),
    service: fc.constantFrom(...services),
    basisAfter: fc.constantFrom(0, 0, 300),
    unproven: fc.boolean(),
    choices: fc.array(choice, { maxLength: 12 }),
  })
  .map(({ id, begins, at, service, basisAfter, unproven, choices }) => {
    const [action, state] = begins;
    const fromAt = plusSeconds(openedAt, at);
    const basisAt = plusSeconds(fromAt, basisAfter);
    const first: Counted = {
      ticket: id,
      version: 1,
      step: 1,
      state,
      action,
      service,
      fromAt,
      basisAt,
      reasoned: action === 'sync' && unproven,
      outcome: null,
      actor: 'kiosk',
      counter: null,
      targetAt: plusSeconds(basisAt, 1200),
    };
    return choices.reduce<Counted[]>((rows, one) => [...rows, ...next(rows.at(-1) ?? first, one)], [first]);
  });

const another = (service: string): string => services.find((code) => code !== service) ?? service;

/** Nothing follows where nothing can. */
function next(last: Counted, chosen: Choice): Counted[] {
  const open = ways[last.state];
  const way = open[chosen.pick % Math.max(1, open.length)];
  if (way === undefined) return [];
  const [action, state, outcome = null] = way;
  const changed = {
    version: last.version + 1,
    state,
    action,
    outcome,
    counter: counterOf(last, state, chosen),
  };
  if (action === 'next-step')
    return [{ ...last, ...changed, step: last.step + 1, service: another(last.service), reasoned: false }];
  const fromAt = plusSeconds(last.fromAt, chosen.seconds);
  const actor = action === 'call' && chosen.who === 'system' ? 'aliya' : chosen.who;
  return [{ ...last, ...changed, fromAt, actor, reasoned: action === 'call' && chosen.reasoned }];
}

function counterOf(last: Counted, state: TicketState, { counter }: Choice): string | null {
  if (state !== 'called' && state !== 'serving') return null;
  return last.state === 'called' ? last.counter : counter;
}

/** Tickets of one day with different ids, in the order in which the statistics read them. */
export const someVisits = fc
  .uniqueArray(visit, { maxLength: 25, selector: (rows) => rows[0]?.ticket })
  .map((visits) => [...visits].sort((a, b) => ((a[0]?.ticket ?? '') < (b[0]?.ticket ?? '') ? -1 : 1)));

/** Writes tickets of an office's business day with their periods, as if all of it had happened. */
export async function insertVisits(
  query: (sql: string, values: unknown[]) => Promise<unknown>,
  office: string,
  day: string,
  visits: readonly (readonly Counted[])[],
): Promise<void> {
  const tickets = visits.map((rows, index) => ({ ...rows[0], outcome: rows.at(-1)?.outcome ?? null, index }));
  await query(
    `INSERT INTO ticket (id, tracking_token_hash, tracking_token_sealed, office, service, number, state, outcome, channel, language, issued_at, business_day,
       basis_at, target_at, due_at, issued_by, changed_at)
     SELECT t.ticket, uuid_send(t.ticket), '', $1, t.service, 'Z' || t.ticket,
       CASE WHEN t.outcome IS NULL THEN 'waiting' ELSE 'cancelled' END, t.outcome, 'kiosk', 'kk', t."fromAt", $2,
       t."basisAt", t."targetAt", t."targetAt", 'kiosk', t."fromAt"
     FROM jsonb_to_recordset($3::jsonb) AS t (ticket uuid, service text, outcome text, "fromAt" timestamptz,
       "basisAt" timestamptz, "targetAt" timestamptz) ON CONFLICT (id) DO NOTHING`,
    [office, day, JSON.stringify(tickets)],
  );
  await query(
    `INSERT INTO period (ticket, version, step, state, from_at, actor, counter, office, business_day, number, service, action,
       reason, outcome, basis_at, target_at)
     SELECT p.ticket, p.version, p.step, p.state, p."fromAt", p.actor, p.counter, $1, $2, 'Z' || p.ticket, p.service, p.action,
       CASE WHEN p.reasoned THEN 'medical' END, p.outcome, p."basisAt", p."targetAt"
     FROM jsonb_to_recordset($3::jsonb) AS p (ticket uuid, version int, step int, state text, "fromAt" timestamptz, actor text,
       counter text, service text, action text, reasoned boolean, outcome text, "basisAt" timestamptz, "targetAt" timestamptz)`,
    [office, day, JSON.stringify(visits.flat())],
  );
}
