import fc from 'fast-check';
import { offered } from './history.fixture';
import { anOffice, text, type Json } from './office.fixture';
import type { Answer, Ask, QueueFixture } from './queue.fixture';

const onTickets = [
  'call',
  'recall',
  'start',
  'finish',
  'park',
  'resume',
  'transfer',
  'return-later',
  'no-show',
  'reopen',
  'cancel',
] as const;

const kinds = [
  ...onTickets,
  'issue',
  'call-next',
  'leave',
  'open',
  'close',
  'pause',
  'heartbeat',
  'presence',
  'rules',
  'close-day',
  'wait',
] as const;
export type Kind = (typeof kinds)[number];

/** What somebody does, before it is known to whom: the numbers are made into names by `asked`. */
export interface Doing {
  readonly kind: Kind;
  readonly desk: number;
  /** 0: at the operator's own counter. */
  readonly shift: number;
  /** The visitor at the operator's own counter rather than any. */
  readonly mine: boolean;
  readonly pick: number;
  readonly n: number;
}

const often: Partial<Record<Kind, number>> = {
  issue: 12,
  'call-next': 12,
  start: 10,
  finish: 9,
  open: 7,
  wait: 4,
  transfer: 4,
  resume: 4,
  recall: 1,
  'close-day': 0,
  leave: 1,
  cancel: 1,
  presence: 2,
  rules: 2,
  close: 1,
  pause: 1,
  heartbeat: 1,
};

const kindsBut = (absent: readonly Kind[]) =>
  fc.oneof(
    ...kinds
      .filter((kind) => !absent.includes(kind))
      .map((kind) => ({ weight: 4 * (often[kind] ?? 2) + 1, arbitrary: fc.constant(kind) })),
  );

/** Days of an office, whoever does what; the most common things most often. */
export const doing = (absent: readonly Kind[] = []): fc.Arbitrary<Doing> =>
  fc.record({
    kind: kindsBut(absent),
    desk: fc.nat({ max: 3 }),
    shift: fc.oneof({ weight: 9, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat({ max: 4 }) }),
    mine: fc.oneof({ weight: 3, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) }),
    pick: fc.nat({ max: 7 }),
    n: fc.nat({ max: 10_000 }),
  });

export const services = ['reports', 'papers', 'charges'] as const;
const allScopes = [
  'queue:read',
  'queue:issue',
  'queue:operate',
  'queue:presence',
  'queue:manage',
  'queue:admin',
];

/** Three services, of which one needs a skill and one a prosecutor; without `papers` where that is withdrawn. */
export function officeWith(papers: boolean, rules: Json = {}): Json {
  const { services: given, ...rest } = anOffice();
  const target = { minutes: 20, legalBasis: 'order 1', validFrom: '2026-01-01' };
  const charges = { code: 'charges', prefix: 'C', name: text('Charges'), expectedMinutes: 15, target };
  return {
    ...rest,
    businessDayStartsAt: '05:00',
    services: [
      ...(given as { code: string }[]).filter(({ code }) => papers || code !== 'papers'),
      { ...charges, resources: ['prosecutor'] },
    ],
    priorities: [
      { code: 'infant', minutes: 15, legalBasis: 'order 2' },
      { code: 'danger', minutes: 0, legalBasis: 'order 3', emergency: true },
    ],
    rules: { ticketsPerDeviceMinuteAtMost: 1000, leaseSeconds: 1800, ...rules },
  };
}

/** A ticket as the actors believe it to be: time, and others, may have changed it. */
interface SeenTicket {
  readonly id: string;
  readonly trackingToken: string;
  state: string;
  counter: string | undefined;
}

/** What the actors know. */
export interface Seen {
  readonly office: string;
  readonly tickets: SeenTicket[];
  version: number;
  today: string;
  dayEnded: string;
}

/** A doing with names: a request to be sent. */
export interface Asked {
  readonly kind: Kind;
  readonly actor: string;
  readonly counter: string;
  readonly ticket: string | undefined;
  readonly body: Json;
  readonly ifMatch: number | undefined;
}

const dayAfter = (day: string, days: number): string =>
  new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10);
const among = <T>(all: readonly [T, ...T[]], n: number): T => all[n % all.length] ?? all[0];
const counters = ['1', '2', '3', '4', '9'] as const;

const waits = [1, 5, 20, 45, 70, 5, 1, 20, 45, 700] as const;

const bodies: Partial<Record<Kind, (n: number, seen: Seen, counter: string) => Json>> = {
  issue: (n) => ({
    service: among(services, n),
    ...(n % 4 === 0 && { furtherServices: [among(services, n + 1)] }),
    ...(n % 5 === 0 && { priority: n % 3 === 0 ? 'danger' : 'infant' }),
    channel: 'kiosk',
    language: 'kk',
  }),
  call: (_, __, counter) => ({ counter, reason: 'medical' }),
  finish: (n) => ({
    outcome: among(
      ['served', 'served', 'served', 'partially-served', 'redirected-office', 'refused-with-reason'],
      n,
    ),
    reason: 'as it is',
  }),
  park: () => ({ reason: 'copies' }),
  cancel: () => ({ reason: 'a mistake' }),
  reopen: () => ({ reason: 'was outside' }),
  transfer: (n) => ({
    service: among(services, n),
    ...(n % 2 === 0 && { counter: among(counters, n >> 2) }),
  }),
  'return-later': (n, { today }) => ({
    on: dayAfter(today, among([0, 0, 1, 1, 2, 31, -1], n)),
    reason: 'later',
  }),
  open: (n) =>
    n % 13 === 0
      ? { services: ['visas'] }
      : among<Json>([{}, { skills: ['papers'] }, { services: ['reports', 'charges'] }], n),
  wait: (n, { today, dayEnded }) => ({
    seconds: n % (today === dayEnded ? 3 : 40) === 0 ? 86_400 : among(waits, n),
  }),
  pause: () => ({ reason: 'lunch' }),
  presence: (n) => ({ present: n % 3 !== 0 }),
  rules: (n) =>
    officeWith(n % 3 !== 0, {
      overtakenAtMost: n % 4,
      recallAfterSeconds: 30 + 30 * (n % 3),
      returnWithinMinutes: 10 + (n % 20),
    }),
  'close-day': (n, { today }) => ({
    reason: 'no light',
    ...(n % 2 === 0 && { returnOn: dayAfter(today, 1) }),
  }),
};

