import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { Prison, portal } from '../testing/party.fixture';
import { startsAt, VisitsFixture } from '../testing/visits.fixture';

let visits: VisitsFixture;
beforeAll(async () => {
  visits = await VisitsFixture.start();
});
afterAll(() => visits.stop());
beforeEach(() => {
  visits.clock.set(startsAt);
});

const later = (minutes: number) => new Date(Date.parse(startsAt) + minutes * 60_000).toISOString();
const typesOf = async (prison: Prison, detainee: string) =>
  (await prison.told(detainee)).map(({ type }) => type.split('.').at(-1));

/** What was asked of the database meanwhile, in order. */
async function counted<T>(work: () => Promise<T>): Promise<[T, string[]]> {
  const asked: string[] = [];
  const spy = jest.spyOn(Client.prototype, 'query');
  try {
    const done = await work();
    for (const [statement] of spy.mock.calls as unknown[][]) asked.push(textOf(statement));
    return [done, asked];
  } finally {
    spy.mockRestore();
  }
}

const textOf = (statement: unknown): string =>
  typeof statement === 'string' ? statement : (statement as { text: string }).text;

describe('a place', () => {
  it('is kept for ten minutes, and becomes a visit with its event', async () => {
    const prison = await Prison.open(visits);
    const family = await prison.family({ members: 2 });
    const hold = await prison.hold(family, { booker: 'b1' });
    expect(hold).toMatchObject({
      status: 201,
      body: {
        state: 'active',
        office: prison.office,
        template: 'TUE',
        date: '2026-03-17',
        startsAt: '2026-03-17T05:00:00.000Z',
        timeZone: 'Asia/Almaty',
        room: 'R1',
        pool: 'open',
        booker: 'b1',
        expiresAt: '2026-03-09T05:10:00.000Z',
        members: [
          { contact: family.members[0], lead: true },
          { contact: family.members[1], lead: false },
        ],
      },
    });
    const visit = await prison.confirm(hold);
    expect(visit).toMatchObject({
      status: 201,
      body: {
        state: 'booked',
        detainee: family.detainee,
        permission: family.permission,
        endsAt: '2026-03-17T06:00:00.000Z',
        booker: 'b1',
        reviewFlags: [],
        version: 1,
        actions: ['reschedule', 'cancel'],
      },
    });
    expect(visit.body['ref']).toMatch(/^[2-9A-HJKMNP-Z]{5}-[2-9A-HJKMNP-Z]{5}$/);
    expect(await prison.told(family.detainee)).toMatchObject([
      {
        type: 'visits.visit.booked',
        subject: visit.body['ref'],
        sequence: 1,
        data: {
          visit: visit.body['ref'],
          office: prison.office,
          service: 'relative-visit',
          startsAt: '2026-03-17T05:00:00.000Z',
          state: 'booked',
          version: 1,
        },
      },
    ]);
    expect(await prison.taken(await prison.session())).toBe(1);
    expect(await prison.oversold()).toEqual([]);
    expect(
      await visits.rows('SELECT month, kind FROM entitlement_entry WHERE detainee = $1', [family.detainee]),
    ).toEqual([{ month: '2026-03', kind: 'use' }]);
    const read = await visits.ask(`GET /visits/${String(visit.body['ref'])}`, { as: prison.portal });
    expect(read.body).toEqual(visit.body);
    expect(read.headers['etag']).toBe('"1"');
  });

  it('is one at a time for a booker; another booker, and another system’s, has another', async () => {
    const prison = await Prison.open(visits);
    const family = await prison.family();
    const first = await prison.hold(family, { booker: 'one' });
    expect(await prison.hold(family, { booker: 'one' })).toMatchObject({
      status: 409,
      body: { code: 'hold-exists', hold: first.body['ref'] },
    });
    expect((await prison.hold(family, { booker: 'two' })).status).toBe(201);
    const other = portal(prison.office, 'other');
    const theirs = await prison.family({ system: 'other' });
    expect((await prison.hold(theirs, { booker: 'one' }, { as: other })).status).toBe(201);
    // Nobody names another system's visitors.
    expect(await prison.hold(family, { booker: 'two' }, { as: other })).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '', code: 'visit-not-possible' }] },
    });
  });

  it('of a hold whose time has run out is anybody’s, also where nobody sweeps', async () => {
    const prison = await Prison.open(visits, { pools: [{ kind: 'open', parties: 1, persons: 3 }] });
    const [first, second] = [await prison.family({ members: 3 }), await prison.family()];
    const hold = await prison.hold(first);
    expect(await prison.hold(second)).toMatchObject({ status: 409, body: { code: 'pool-full' } });
    visits.clock.set(later(10));
    const next = await prison.hold(second);
    expect(next.status).toBe(201);
    expect(await prison.oversold()).toEqual([]);
    const late = await prison.confirm(hold);
    expect(late).toMatchObject({ status: 409, body: { code: 'pool-full' } });
    const dates = (late.body['alternatives'] as { date: string }[]).map(({ date }) => date);
    expect(dates).toEqual(['2026-03-24', '2026-03-31', '2026-04-07']);
    expect(dates).not.toContain('2026-03-17');
    // Let go, it can be won again.
    expect(
      (await visits.ask(`DELETE /holds/${String(next.body['ref'])}`, { as: prison.portal })).status,
    ).toBe(200);
    expect(await prison.confirm(hold)).toMatchObject({ status: 201, body: { state: 'booked' } });
    expect(await prison.oversold()).toEqual([]);
  });

  it('of a hold whose time has run out, and which nobody took, is won again by its booker', async () => {
    const prison = await Prison.open(visits, { pools: [{ kind: 'open', parties: 1, persons: 3 }] });
    const hold = await prison.hold(await prison.family());
    visits.clock.set(later(11));
    const { body } = await prison.sessions(await prison.family(), {}, { as: prison.portal });
    expect(body.items[0]).toMatchObject({ date: '2026-03-17', pools: [{ freeParties: 1, freePersons: 3 }] });
    expect((await prison.confirm(hold)).status).toBe(201);
    expect(await prison.taken(await prison.session())).toBe(1);
    expect(await prison.oversold()).toEqual([]);
  });

  it('of a booker’s earlier hold is given back when the next one is held elsewhere', async () => {
    const prison = await Prison.open(visits);
    const family = await prison.family();
    const booker = randomUUID();
    const first = await prison.hold(family, { booker });
    visits.clock.set(later(10));
    const next = await prison.session('2026-03-24');
    expect((await prison.hold(family, { booker, session: next })).status).toBe(201);
    expect([await prison.taken(await prison.session()), await prison.taken(next)]).toEqual([0, 1]);
    expect(await prison.oversold()).toEqual([]);
    const gone = await visits.ask(`DELETE /holds/${String(first.body['ref'])}`, { as: prison.portal });
    expect(gone).toMatchObject({ status: 200, body: { state: 'released' } });
    expect(await prison.oversold()).toEqual([]);
  });

  it('is kept longer with each change, at most thirty minutes, and follows what is changed', async () => {
    const prison = await Prison.open(visits);
    const family = await prison.family({ members: 2 });
    const { body } = await prison.hold(family);
    const change = (more: object) =>
      visits.ask(`PATCH /holds/${String(body['ref'])}`, { as: prison.portal, body: more });
    visits.clock.set(later(9));
    const session = await prison.session('2026-03-24');
    expect(await change({ session, members: [family.members[0]] })).toMatchObject({
      status: 200,
      body: { date: '2026-03-24', expiresAt: '2026-03-09T05:19:00.000Z', members: [{ lead: true }] },
    });
    expect([await prison.taken(await prison.session()), await prison.taken(session)]).toEqual([0, 1]);
    visits.clock.set(later(18));
    expect((await change({ members: family.members })).status).toBe(200);
    visits.clock.set(later(27));
    expect((await change({})).body['expiresAt']).toBe('2026-03-09T05:30:00.000Z');
    expect(await prison.oversold()).toEqual([]);
    visits.clock.set(later(30));
    expect(await change({})).toMatchObject({
      status: 409,
      body: { code: 'hold-wrong-state', state: 'expired', actions: ['confirm', 'release'] },
    });
  });

  it('for more persons than there are is refused, and the hold stays as it was', async () => {
    const prison = await Prison.open(visits, { pools: [{ kind: 'open', parties: 3, persons: 3 }] });
    const family = await prison.family({ members: 2 });
    const hold = await prison.hold(family, { members: [family.members[0]] });
    const others = await prison.family({ members: 2 });
    expect((await prison.hold(others)).status).toBe(201);
    const change = await visits.ask(`PATCH /holds/${String(hold.body['ref'])}`, {
      as: prison.portal,
      body: { members: family.members },
    });
    expect(change).toMatchObject({ status: 409, body: { code: 'pool-full' } });
    expect(await prison.oversold()).toEqual([]);
    expect((await prison.confirm(hold)).body['members']).toHaveLength(1);
  });
});

