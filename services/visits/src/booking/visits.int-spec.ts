import { randomUUID } from 'node:crypto';
import { OverdueService } from './overdue.service';
import { Prison, portal } from '../testing/party.fixture';
import { startsAt, VisitsFixture, type Answer, type Json } from '../testing/visits.fixture';

let visits: VisitsFixture;
beforeAll(async () => {
  visits = await VisitsFixture.start();
});
afterAll(() => visits.stop());
beforeEach(() => {
  visits.clock.set(startsAt);
});

const said = async (detainee: string) =>
  (await visits.events(detainee))
    .filter(({ type }) => type.startsWith('visits.visit.'))
    .map(({ type, sequence }) => `${String(sequence)} ${type.split('.').at(-1) ?? ''}`);
const used = async (detainee: string) =>
  (
    await visits.rows<{ line: string }>(
      `SELECT month || ' ' || kind AS line FROM entitlement_entry WHERE detainee = $1 ORDER BY id`,
      [detainee],
    )
  ).map(({ line }) => line);
const staff = { as: {} };

describe('a visit', () => {
  it('that is cancelled gives its place back; again, it is the same answer and no second event', async () => {
    const prison = await Prison.open(visits);
    const family = await prison.family();
    const visit = await prison.book(family);
    const cancelled = await prison.act(visit, 'cancel', { code: 'visitor-ill' });
    expect(cancelled).toMatchObject({
      status: 200,
      body: { state: 'cancelled', code: 'visitor-ill', version: 2, actions: [] },
    });
    const again = await prison.act(visit, 'cancel', { code: 'booked-by-mistake' });
    expect(again.body).toEqual(cancelled.body);
    expect(await said(family.detainee)).toEqual(['1 booked', '2 cancelled']);
    expect(await used(family.detainee)).toEqual(['2026-03 use', '2026-03 give-back']);
    expect(await prison.taken(await prison.session())).toBe(0);
    expect(await prison.oversold()).toEqual([]);
    // The same party may have the same session again.
    expect((await prison.book(await prison.family())).status).toBe(201);
    expect((await prison.hold(family)).status).toBe(201);
  });

  it('costs a use of the permission, but where the visitor had no part in it that it was none', async () => {
    const prison = await Prison.open(visits);
    const family = await prison.family({ uses: 1 });
    const left = async () =>
      (await visits.ask(`GET /permissions/${family.permission}`)).body as { state: string; usesLeft: number };
    const first = await prison.book(family);
    expect(await left()).toMatchObject({ state: 'used', usesLeft: 0 });
    await prison.act(first, 'cancel', { code: 'quarantine' }, staff);
    expect(await left()).toMatchObject({ state: 'active', usesLeft: 1 });
    const second = await prison.book(family);
    await prison.act(second, 'cancel', { code: 'visitor-ill' });
    expect(await left()).toMatchObject({ state: 'used', usesLeft: 0 });
    expect(await prison.hold(family, {}, staff)).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '', code: 'permission-not-usable' }] },
    });
    const told = (await visits.events(family.detainee)).filter(({ type }) => type.includes('permission'));
    expect(told.map(({ type, data }) => [type.split('.').at(-1), data['usesLeft'], data['visit']])).toEqual([
      ['used', 0, first.body['ref']],
      ['returned', 1, first.body['ref']],
      ['used', 0, second.body['ref']],
    ]);
  });

  it('is cancelled with a code of who cancels', async () => {
    const prison = await Prison.open(visits);
    const visit = await prison.book(await prison.family());
    expect(await prison.act(visit, 'cancel', { code: 'quarantine' })).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: '/code', code: 'of-another-kind' }] },
    });
    expect((await prison.act(visit, 'cancel', { code: 'as-planned' })).status).toBe(400);
    expect((await prison.act(visit, 'cancel', { code: 'quarantine' }, staff)).status).toBe(200);
  });

  it('goes to another session: place, month and event with it', async () => {
    const rules = { notice: { relative: { minDays: 1, maxDays: 60 }, lawyer: { minDays: 0, maxDays: 14 } } };
    const prison = await Prison.open(visits, {}, rules);
    const family = await prison.family({ members: 2 });
    const visit = await prison.book(family);
    const session = await prison.session('2026-04-07');
    const moved = await prison.act(visit, 'reschedule', { session }, { ifMatch: 1 });
    expect(moved).toMatchObject({
      status: 200,
      body: { state: 'booked', date: '2026-04-07', startsAt: '2026-04-07T05:00:00.000Z', version: 2 },
    });
    expect([await prison.taken(await prison.session()), await prison.taken(session)]).toEqual([0, 1]);
    expect(await used(family.detainee)).toEqual(['2026-03 use', '2026-03 give-back', '2026-04 use']);
    const again = await prison.act(visit, 'reschedule', { session });
    expect(again.body).toEqual(moved.body);
    expect(await said(family.detainee)).toEqual(['1 booked', '2 rescheduled']);
    expect((await prison.act(visit, 'reschedule', { session }, { ifMatch: 1 })).status).toBe(412);
    expect(await prison.oversold()).toEqual([]);
    const members = await visits.rows('SELECT DISTINCT starts_at FROM visit_member WHERE visit = $1', [
      visit.body['ref'],
    ]);
    expect(members).toEqual([{ starts_at: new Date('2026-04-07T05:00:00Z') }]);
  });

  it('stays where it is when the other session is full, and is told where there is a place', async () => {
    const prison = await Prison.open(visits, { pools: [{ kind: 'open', parties: 1, persons: 1 }] });
    const visit = await prison.book(await prison.family());
    const session = await prison.session('2026-03-24');
    await prison.book(await prison.family(), { session });
    const refused = await prison.act(visit, 'reschedule', { session });
    expect(refused).toMatchObject({ status: 409, body: { code: 'pool-full' } });
    const dates = (refused.body['alternatives'] as { date: string }[]).map(({ date }) => date);
    expect(dates).toEqual(['2026-03-31', '2026-04-07']);
    const read = await visits.ask(`GET /visits/${String(visit.body['ref'])}`, staff);
    expect(read.body).toMatchObject({ date: '2026-03-17', version: 1 });
    expect(await prison.oversold()).toEqual([]);
  });

  it('that needs approval is asked for; staff book at once', async () => {
    const prison = await Prison.open(visits, {
      approval: true,
      pools: [{ kind: 'open', parties: 9, persons: 9 }],
    });
    expect((await prison.book(await prison.family(), {}, staff)).body['state']).toBe('booked');
    const [one, two, three] = [await prison.family(), await prison.family(), await prison.family()];
    const asked = [await prison.book(one), await prison.book(two), await prison.book(three)];
    expect(asked.map(({ body }) => [body['state'], body['actions']])).toEqual(
      asked.map(() => ['requested', ['withdraw']]),
    );
    const [first, second, third] = asked as [Answer, Answer, Answer];
    expect((await prison.act(first, 'approve')).status).toBe(403);
    expect(await prison.act(first, 'approve', {}, staff)).toMatchObject({
      status: 200,
      body: { state: 'booked' },
    });
    expect(await prison.act(first, 'approve', {}, staff)).toMatchObject({
      status: 409,
      body: { code: 'visit-wrong-state', state: 'booked', actions: ['reschedule', 'cancel'] },
    });
    const rejected = await prison.act(second, 'reject', { reason: 'quarantine' }, staff);
    expect(rejected.body).toMatchObject({ state: 'rejected', version: 2 });
    expect((await prison.act(second, 'reject', { reason: 'again' }, staff)).body).toEqual(rejected.body);
    expect((await prison.act(third, 'withdraw')).body['state']).toBe('withdrawn');
    expect([await said(one.detainee), await said(two.detainee), await said(three.detainee)]).toEqual([
      ['1 requested', '2 approved'],
      ['1 requested', '2 rejected'],
      ['1 requested', '2 withdrawn'],
    ]);
    expect(await used(three.detainee)).toEqual(['2026-03 use', '2026-03 give-back']);
    expect(await prison.taken(await prison.session())).toBe(2);
    expect(await prison.oversold()).toEqual([]);
  });

  it('that nobody decides on is rejected when it would begin, and costs nothing', async () => {
    const prison = await Prison.open(visits, { approval: true });
    const family = await prison.family({ uses: 1 });
    const visit = await prison.book(family);
    const overdue = visits.app.get(OverdueService);
    visits.clock.set('2026-03-17T04:59:59.999Z');
    await overdue.round();
    expect(await said(family.detainee)).toEqual(['1 requested']);
    visits.clock.set('2026-03-17T05:00:00.000Z');
    await Promise.all([overdue.round(), overdue.round()]);
    expect(await said(family.detainee)).toEqual(['1 requested', '2 auto-rejected']);
    expect(await used(family.detainee)).toEqual(['2026-03 use', '2026-03 give-back']);
    expect(await prison.taken(await prison.session())).toBe(0);
    expect((await prison.act(visit, 'approve', {}, staff)).body).toMatchObject({
      code: 'visit-wrong-state',
      state: 'auto-rejected',
    });
    const permission = await visits.ask(`GET /permissions/${family.permission}`);
    expect(permission.body['usesLeft']).toBe(1);
  });

  it('that can not be rejected keeps no other one waiting', async () => {
    const prison = await Prison.open(visits, { approval: true });
    const families = [await prison.family(), await prison.family()];
    const booked = await Promise.all(
      families.map(async (family) => ({ ...family, ref: String((await prison.book(family)).body['ref']) })),
    );
    // Whoever would be the first.
    const [stuck, other] = booked.sort((a, b) => (a.ref < b.ref ? -1 : 1));
    if (stuck === undefined || other === undefined) throw new Error('there are two');
    visits.clock.set('2026-03-17T05:00:00.000Z');
    await visits.asOwner(`
      CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no'; END $$;
      CREATE TRIGGER refuse BEFORE UPDATE ON visit FOR EACH ROW
        WHEN (old.detainee = '${stuck.detainee}') EXECUTE FUNCTION refuse()`);
    const overdue = visits.app.get(OverdueService);
    await expect(overdue.round()).rejects.toThrow(AggregateError);
    expect(await said(other.detainee)).toEqual(['1 requested', '2 auto-rejected']);
    await visits.asOwner('DROP TRIGGER refuse ON visit; DROP FUNCTION refuse()');
    await overdue.round();
    expect(await said(stuck.detainee)).toEqual(['1 requested', '2 auto-rejected']);
  });

  it('of an advocate is counted by nobody, and asks for no permission', async () => {
    const rules = { notice: { relative: { minDays: 1, maxDays: 30 }, lawyer: { minDays: 0, maxDays: 30 } } };
    const prison = await Prison.open(visits, {}, rules);
    const family = await prison.family();
    const [contact] = family.members;
    const staffPut = (path: string, body: Json) =>
      visits.ask(`PUT /contacts/${String(contact)}/${path}`, { body });
    await staffPut(`relationships/${family.detainee}`, {
      kind: 'defence-counsel',
      approved: true,
      from: '2026-01-01',
    });
    await staffPut('credentials', { certificate: 'AD-1', defenceNotice: true, expiresOn: '2026-12-31' });
    const counsel = { client: 'lawyer', pool: 'legal', permission: undefined };
    for (const date of ['2026-03-17', '2026-03-24', '2026-03-31']) {
      const visit = await prison.book(family, { ...counsel, session: await prison.session(date) });
      expect(visit.body).toMatchObject({ state: 'booked', client: 'lawyer', pool: 'legal' });
      expect(visit.body).not.toHaveProperty('permission');
    }
    expect(await used(family.detainee)).toEqual([]);
    expect((await prison.told(family.detainee))[0]?.data).toMatchObject({ service: 'lawyer-visit' });
    // As a relative the same person is none.
    expect((await prison.hold(family, { session: await prison.session('2026-04-07') })).status).toBe(422);
  });

  it('is told step by step; who of the staff it was, and why, to staff', async () => {
    const prison = await Prison.open(visits);
    const visit = await prison.book(await prison.family());
    await prison.act(visit, 'cancel', { code: 'emergency', reason: 'no water' }, staff);
    const path = `GET /visits/${String(visit.body['ref'])}/history`;
    expect((await visits.ask(path, staff)).body['items']).toMatchObject([
      { version: 1, action: 'book', state: 'booked', by: 'booker', actor: 'portal' },
      {
        version: 2,
        action: 'cancel',
        state: 'cancelled',
        by: 'staff',
        actor: 'clerk',
        code: 'emergency',
        reason: 'no water',
      },
    ]);
    const outside = (await visits.ask(path, { as: prison.portal })).body['items'] as Json[];
    expect(outside.map(({ actor, reason }) => [actor, reason])).toEqual([
      [undefined, undefined],
      [undefined, undefined],
    ]);
  });
});

