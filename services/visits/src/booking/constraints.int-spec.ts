import { Prison } from '../testing/party.fixture';
import { VisitsFixture } from '../testing/visits.fixture';

let visits: VisitsFixture;
let prison: Prison;
beforeAll(async () => {
  visits = await VisitsFixture.start();
  prison = await Prison.open(visits, { pools: [{ kind: 'open', parties: 2, persons: 4 }] });
  await prison.template('NEXT', { startsAt: '11:00', endsAt: '12:00' });
});
afterAll(() => visits.stop());

const visit = (more: Record<string, string> = {}) => {
  const values: Record<string, string> = {
    ref: `'${Math.abs(Object.values(more).join().length)}'`,
    facility: 'facility',
    session: 'session',
    pool: `'open'`,
    date: 'date',
    starts_at: 'starts_at',
    ends_at: 'ends_at',
    client: `'relative'`,
    detainee: 'detainee',
    persons: '1',
    language: `'kk'`,
    service: `'relative-visit'`,
    booked_by: `'sql'`,
    booked_at: 'booked_at',
    state: `'booked'`,
    live: 'true',
    changed_at: 'changed_at',
    ...more,
  };
  return `INSERT INTO visit (${Object.keys(values).join()}) SELECT ${Object.values(values).join()} FROM visit LIMIT 1`;
};

/** By hand, as no rule would: the database itself says no. */
const sayNo: [what: string, sql: string, constraint: RegExp][] = [
  ['more parties than there are', 'UPDATE pool SET parties_taken = 3', /pool_never_oversold/],
  ['more persons than there are', 'UPDATE pool SET persons_taken = 5', /pool_never_oversold/],
  ['fewer than none', 'UPDATE pool SET parties_taken = -1', /pool_parties_taken_check/],
  ['a detainee twice in a session', visit({ ref: `'X1'` }), /visit_one_a_session|visit_detainee/],
  [
    'a detainee at two places at a time',
    visit({
      ref: `'X2'`,
      session: `(SELECT id FROM session WHERE template = 'NEXT')`,
      starts_at: `starts_at + interval '59 minutes'`,
      ends_at: `ends_at + interval '59 minutes'`,
    }),
    /visit_detainee/,
  ],
  [
    'a visit of no time',
    visit({ ref: `'X3'`, detainee: 'gen_random_uuid()', ends_at: 'starts_at' }),
    /visit_check/,
  ],
  ['a visit that is cancelled and has a place', visit({ ref: `'X4'`, state: `'cancelled'` }), /visit_check/],
  [
    'a visitor at two places at a time',
    `INSERT INTO visit_member (visit, contact, lead, starts_at, ends_at, live)
     SELECT v.ref, m.contact, true, v.starts_at, v.ends_at, v.live FROM visit v, visit_member m
     WHERE v.ref <> m.visit AND v.starts_at = m.starts_at`,
    /visit_member_elsewhere/,
  ],
  [
    'a member whose times are not the visit’s',
    `UPDATE visit_member SET ends_at = ends_at - interval '1 minute'`,
    /visit_member_visit_starts_at_ends_at_live_fkey/,
  ],
  [
    'a room with two sessions at a time',
    `UPDATE session SET starts_at = starts_at - interval '1 minute' WHERE template = 'NEXT'`,
    /session_room/,
  ],
  [
    'a booker with two live holds',
    `UPDATE hold SET system = 'a', booker = 'b', state = 'active', visit = NULL`,
    /hold_one_a_booker/,
  ],
];

describe('the database', () => {
  beforeAll(async () => {
    const first = await prison.session();
    for (const session of [first, first, await prison.session('2026-03-17', 'NEXT')]) {
      const answer = await prison.book(await prison.family(), { session });
      expect(answer.status).toBe(201);
    }
  });

  it.each(sayNo)('has no room for %s', async (_, sql, constraint) => {
    await expect(visits.rows(sql)).rejects.toThrow(constraint);
  });

  it.each(['visit_change', 'entitlement_entry'])('lets nobody change what %s says', async (table) => {
    await expect(visits.rows(`DELETE FROM ${table}`)).rejects.toThrow(/permission denied/);
    await expect(visits.rows(`UPDATE ${table} SET visit = visit`)).rejects.toThrow(/permission denied/);
  });

  it('takes what is told to it by the rules', async () => {
    await visits.rows(visit({ ref: `'X9'`, detainee: 'gen_random_uuid()' }));
    await visits.rows(`UPDATE visit SET state = 'cancelled', live = false WHERE ref = 'X9'`);
    await visits.rows(`DELETE FROM visit WHERE ref = 'X9'`);
    const moved = `UPDATE visit SET ends_at = ends_at + interval '1 minute', state = 'cancelled', live = false`;
    await visits.rows(moved);
    const apart = await visits.rows(
      `SELECT FROM visit_member m JOIN visit v ON v.ref = m.visit
       WHERE (m.starts_at, m.ends_at, m.live) <> (v.starts_at, v.ends_at, v.live)`,
    );
    expect(apart).toEqual([]);
  });
});