const needsTicket = (kind: Kind): boolean =>
  kind === 'leave' || (onTickets as readonly Kind[]).includes(kind);

/** With whom it can be done, as far as anybody knows. */
function fitting(kind: Kind, { tickets }: Seen): SeenTicket[] {
  const actions = (state: string) => (kind === 'leave' ? offered.visitor[state] : offered.staff[state]);
  return tickets.filter(({ state }) => actions(state)?.includes(kind));
}

/** Who means somebody whom it fits, and finds nobody, lets somebody come or calls. */
function kindOf({ kind, mine, n }: Doing, seen: Seen): Kind {
  if (!needsTicket(kind) || (seen.tickets.length > 0 && !mine)) return kind;
  if (fitting(kind, seen).length > 0) return kind;
  return n % 3 === 0 || seen.tickets.length === 0 ? 'issue' : 'call-next';
}

function targetOf(kind: Kind, { mine, pick }: Doing, seen: Seen): SeenTicket | undefined {
  if (!needsTicket(kind)) return undefined;
  const some = mine ? fitting(kind, seen) : seen.tickets;
  return some[some.length - 1 - (pick % Math.min(some.length, 4))];
}

/** Mostly at the desk where the ticket is. */
export function asked(doing: Doing, seen: Seen): Asked {
  const { desk, shift, n } = doing;
  const kind = kindOf(doing, seen);
  const counter = counters[(desk + shift) % counters.length] ?? '1';
  const target = targetOf(kind, doing, seen);
  const sits = (shift === 0 ? target?.counter : undefined) ?? String(desk + 1);
  return {
    kind,
    counter,
    body: bodies[kind]?.(n, seen, counter) ?? {},
    actor: kind === 'issue' ? `kiosk-${String(desk)}` : `operator-${sits}`,
    ticket: target?.id,
    ifMatch: readBy(kind, n, seen),
  };
}

/** Some say which version they have read; it need not be the present one. */
function readBy(kind: Kind, n: number, seen: Seen): number | undefined {
  if (kind === 'rules') return seen.version;
  return n % 9 === 0 && kind !== 'leave' && needsTicket(kind) ? 1 + (n % 4) : undefined;
}

const lines: Partial<Record<Kind, (asked: Asked, seen: Seen) => string>> = {
  issue: (_, { office }) => `POST /offices/${office}/tickets`,
  leave: ({ ticket }, { tickets }) =>
    `POST /track/${tickets.find(({ id }) => id === ticket)?.trackingToken ?? 'nobody'}/leave`,
  presence: (_, { office }) => `PUT /offices/${office}/resources/prosecutor`,
  rules: (_, { office }) => `PUT /offices/${office}`,
  'close-day': (_, { office }) => `POST /offices/${office}/day/close`,
};
const atCounter: Partial<Record<Kind, [method: string, path: string]>> = {
  'call-next': ['POST', 'call-next'],
  open: ['PUT', 'session'],
  close: ['DELETE', 'session'],
  pause: ['POST', 'session/pause'],
  heartbeat: ['POST', 'session/heartbeat'],
};

function lineOf(asking: Asked, seen: Seen): string {
  const line = lines[asking.kind];
  if (line) return line(asking, seen);
  const [method, path] = atCounter[asking.kind] ?? [];
  if (method === undefined || path === undefined)
    return `POST /tickets/${asking.ticket ?? ''}/${asking.kind}`;
  return `${method} /offices/${seen.office}/counters/${asking.counter}/${path}`;
}

/** Sends it as its actor; what is learned from the answer is there for who comes next. */
export async function send(queue: QueueFixture, asking: Asked, seen: Seen): Promise<Answer> {
  const { kind, actor, body, ifMatch } = asking;
  const who: Ask['as'] =
    kind === 'issue'
      ? { sub: actor, kind: 'device', scopes: ['queue:issue'] }
      : { sub: `${seen.office}-${actor}`, kind: 'staff', scopes: allScopes };
  const answer = await queue.ask(lineOf(asking, seen), {
    ...(kind !== 'close' && { body }),
    as: who,
    ...(ifMatch !== undefined && { ifMatch }),
  });
  learn(asking, answer, seen);
  return answer;
}

function learn({ kind, ticket }: Asked, { status, body }: Answer, seen: Seen): void {
  if (kind === 'rules' && status === 200) seen.version = Number(body['version']);
  if (kind === 'close-day') seen.dayEnded = seen.today;
  if (kind === 'issue' && status === 201)
    seen.tickets.push({ ...named(body), state: 'waiting', counter: undefined });
  const known = seen.tickets.find(({ id }) => id === (kind === 'call-next' ? body['id'] : ticket));
  if (known === undefined || typeof body['state'] !== 'string' || body['code'] === 'counter-busy') return;
  known.state = body['state'];
  if (status < 300) known.counter = body['counter'] as string | undefined;
}

const named = ({ id, trackingToken }: Json) => ({ id: String(id), trackingToken: String(trackingToken) });