describe('a booking', () => {
  it('tells staff every rule that is not met, and others what is of party and session', async () => {
    const prison = await Prison.open(visits);
    const family = await prison.family({ members: 2, approved: false });
    const [first, second] = family.members;
    const body = { members: [first, second, second], permission: randomUUID() };
    const staff = await prison.hold(family, body, { as: {} });
    expect(staff).toMatchObject({ status: 422, body: { code: 'booking-refused' } });
    const codes = (staff.body['errors'] as { code: string }[]).map(({ code }) => code);
    expect(codes).toEqual([
      'member-twice',
      'relationship-not-approved',
      'relationship-not-approved',
      'permission-missing',
    ]);
    const outside = await prison.hold(family, body);
    expect(outside.body['errors']).toEqual([
      { pointer: '/members/1', code: 'member-twice' },
      { pointer: '', code: 'visit-not-possible' },
    ]);
  });

  it('of somebody who is not there is refused as that of somebody who is: the same is said, by the same statements', async () => {
    const prison = await Prison.open(visits);
    const stranger = { members: [randomUUID()], permission: randomUUID() };
    const family = await prison.family();
    // Whatever is asked for the first time makes connections, and the like.
    await prison.hold({ ...family, ...stranger });
    const [here, asked] = await counted(() => prison.hold({ ...family, ...stranger }));
    const [nowhere, askedOfNobody] = await counted(() =>
      prison.hold({ detainee: randomUUID(), ...stranger }),
    );
    expect(here.status).toBe(422);
    const told = ({ body: { traceId: _, ...body } }: typeof here) => body;
    expect(told(here)).toEqual(told(nowhere));
    expect(asked.length).toBeGreaterThan(10);
    expect(askedOfNobody).toEqual(asked);
    const lists = await Promise.all(
      [(await prison.family()).detainee, randomUUID()].map((detainee) =>
        prison.sessions({ detainee, members: stranger.members }, {}, { as: prison.portal }),
      ),
    );
    expect(lists[0]?.body.items.length).toBeGreaterThan(2);
    expect(lists[0]?.body).toEqual(lists[1]?.body);
  });

  it('confirmed twice is one visit and one event, under another key, too', async () => {
    const prison = await Prison.open(visits);
    const family = await prison.family();
    const hold = await prison.hold(family);
    const key = randomUUID();
    const first = await prison.confirm(hold, { key });
    const again = await prison.confirm(hold, { key });
    expect(again.headers['idempotency-replayed']).toBe('true');
    const anew = await prison.confirm(hold);
    expect([again.body, anew.body]).toEqual([first.body, first.body]);
    expect(await typesOf(prison, family.detainee)).toEqual(['booked']);
    expect(await prison.oversold()).toEqual([]);
  });

  it('uses the month up: the whole of it, whichever day was booked first', async () => {
    const prison = await Prison.open(
      visits,
      {},
      { notice: { relative: { minDays: 1, maxDays: 60 }, lawyer: { minDays: 0, maxDays: 14 } } },
    );
    const family = await prison.family({ uses: 5 });
    const book = async (date: string) =>
      prison.book(family, { session: await prison.session(date) }, { as: {} });
    expect((await book('2026-03-31')).status).toBe(201);
    expect((await book('2026-03-17')).status).toBe(201);
    expect(await book('2026-03-24')).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '', code: 'entitlement-used-up' }] },
    });
    const april = await book('2026-04-07');
    expect(april.status).toBe(201);
    // Moved into a full month it would be one too many; out of it, there is room again.
    const to = await prison.session('2026-03-24');
    expect(await prison.act(april, 'reschedule', { session: to }, { as: {} })).toMatchObject({
      body: { errors: [{ code: 'entitlement-used-up' }] },
    });
  });

  it('is checked against what else the visitors and the detainee have', async () => {
    const prison = await Prison.open(visits);
    await prison.template('SAME', { room: 'R2', startsAt: '10:30', endsAt: '11:30' });
    const family = await prison.family({ uses: 3 });
    expect((await prison.book(family, {}, { as: {} })).status).toBe(201);
    const session = await prison.session('2026-03-17', 'SAME');
    expect(await prison.book(family, { session }, { as: {} })).toMatchObject({
      status: 422,
      body: {
        errors: [
          { pointer: '/members/0', code: 'visitor-elsewhere' },
          { pointer: '', code: 'detainee-elsewhere' },
        ],
      },
    });
  });

  it('needs to say for whom, where a system asks', async () => {
    const prison = await Prison.open(visits);
    const answer = await prison.hold(await prison.family(), { booker: undefined });
    expect(answer).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: '/booker', code: 'missing' }] },
    });
  });

  it('of another facility’s session, or of none, is not found', async () => {
    const [prison, other] = [await Prison.open(visits), await Prison.open(visits)];
    const family = await prison.family();
    const elsewhere = { session: await other.session() };
    expect((await prison.hold(family, elsewhere)).status).toBe(404);
    expect((await prison.hold(family, { session: randomUUID() })).status).toBe(404);
  });

  it('of a day on which nothing takes place, or too early or late, is told so to everybody', async () => {
    const prison = await Prison.open(visits);
    const family = await prison.family();
    const codes = async (session: string) =>
      ((await prison.hold(family, { session })).body['errors'] as { code: string }[]).map(({ code }) => code);
    const tuesday = await prison.session('2026-03-17');
    // The next day's id: the template is not on it.
    const wednesday =
      tuesday.slice(0, -8) + (Number.parseInt(tuesday.slice(-8), 16) + 1).toString(16).padStart(8, '0');
    expect(await codes(wednesday)).toEqual(['session-excluded']);
    const tomorrow =
      tuesday.slice(0, -8) + (Number.parseInt(tuesday.slice(-8), 16) - 7).toString(16).padStart(8, '0');
    expect(await codes(tomorrow)).toEqual(['notice-too-short']);
    const june =
      tuesday.slice(0, -8) + (Number.parseInt(tuesday.slice(-8), 16) + 84).toString(16).padStart(8, '0');
    expect(await codes(june)).toEqual(['too-far-ahead']);
  });
});
