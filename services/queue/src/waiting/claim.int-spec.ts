import { office as officeSchema, type Office } from '@kezek/contracts';
import { inTransaction, rows } from '@kezek/platform';
import fc from 'fast-check';
import { randomUUID } from 'node:crypto';
import { servableBy } from './profile.rules';
import { QueueFixture } from '../testing/queue.fixture';
import { anOffice } from '../testing/office.fixture';
import { at } from '../testing/ticket.fixture';
import { claimNext, claimText, peekNext } from './claim.query';
import { callNext, overtakenBy, type Caller, type Waiting } from './next.rules';

let queue: QueueFixture;
beforeAll(async () => {
  queue = await QueueFixture.start();
});
afterAll(() => queue.stop());

const now = at('06:00:00');
const minutes = (count: number) => new Date(now.getTime() + count * 60_000);
const insert = `INSERT INTO ticket (id, tracking_token_hash, tracking_token_sealed, office, service, number, state, channel, language, issued_at,
    business_day, basis_at, due_at, changed_at, target_at, issued_by, emergency, for_counter, synced_at)
  SELECT gen_random_uuid(), uuid_send(gen_random_uuid()), '', $1, f.service, f.number, 'waiting', f.channel, 'kk', $2, '2026-03-10',
    f.basis, f.due, $2, f.due, 'desk', f.emergency, f.for_counter, f.synced
  FROM unnest($3::text[], $4::text[], $5::text[], $6::timestamptz[], $7::timestamptz[], $8::boolean[], $9::text[],
      $10::timestamptz[])
    WITH ORDINALITY AS f (service, number, channel, basis, due, emergency, for_counter, synced, place) ORDER BY f.place
  RETURNING id, service, channel, basis_at AS "basisAt", due_at AS "dueAt", issue_order AS "issueOrder", emergency,
    synced_at AS "syncedAt", 0 AS "overtakenTimes", for_counter AS "forCounter", priority`;

interface Fact {
  readonly service: string;
  readonly channel: string;
  readonly basis: number;
  readonly due: number;
  readonly emergency?: boolean;
  readonly forCounter?: string | null;
  /** Told of so many minutes after its basis. */
  readonly syncedAfter?: number | null;
}

const put = (office: string, facts: readonly Fact[]): Promise<Waiting[]> =>
  queue.rows<Waiting>(insert, [
    office,
    now,
    facts.map(({ service }) => service),
    facts.map((_, index) => `A${String(index)}`),
    facts.map(({ channel }) => channel),
    facts.map(({ basis }) => minutes(basis)),
    facts.map(({ due }) => minutes(due)),
    facts.map(({ emergency }) => emergency ?? false),
    facts.map(({ forCounter }) => forCounter ?? null),
    facts.map(({ basis, syncedAfter = null }) =>
      syncedAfter === null ? null : minutes(basis + syncedAfter),
    ),
  ]);

/** Counters that are open, and call nobody by themselves. */
async function open(code: string, callers: readonly Caller[]): Promise<void> {
  for (const { counter, services, skills } of callers)
    await queue.rows(
      `INSERT INTO counter_session (office, counter, operator, state, services, skills, lease_until, opened_at)
       VALUES ($1, $2, 'other', 'ready', $3, $4, $5, $5)`,
      [code, counter, services, skills, now],
    );
}

const everything = { services: null, skills: ['papers'] };
const office: Office = officeSchema.parse({ ...anOffice(), code: 'ALM-RULE', version: 1 });

const skills = { papers: ['papers'] };

const claimFor = (code: string, counter: string, services: readonly string[], rules = office.rules) =>
  inTransaction(queue.dataSource, (tx) =>
    claimNext(tx, { office: code, counter, now, services, actor: 'desk', rules, skills }),
  );

interface Someone {
  readonly service: 'papers' | 'reports';
  readonly channel: 'kiosk' | 'web';
  readonly basis: number;
  readonly due: number;
  readonly emergency: boolean;
  readonly forCounter: string | null;
  readonly syncedAfter: number | null;
}
interface Skills {
  readonly services: string[] | null;
  readonly skills: string[];
}

