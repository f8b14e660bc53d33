import type { Answer, QueueFixture } from './queue.fixture';

/** How a ticket came to be in a state: `action state` for each version. */
const ways = {
  waiting: ['issue waiting'],
  called: ['issue waiting', 'call called'],
  serving: ['issue waiting', 'call called', 'start serving'],
  parked: ['issue waiting', 'call called', 'park parked'],
  'no-show': ['issue waiting', 'call called', 'no-show no-show'],
} as const;

export interface Placed {
  readonly id: string;
  /** Its counter, and its operator's. */
  readonly counter: string;
}

export interface Placing {
  readonly office: string;
  readonly state: keyof typeof ways;
  readonly count: number;
  readonly service?: string;
}

/** At the counters of an office, from 1: as many operators as there are tickets at most. */
export const operatorAt = (office: string, counter: string) =>
  ({ sub: `${office}-operator-${counter}`, kind: 'staff' }) as const;

/** Operators who sit down at counters 1 to `count`, all at once: how they came there isn't the point. */
export async function seated(queue: QueueFixture, office: string, count: number): Promise<void> {
  await queue.rows(
    `INSERT INTO counter_session (office, counter, operator, state, skills, lease_until, opened_at)
     SELECT $1, n::text, $1 || '-operator-' || n, 'ready', '{papers}', $2::timestamptz + interval '10 minutes', $2
     FROM generate_series(1, $3::integer) n
     ON CONFLICT (office, counter) DO UPDATE SET state = 'ready', lease_until = excluded.lease_until`,
    [office, queue.clock.now(), count],
  );
}

/** Tickets with their histories, number n at counter n where the state needs one. */
export async function placed(queue: QueueFixture, placing: Placing): Promise<Placed[]> {
  const { office, state, count, service = 'reports' } = placing;
  const way = ways[state];
  const held = state === 'called' || state === 'serving';
  return queue.rows<Placed>(
    `WITH placed AS (
       INSERT INTO ticket (id, tracking_token_hash, tracking_token_sealed, office, service, number, state, version, channel, language, issued_at,
         business_day, basis_at, due_at, target_at, changed_at, issued_by, counter, calls, outcome, ended_at, timer_at)
       SELECT gen_random_uuid(), uuid_send(gen_random_uuid()), '', $1, $2, gen_random_uuid()::text, $3::text, $4::integer,
         'kiosk', 'kk', $5, '2026-03-10', $5, $5, $5, $5, 'kiosk', CASE WHEN $6::boolean THEN n::text END,
         CASE WHEN $6 THEN 1 ELSE 0 END, CASE WHEN $3 = 'no-show' THEN 'no-show' END,
         CASE WHEN $3 = 'no-show' THEN $5::timestamptz END,
         CASE WHEN $3 = 'called' THEN $5::timestamptz + interval '1 hour' END
       FROM generate_series(1, $7::integer) n RETURNING *),
     noted AS (
       INSERT INTO period (ticket, version, step, state, from_at, actor, counter, office, business_day, number, service, action,
         outcome, basis_at, target_at)
       SELECT id, way.version, 1, split_part(way.line, ' ', 2), changed_at, 'desk',
         CASE WHEN split_part(way.line, ' ', 2) IN ('called', 'serving') THEN coalesce(counter, 'any-' || id) END,
         office, business_day, number, service, split_part(way.line, ' ', 1),
         CASE WHEN way.version = placed.version THEN outcome END, basis_at, target_at
       FROM placed CROSS JOIN unnest($8::text[]) WITH ORDINALITY AS way (line, version))
     SELECT id, coalesce(counter, row_number() OVER (ORDER BY issue_order)::text) AS counter FROM placed`,
    [office, service, state, way.length, queue.clock.now(), held, count, way],
  );
}

/** How often PostgreSQL found that some waited for each other in a circle. */
export async function deadlocksIn(queue: QueueFixture): Promise<number> {
  await queue.rows('SELECT pg_stat_force_next_flush()');
  const [found] = await queue.rows<{ deadlocks: string }>(
    'SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()',
  );
  return Number(found?.deadlocks);
}

const lanes = 12;

/** Runs each of some things, several at a time; a failure lets what is under way end, and nothing new begin. */
export async function each<T, R>(
  some: readonly T[],
  act: (one: T, index: number) => Promise<R>,
): Promise<R[]> {
  const waiting = [...some.entries()];
  const done: R[] = [];
  const lane = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift())
      done[next[0]] = await act(next[1], next[0]);
  };
  const failing = (error: unknown): never => {
    waiting.length = 0;
    throw error;
  };
  const ended = await Promise.allSettled(Array.from({ length: lanes }, () => lane().catch(failing)));
  for (const one of ended) if (one.status === 'rejected') throw one.reason;
  return done;
}

/** Fires two at once; which of them first changes from round to round. */
export async function together<A, B>(
  index: number,
  first: () => Promise<A>,
  second: () => Promise<B>,
): Promise<[A, B]> {
  if (index % 2 === 0) return Promise.all([first(), second()]);
  const [b, a] = await Promise.all([second(), first()]);
  return [a, b];
}

/** The one answer that was a yes, and the other: anything else is a lost race. */
export function decided<A extends Answer>(answers: readonly [A, A]): { won: 0 | 1; lost: A } {
  const [first, second] = answers;
  if ((first.status === 200) === (second.status === 200))
    throw new Error(`one must win: ${JSON.stringify(answers.map(({ status, body }) => ({ status, body })))}`);
  return first.status === 200 ? { won: 0, lost: second } : { won: 1, lost: first };
}
