import { Prison } from '../testing/party.fixture';
import { templateBody } from '../testing/timetable-of.fixture';
import { startsAt, VisitsFixture, type Answer, type Json } from '../testing/visits.fixture';

let visits: VisitsFixture;
beforeAll(async () => {
  visits = await VisitsFixture.start();
});
afterAll(() => visits.stop());
beforeEach(() => {
  visits.clock.set(startsAt);
});

const flagsOf = async (prison: Prison): Promise<Json[]> => {
  const path = `GET /facilities/${prison.office}/review-flags`;
  return (await visits.ask<{ items: Json[] }>(path)).body.items.map(({ visit, code }) => ({ visit, code }));
};
const told = async (prison: Prison) =>
  (await visits.events(prison.office)).map(
    ({ type, sequence, data }) =>
      `${String(sequence)} ${type.split('.').at(-1) ?? ''} ${String(data['date'])}`,
  );
const refOf = ({ body }: Answer) => body['ref'];
const open = (parties: number, persons = parties * 3) => ({ pools: [{ kind: 'open', parties, persons }] });

describe('a template', () => {
  it('is made once, changed by version, and listed', async () => {
    const prison = await Prison.open(visits);
    const path = `/facilities/${prison.office}/templates`;
    expect((await visits.ask(`PUT ${path}/TUE`, { body: templateBody() })).body['code']).toBe(
      'version-required',
    );
    expect((await prison.template('TUE', {}, { ifMatch: 7 })).body['code']).toBe('version-mismatch');
    expect((await prison.template('NEW', {}, { ifMatch: 1 })).status).toBe(409);
    const changed = await prison.template('TUE', { room: 'R9' }, { ifMatch: 1 });
    expect(changed).toMatchObject({ status: 200, body: { code: 'TUE', version: 2, room: 'R9' } });
    const { body } = await visits.ask<{ items: Json[] }>(`GET ${path}`);
    expect(body.items).toEqual([changed.body]);
  });

  it('keeps its times while there are visits, and its room to itself', async () => {
    const prison = await Prison.open(visits);
    const clash = await prison.template('B', { startsAt: '10:59', endsAt: '12:00' }, { ifMatch: 1 });
    expect(clash).toMatchObject({
      status: 409,
      body: { code: 'room-occupied', template: 'TUE', date: '2026-03-10' },
    });
    expect((await prison.template('TUE', { startsAt: '09:00' }, { ifMatch: 1 })).status).toBe(200);
    await prison.book(await prison.family());
    const later = await prison.template('TUE', { startsAt: '10:00', weekday: 'wed' }, { ifMatch: 2 });
    expect(later).toMatchObject({
      status: 409,
      body: { code: 'template-frozen', frozen: ['weekday', 'startsAt'] },
    });
  });

  it('with fewer places flags the newest bookings, as the preview said; with more they are fine again', async () => {
    const prison = await Prison.open(visits, open(3));
    const booked = [];
    for (let index = 0; index < 3; index += 1) {
      visits.clock.set(new Date(Date.parse(startsAt) + index * 1000).toISOString());
      booked.push(await prison.book(await prison.family()));
    }
    const [, second, third] = booked.map(refOf);
    const path = `POST /facilities/${prison.office}/templates/TUE/preview`;
    const preview = await visits.ask(path, { body: templateBody(open(1)) });
    const lowered = { date: '2026-03-17', change: 'capacity-lowered', visits: [second, third].sort() };
    expect((preview.body['sessions'] as Json[]).find(({ date }) => date === '2026-03-17')).toEqual(lowered);
    expect(await flagsOf(prison)).toEqual([]);
    await prison.template('TUE', open(1), { ifMatch: 1 });
    const flag = (visit: unknown) => ({ visit, code: 'capacity-lowered' });
    expect(await flagsOf(prison)).toHaveLength(2);
    expect(await flagsOf(prison)).toEqual(expect.arrayContaining([flag(second), flag(third)]));
    // Nobody else gets a place, until enough are given back.
    expect((await prison.hold(await prison.family())).body['code']).toBe('pool-full');
    expect(await prison.oversold()).toEqual([]);
    await prison.template('TUE', open(2), { ifMatch: 2 });
    expect(await flagsOf(prison)).toEqual([flag(third)]);
    expect(await told(prison)).toEqual(['2 capacity-changed 2026-03-17', '3 capacity-changed 2026-03-17']);
    for (const visit of booked.slice(1)) await prison.act(visit, 'cancel', { code: 'visitor-ill' });
    expect((await prison.hold(await prison.family())).status).toBe(201);
    expect((await prison.hold(await prison.family())).status).toBe(409);
    expect(await prison.oversold()).toEqual([]);
  });

  it('that ends earlier removes sessions: their visits are flagged, until they are back', async () => {
    const prison = await Prison.open(visits);
    const family = await prison.family();
    const visit = await prison.book(family);
    await prison.template('TUE', { validTo: '2026-03-12' }, { ifMatch: 1 });
    expect(await flagsOf(prison)).toEqual([{ visit: refOf(visit), code: 'session-removed' }]);
    expect((await prison.sessions(family)).body.items.map(({ date }) => date)).toEqual([]);
    await prison.template('TUE', {}, { ifMatch: 2 });
    expect(await flagsOf(prison)).toEqual([]);
    expect(await told(prison)).toEqual(['2 excluded 2026-03-17', '3 restored 2026-03-17']);
    const events = await prison.told(family.detainee);
    expect(events.map(({ type }) => type.split('.').at(-1))).toEqual([
      'booked',
      'flag-raised',
      'flag-resolved',
    ]);
    expect(events.at(-1)?.data).toMatchObject({ state: 'booked', resolved: 'cause-gone', version: 3 });
  });
});