// In an office where nobody may be overtaken an emergency has passed somebody, who is no more first for that.
const urgent: Someone = {
  service: 'reports',
  channel: 'kiosk',
  basis: 1,
  due: 0,
  emergency: true,
  forCounter: null,
  syncedAfter: null,
};
const [unskilled, skilled]: [Skills, Skills] = [
  { services: null, skills: [] },
  { services: null, skills: ['papers'] },
];
const afterAnEmergency: [Someone[], Skills[], Skills[], number] = [
  [
    { ...urgent, service: 'papers', basis: 0, emergency: false },
    urgent,
    { ...urgent, basis: 0, emergency: false },
  ],
  [unskilled, skilled, unskilled],
  [],
  0,
];

describe('the claim in SQL', () => {
  it('calls and notes who is overtaken in the very order of the rule, whoever waits and whoever calls', async () => {
    const fact = fc.record({
      service: fc.constantFrom('reports', 'papers'),
      channel: fc.constantFrom('kiosk', 'web'),
      basis: fc.integer({ min: -3, max: 3 }),
      due: fc.integer({ min: -2, max: 2 }),
      emergency: fc.constantFrom(false, false, false, true),
      forCounter: fc.constantFrom(null, null, null, '1', 'open 0', 'open 1'),
      syncedAfter: fc.constantFrom(null, null, 0, 1, 3),
    });
    const profile = fc.record({
      services: fc.option(fc.subarray(['reports', 'papers'], { minLength: 1 })),
      skills: fc.subarray(['papers']),
    });
    const facts = fc.array(fact, { minLength: 1, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(
        facts,
        fc.array(profile, { minLength: 1 }),
        fc.array(profile, { maxLength: 2 }),
        fc.nat({ max: 3 }),
        async (some, held, others, most) => {
          const code = `RULE-${randomUUID().slice(0, 8).toUpperCase()}`;
          const rules = { ...office.rules, overtakenAtMost: most };
          const elsewhere = others.map((one, index) => ({ ...one, counter: `open ${String(index)}` }));
          await open(code, elsewhere);
          const policy = { ...office, rules, present: [], open: elsewhere };
          let here = await put(code, some);
          for (let turn = 0; turn < some.length; turn += 1) {
            const caller = { ...(held[turn % held.length] ?? everything), counter: String(turn + 1) };
            const [expected] = callNext(here, caller, now, policy);
            const asked = {
              office: code,
              now,
              services: servableBy(office, caller),
              counter: caller.counter,
              rules,
              skills,
            };
            const next = await inTransaction(queue.dataSource, (tx) => peekNext(tx, asked));
            const ticket = await claimFor(code, caller.counter, asked.services, rules);
            expect([next, ticket?.id]).toEqual([expected?.id, expected?.id]);
            if (!expected) continue;
            const passed = overtakenBy(expected, here, { ...caller, now }, policy).map(({ id }) => id);
            expect(await overtakenIn(expected.id)).toEqual(passed.sort());
            here = here
              .filter(({ id }) => id !== expected.id)
              .map((one) =>
                passed.includes(one.id) ? { ...one, overtakenTimes: one.overtakenTimes + 1 } : one,
              );
          }
        },
      ),
      { numRuns: 100, examples: [afterAnEmergency] },
    );
  });

  const overtakenIn = async (by: string): Promise<string[]> => {
    const found = await queue.rows<{ ticket: string }>(
      'SELECT ticket FROM overtaking WHERE by_ticket = $1 ORDER BY ticket::text',
      [by],
    );
    return found.map(({ ticket }) => ticket);
  };

  it('sets what a call by the rules would set', async () => {
    await put('RULE-TIMES', [{ service: 'reports', channel: 'kiosk', basis: -1, due: 0 }]);
    expect(await claimFor('RULE-TIMES', '1', ['reports'])).toMatchObject({
      state: 'called',
      version: 2,
      counter: '1',
      calls: 1,
      calledAt: now,
      firstCalledAt: now,
      changedAt: now,
      timerAt: at('06:01:00'),
      callExpiresAt: at('06:02:30'),
    });
  });

  it('gives a counter no second visitor', async () => {
    await put('RULE-ONE', [
      { service: 'reports', channel: 'kiosk', basis: -1, due: 0 },
      { service: 'reports', channel: 'kiosk', basis: -1, due: 0 },
    ]);
    expect(await claimFor('RULE-ONE', '1', ['reports'])).toBeDefined();
    expect(await claimFor('RULE-ONE', '1', ['reports'])).toBeUndefined();
    const second = `UPDATE ticket SET state = 'called', counter = '1' WHERE office = 'RULE-ONE' AND state = 'waiting'`;
    await expect(queue.rows(second)).rejects.toThrow('ticket_one_claim_per_counter');
  });
});

describe('with a hundred thousand tickets, half of them waiting in one office', () => {
  beforeAll(async () => {
    await queue.asOwner(
      `INSERT INTO ticket (id, tracking_token_hash, tracking_token_sealed, office, service, number, state, channel, language,
         issued_at, business_day,
         basis_at, due_at, changed_at, outcome, ended_at, target_at, issued_by)
       SELECT lpad(to_hex(n), 32, '0')::uuid, int4send(n), '', CASE WHEN waits THEN 'BIG' ELSE 'BIG-' || n % 50 END,
         'service-' || n % 10, n::text, CASE WHEN waits THEN 'waiting' ELSE 'served' END, 'kiosk', 'kk',
         issued, '2026-03-10', issued - (100000 - n) * interval '1 ms', issued + n * interval '1 second', issued,
         CASE WHEN waits THEN NULL ELSE 'served' END, CASE WHEN waits THEN NULL ELSE issued END, issued, 'desk'
       FROM generate_series(1, 100000) n, LATERAL (SELECT n % 2 = 0 AS waits, timestamptz '2026-03-10 05:59Z' AS issued) w`,
    );
    await queue.asOwner('VACUUM ANALYZE ticket');
  }, 180_000);

  // Prepared and generic: what the service's statement comes to after its fifth use.
  const planOfClaim = (counter: string, services: readonly string[]) =>
    inTransaction(queue.dataSource, async (tx) => {
      const name = `claim_${counter}`;
      await rows(tx, { text: 'SET LOCAL plan_cache_mode = force_generic_plan' });
      await rows(tx, { text: `PREPARE ${name} AS ${claimText}` });
      const lines = await rows<{ 'QUERY PLAN': string }>(tx, {
        text: `EXPLAIN (ANALYZE, BUFFERS, TIMING OFF)
          EXECUTE ${name} ('BIG', '${now.toISOString()}', '{${services.join(',')}}', '${counter}', 5, '{}', 'desk', 60, 90)`,
      });
      return lines.map((line) => line['QUERY PLAN']).join('\n');
    });

  const pagesOf = (explained: string): number =>
    Math.max(...[...explained.matchAll(/shared hit=(\d+)/g)].map(([, pages]) => Number(pages)));

  it.each([
    ['1', 'all of its services', Array.from({ length: 10 }, (_, index) => `service-${String(index)}`), 400],
    ['2', 'one of them', ['service-8'], 400],
    // It passes over fifty thousand entries within the index, and looks at no row of theirs.
    ['3', 'none of them', ['service-9'], 2_000],
  ])(
    'a claim of counter %s for %s reads no whole table and sorts nothing',
    async (counter, _, services, pagesAtMost) => {
      const explained = await planOfClaim(counter, services);
      expect(explained).not.toMatch(/Seq Scan on ticket/);
      expect(explained).toMatch(/Index Scan using ticket_next/);
      expect(explained).not.toMatch(/Sort Key: ticket\.due_at/);
      // Who stood there before is found by the index, and not by looking at everybody who waits.
      expect(explained).toMatch(/Index Cond: [^\n]*ROW\(GREATEST\(/);
      expect(pagesOf(explained)).toBeLessThan(pagesAtMost);
    },
  );
});