describe('whose a visit is', () => {
  const calls = (ref: string): { line: string; body?: Json }[] => [
    { line: `GET /visits/${ref}` },
    { line: `GET /visits/${ref}/history` },
    { line: `POST /visits/${ref}/cancel`, body: { code: 'visitor-ill' } },
    { line: `POST /visits/${ref}/withdraw`, body: {} },
    { line: `POST /visits/${ref}/reschedule`, body: { session: randomUUID() } },
  ];

  it('is its system’s, its booker’s and the staff’s of its facility; for others it is not there', async () => {
    const [prison, other] = [await Prison.open(visits), await Prison.open(visits)];
    const booker = randomUUID();
    const { body } = await prison.book(await prison.family(), { booker });
    const ref = String(body['ref']);
    const strangers = [
      portal(prison.office, 'other'),
      { ...other.portal },
      { offices: [other.office] },
      { ...portal(prison.office, 'other'), kind: 'staff' as const },
    ];
    for (const as of strangers)
      for (const { line, ...sent } of calls(ref)) {
        const { status } = await visits.ask(line, { as, ...sent });
        expect({ as, line, status }).toEqual({ as, line, status: 404 });
      }
    const get = (query: string, as: object) => visits.ask(`GET /visits/${ref}${query}`, { as });
    expect((await get(`?booker=${randomUUID()}`, prison.portal)).status).toBe(404);
    expect((await get(`?booker=${booker}`, prison.portal)).status).toBe(200);
    expect((await get('', {})).status).toBe(200);
    expect((await get('', { offices: [prison.office] })).status).toBe(200);
  });

  it('is told by the lists, too, page by page', async () => {
    const prison = await Prison.open(visits);
    const booker = randomUUID();
    const own = [];
    for (const date of ['2026-03-24', '2026-03-17', '2026-03-31']) {
      const session = await prison.session(date);
      own.push((await prison.book(await prison.family(), { booker, session })).body['ref']);
    }
    const other = portal(prison.office, 'other');
    const others = await prison.book(await prison.family(), {}, { as: prison.portal });
    const list = async (query: string, as: object) =>
      (await visits.ask<{ items: Json[]; next?: string }>(`GET /visits?${query}`, { as })).body;
    const [march24, march17, march31] = own;
    const first = await list(`booker=${booker}&limit=2`, prison.portal);
    expect(first.items.map(({ ref }) => ref)).toEqual([march17, march24]);
    const second = await list(`booker=${booker}&limit=2&after=${String(first.next)}`, prison.portal);
    expect([second.items.map(({ ref }) => ref), second.next]).toEqual([[march31], undefined]);
    expect((await list('', other)).items).toEqual([]);
    const all = await list(`office=${prison.office}`, {});
    expect(all.items.map(({ ref }) => ref).sort()).toEqual([...own, others.body['ref']].sort());
    expect((await list(`office=${prison.office}&from=2026-03-18&to=2026-03-30`, {})).items).toHaveLength(1);
    expect((await visits.ask('GET /visits?after=x')).status).toBe(400);
  });
});