describe('a day', () => {
  it('that is excluded has no sessions; its visits are flagged, none is cancelled', async () => {
    const prison = await Prison.open(visits);
    const family = await prison.family({ members: 1 });
    const visit = await prison.book(family);
    const path = `/facilities/${prison.office}/excluded-dates`;
    const excluded = await visits.ask(`PUT ${path}/2026-03-17`, { body: { reason: 'quarantine' } });
    expect(excluded).toMatchObject({
      status: 200,
      body: { date: '2026-03-17', reason: 'quarantine', visits: [refOf(visit)] },
    });
    await visits.ask(`PUT ${path}/2026-03-17`, { body: { reason: 'flu' } });
    expect(await flagsOf(prison)).toEqual([{ visit: refOf(visit), code: 'date-excluded' }]);
    const read = await visits.ask(`GET /visits/${String(refOf(visit))}`);
    expect(read.body).toMatchObject({ state: 'booked', reviewFlags: [{ code: 'date-excluded' }] });
    const dates = (await prison.sessions(await prison.family())).body.items.map(({ date }) => date);
    expect(dates).not.toContain('2026-03-17');
    expect(dates).toContain('2026-03-24');
    expect((await visits.ask(`GET ${path}`)).body['items']).toEqual([{ date: '2026-03-17', reason: 'flu' }]);
    expect((await visits.ask(`DELETE ${path}/2026-03-17`)).status).toBe(204);
    expect((await visits.ask(`DELETE ${path}/2026-03-17`)).status).toBe(204);
    expect(await flagsOf(prison)).toEqual([]);
    expect(await told(prison)).toEqual(['2 excluded 2026-03-17', '3 restored 2026-03-17']);
  });

  it('of one template leaves the others; restored on both counts it is a day again', async () => {
    const prison = await Prison.open(visits);
    await prison.template('LATE', { startsAt: '15:00', endsAt: '16:00' });
    const visit = await prison.book(await prison.family());
    const of = `/facilities/${prison.office}`;
    const reason = { body: { reason: 'repairs' } };
    await visits.ask(`PUT ${of}/templates/TUE/excluded-dates/2026-03-17`, reason);
    await visits.ask(`PUT ${of}/excluded-dates/2026-03-17`, reason);
    expect((await visits.ask(`PUT ${of}/templates/NONE/excluded-dates/2026-03-17`, reason)).status).toBe(404);
    await visits.ask(`DELETE ${of}/excluded-dates/2026-03-17`);
    const listed = async () =>
      (await prison.sessions(await prison.family(), { from: '2026-03-17', to: '2026-03-17' })).body.items.map(
        ({ template }) => template,
      );
    expect(await listed()).toEqual(['LATE']);
    expect(await flagsOf(prison)).toEqual([{ visit: refOf(visit), code: 'date-excluded' }]);
    await visits.ask(`DELETE ${of}/templates/TUE/excluded-dates/2026-03-17`);
    expect(await listed()).toEqual(['TUE', 'LATE']);
    expect(await flagsOf(prison)).toEqual([]);
  });
});

it.each([
  ['the day first', ['day', 'template']],
  ['the template first', ['template', 'day']],
])('a session that was taken away twice is fine when it takes place again: %s', async (_, order) => {
  const prison = await Prison.open(visits);
  await prison.book(await prison.family());
  const day = `/facilities/${prison.office}/excluded-dates/2026-03-17`;
  let version = 1;
  const end = async (more: Json) => prison.template('TUE', more, { ifMatch: version++ });
  const away: Record<string, () => Promise<Answer>> = {
    day: () => visits.ask(`PUT ${day}`, { body: { reason: 'flu' } }),
    template: () => end({ validTo: '2026-03-12' }),
  };
  const back: Record<string, () => Promise<Answer>> = {
    day: () => visits.ask(`DELETE ${day}`),
    template: () => end({}),
  };
  for (const name of order) expect((await away[name]?.())?.status).toBe(200);
  expect(await flagsOf(prison)).not.toEqual([]);
  for (const name of order) expect((await back[name]?.())?.status).toBeLessThan(300);
  expect(await flagsOf(prison)).toEqual([]);
});

