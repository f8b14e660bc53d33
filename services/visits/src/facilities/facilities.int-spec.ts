import { rulesBody } from '../testing/timetable-of.fixture';
import { VisitsFixture, type Json } from '../testing/visits.fixture';

let visits: VisitsFixture;
beforeAll(async () => {
  visits = await VisitsFixture.start();
});
afterAll(() => visits.stop());

const put = (office: string, body: Json, ifMatch?: number) =>
  visits.ask(`PUT /facilities/${office}/rules`, { body, ...(ifMatch !== undefined && { ifMatch }) });
const get = (office: string) => visits.ask(`GET /facilities/${office}/rules`);

const basis = 'Order 12 of 1 March 2026';

describe('the rules of a facility', () => {
  it('are set, read with their version, and changed by who has read them', async () => {
    const created = await put('ALM-R1', rulesBody());
    expect([created.status, created.headers['etag']]).toEqual([201, '"1"']);
    expect(created.body).toMatchObject({
      office: 'ALM-R1',
      version: 1,
      timeZone: 'Asia/Almaty',
      weekend: ['sat', 'sun'],
    });
    expect((await get('ALM-R1')).body).toEqual(created.body);
    expect((await put('ALM-R1', rulesBody())).body).toMatchObject({ code: 'version-required' });
    const changed = await put('ALM-R1', { ...created.body, visitorsAtMost: 4 }, 1);
    expect([changed.status, changed.body['visitorsAtMost'], changed.body['version']]).toEqual([200, 4, 2]);
    expect((await put('ALM-R1', rulesBody(), 1)).body).toMatchObject({
      status: 412,
      code: 'version-mismatch',
    });
    expect((await get('ALM-R1')).body).toEqual(changed.body);
  });

  it('show every limit of today with the act by which it holds', async () => {
    const limits = {
      visitorsAtMost: [{ value: 2, legalBasis: basis, from: '2026-03-01', to: '2026-03-09' }],
      notice: { lawyer: [{ value: { minDays: 1, maxDays: 7 }, legalBasis: basis, from: '2026-03-09' }] },
    };
    await put('ALM-R2', rulesBody({ legalBasis: 'Rules of the house', limits }));
    const inForce = async () =>
      (
        (await get('ALM-R2')).body['inForce'] as { limit: string; value: unknown; legalBasis: string }[]
      ).filter(({ limit }) => ['adultAge', 'visitorsAtMost', 'notice-lawyer'].includes(limit));
    expect(await inForce()).toEqual([
      { limit: 'adultAge', value: 18, legalBasis: 'Rules of the house' },
      { limit: 'visitorsAtMost', value: 2, legalBasis: basis },
      { limit: 'notice-lawyer', value: { minDays: 1, maxDays: 7, workingDays: false }, legalBasis: basis },
    ]);
    // 23:59 of the 9th in Almaty, then midnight.
    visits.clock.set('2026-03-09T18:59:00Z');
    expect((await inForce())[1]).toMatchObject({ value: 2 });
    visits.clock.set('2026-03-09T19:00:00Z');
    expect((await inForce())[1]).toMatchObject({ value: 3, legalBasis: 'Rules of the house' });
  });

  it('have a legal basis for each edition, and name their own facility', async () => {
    const without = { visitorsAtMost: [{ value: 2, from: '2026-03-01' }] };
    expect((await put('ALM-R3', rulesBody({ limits: without }))).status).toBe(400);
    expect((await put('ALM-R3', { ...rulesBody(), office: 'ALM-R4' })).body).toMatchObject({
      code: 'invalid-request',
      errors: [{ pointer: '/office', code: 'not-the-path' }],
    });
    expect((await put('ALM-R3', rulesBody(), 1)).status).toBe(412);
    expect((await get('ALM-R3')).body).toMatchObject({ status: 404, code: 'not-found' });
  });

  it('that two set at once are set once, and changed once', async () => {
    const statuses = async (ifMatch?: number) =>
      (await Promise.all(Array.from({ length: 8 }, () => put('ALM-R5', rulesBody(), ifMatch))))
        .map(({ status }) => status)
        .sort();
    expect(await statuses()).toEqual([201, 428, 428, 428, 428, 428, 428, 428]);
    expect(await statuses(1)).toEqual([200, 412, 412, 412, 412, 412, 412, 412]);
  });
});