describe('a review flag', () => {
  it('is dismissed by staff, with a reason, once', async () => {
    const prison = await Prison.open(visits);
    const family = await prison.family();
    const visit = await prison.book(family);
    const day = `/facilities/${prison.office}/excluded-dates/2026-03-17`;
    await visits.ask(`PUT ${day}`, { body: { reason: 'x' } });
    const { body } = await visits.ask<{ items: Json[] }>(`GET /facilities/${prison.office}/review-flags`);
    const path = `POST /review-flags/${String(body.items[0]?.['id'])}/dismiss`;
    const elsewhere = await visits.ask(path, { body: { reason: 'fine' }, as: { offices: ['ALM-TRK'] } });
    expect(elsewhere.status).toBe(404);
    const dismissed = await visits.ask(path, { body: { reason: 'they come the day after' } });
    expect(dismissed).toMatchObject({
      status: 200,
      body: { ref: refOf(visit), reviewFlags: [], version: 3 },
    });
    expect((await visits.ask(path, { body: { reason: 'again' } })).body).toEqual(dismissed.body);
    // The same cause, told again, is no other one; come again, it is.
    await visits.ask(`PUT ${day}`, { body: { reason: 'y' } });
    expect(await flagsOf(prison)).toEqual([]);
    await visits.ask(`DELETE ${day}`);
    expect(await prison.told(family.detainee)).toHaveLength(3);
    await visits.ask(`PUT ${day}`, { body: { reason: 'z' } });
    expect(await flagsOf(prison)).toHaveLength(1);
    expect((await prison.told(family.detainee)).at(-2)).toMatchObject({
      type: 'visits.visit.flag-resolved',
      data: { resolved: 'dismissed', flag: { code: 'date-excluded' } },
    });
    expect(
      (await visits.ask(path.replace(/[0-9a-f]{12}/, '000000000000'), { body: { reason: 'x' } })).status,
    ).toBe(404);
  });
});

describe('moving visits', () => {
  it('is shown first and then done: into the other template’s session of the same week, as they were booked', async () => {
    const prison = await Prison.open(visits, open(3));
    await prison.template('THU', { weekday: 'thu', anchorDate: '2026-01-08', ...open(1) });
    const families = [await prison.family(), await prison.family()];
    const booked = [];
    for (const [index, family] of families.entries()) {
      visits.clock.set(new Date(Date.parse(startsAt) + index * 1000).toISOString());
      booked.push(await prison.book(family));
    }
    const [first, second] = booked.map(refOf);
    const move = (dryRun: boolean) =>
      visits.ask(`POST /facilities/${prison.office}/templates/TUE/move-visits`, {
        body: { to: 'THU', dryRun, reason: 'the room is repaired' },
      });
    const plan = await move(true);
    expect(plan).toMatchObject({
      status: 200,
      body: {
        moved: [{ visit: first, from: '2026-03-17', to: '2026-03-19' }],
        left: [{ visit: second, from: '2026-03-17', reason: 'no-place' }],
      },
    });
    expect((await visits.ask(`GET /visits/${String(first)}`)).body['date']).toBe('2026-03-17');
    expect((await move(false)).body).toEqual(plan.body);
    expect((await visits.ask(`GET /visits/${String(first)}`)).body).toMatchObject({
      date: '2026-03-19',
      template: 'THU',
      version: 2,
    });
    expect((await prison.told(families[0]?.detainee ?? '')).at(-1)?.type).toBe('visits.visit.rescheduled');
    expect(await prison.oversold()).toEqual([]);
    const same = await visits.ask(`POST /facilities/${prison.office}/templates/TUE/move-visits`, {
      body: { to: 'TUE', reason: 'x' },
    });
    expect(same.body).toMatchObject({ code: 'invalid-request' });
  });

  it('never brings two parties to one detainee at a time', async () => {
    const prison = await Prison.open(visits, open(3));
    await prison.template('WED', { weekday: 'wed', anchorDate: '2026-01-07', ...open(3) });
    await prison.template('ALL', { weekday: 'thu', anchorDate: '2026-01-08', ...open(3) });
    const family = await prison.family();
    const visit = await prison.book(family);
    const thursday = { session: await prison.session('2026-03-19', 'ALL') };
    expect((await prison.book(family, thursday)).status).toBe(201);
    const { body } = await visits.ask(`POST /facilities/${prison.office}/templates/TUE/move-visits`, {
      body: { to: 'ALL', reason: 'x' },
    });
    const left = body['left'] as { reason: string; conflicts: Json[] }[];
    expect(left[0]).toMatchObject({ visit: refOf(visit), reason: 'rules' });
    expect(left[0]?.conflicts).toContainEqual({ code: 'detainee-elsewhere' });
  });
});
