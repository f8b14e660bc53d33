import type { Office } from '@kezek/contracts';
import { text } from '../testing/office.fixture';
import { QueueFixture } from '../testing/queue.fixture';

let queue: QueueFixture;
beforeAll(async () => {
  queue = await QueueFixture.start();
});
afterEach(() => {
  queue.clock.set('2026-03-10T05:00:00Z');
});
afterAll(() => queue.stop());

const staff = {
  as: { scopes: ['queue:read', 'queue:issue', 'queue:operate', 'queue:manage', 'queue:presence'] },
};
const target = { minutes: 20, legalBasis: 'order 1', validFrom: '2026-01-01' };
const services = [
  { code: 'reports', prefix: 'A', name: text('Reports'), expectedMinutes: 10, target },
  { code: 'crime', prefix: 'K', name: text('Crime'), expectedMinutes: 10, target, resources: ['prosecutor'] },
] as Office['services'];
// Tuesdays and Wednesdays, in Almaty: 09:00–13:00 and 14:00–18:00.
const hours = {
  weekly: [
    { days: ['tue', 'wed'], from: '09:00', to: '13:00' },
    { days: ['tue', 'wed'], from: '14:00', to: '18:00' },
  ],
} as Office['hours'];

describe('a service that needs a prosecutor', () => {
  const present = (office: string, is: boolean, ask = staff) =>
    queue.ask(`PUT /offices/${office}/resources/prosecutor`, { ...ask, body: { present: is } });

  it('is not called while nobody is present: the ticket keeps its rank, and is told why', async () => {
    const office = await queue.office({ services });
    await queue.open(office);
    const crime = await queue.issue(office, { service: 'crime' });
    const waits = { waitingFor: ['prosecutor'], estimate: { known: false, reason: 'resource-absent' } };
    expect(crime.body).toMatchObject(waits);
    expect((await queue.ask(`GET /track/${String(crime.body['trackingToken'])}`)).body).toMatchObject(waits);
    queue.clock.advance({ minutes: 1 });
    const other = await queue.issue(office);
    expect((await queue.callNext(office)).body).toMatchObject({ id: other.body['id'] });
    await queue.command(other.body['id'], 'no-show');
    const out = await queue.command(crime.body['id'], 'call', { counter: '1', reason: 'medical' });
    expect(out).toMatchObject({ status: 409, body: { code: 'resource-absent', waitingFor: ['prosecutor'] } });
    await queue.issue(office);
    await present(office, true);
    const { body } = await queue.ask(`GET /tickets/${String(crime.body['id'])}`);
    expect(body).toMatchObject({ position: 1, overtakenTimes: 0 });
    expect(body).not.toHaveProperty('waitingFor');
    expect((await queue.callNext(office)).body).toMatchObject({ id: crime.body['id'] });
  });

  it('hears of presence with its time, which a repetition does not change', async () => {
    const office = await queue.office({ services });
    const read = async () => (await queue.ask(`GET /offices/${office}/resources/prosecutor`)).body;
    expect(await read()).toEqual({ office, resource: 'prosecutor', present: false });
    await present(office, true);
    queue.clock.advance({ minutes: 5 });
    const again = await present(office, true);
    expect(again).toMatchObject({ status: 200, body: { present: true, since: '2026-03-10T05:00:00.000Z' } });
    expect((await present(office, false)).body).toMatchObject({ since: '2026-03-10T05:05:00.000Z' });
    expect(await read()).toMatchObject({ present: false });
    const noted = await queue.rows('SELECT action, actor FROM office_audit WHERE office = $1 ORDER BY id', [
      office,
    ]);
    expect(noted.slice(1)).toEqual([
      { action: 'prosecutor-present', actor: 'desk' },
      { action: 'prosecutor-absent', actor: 'desk' },
    ]);
  });

  it('hears it from who may say so, of what there is', async () => {
    const office = await queue.office({ services });
    expect((await present(office, true, { as: { scopes: ['queue:operate'] } })).status).toBe(403);
    const judge = await queue.ask(`PUT /offices/${office}/resources/judge`, {
      ...staff,
      body: { present: true },
    });
    expect(judge.status).toBe(400);
  });
});

describe('the last ticket of a day', () => {
  it('is the last whose waiting and serving end before closing', async () => {
    const office = await queue.office({ services, hours });
    queue.clock.set('2026-03-10T12:39:00Z');
    await queue.open(office);
    expect((await queue.issue(office)).status).toBe(201);
    expect((await queue.issue(office)).status).toBe(201);
    expect(await queue.issue(office)).toMatchObject({
      status: 409,
      body: { code: 'closing-soon', opensAt: '2026-03-11T04:00:00.000Z' },
    });
  });

  it('is not the last one before a break', async () => {
    const office = await queue.office({ services, hours });
    queue.clock.set('2026-03-10T07:59:00Z');
    expect((await queue.issue(office)).status).toBe(201);
    queue.clock.set('2026-03-10T08:00:00Z');
    expect(await queue.issue(office)).toMatchObject({
      status: 409,
      body: { code: 'office-closed', opensAt: '2026-03-10T09:00:00.000Z' },
    });
  });

  it('is counted as if all counters were open when none is', async () => {
    const office = await queue.office({ services, hours });
    queue.clock.set('2026-03-10T12:50:00Z');
    expect((await queue.issue(office)).status).toBe(201);
    queue.clock.set('2026-03-10T12:50:01Z');
    expect(await queue.issue(office)).toMatchObject({ body: { code: 'closing-soon' } });
  });
});

describe('a day that is ended', () => {
  const close = (office: string, body: object = { reason: 'no power' }, ask = staff) =>
    queue.ask(`POST /offices/${office}/day/close`, { ...ask, body });
  const stateOf = async (ticket: unknown) => (await queue.ask(`GET /tickets/${String(ticket)}`)).body;

  it('leaves everybody with an outcome, lets who is served be served, and takes nobody more until tomorrow', async () => {
    const office = await queue.office({ hours });
    await queue.open(office);
    const served = (await queue.issue(office)).body['id'];
    await queue.callNext(office);
    await queue.command(served, 'start');
    const waiting = (await queue.issue(office)).body['id'];
    expect(await close(office)).toMatchObject({
      status: 200,
      body: {
        office,
        day: '2026-03-10',
        at: '2026-03-10T05:00:00.000Z',
        reason: 'no power',
        tickets: [{ state: 'closed-unserved', outcome: 'closed-by-day-end', count: 1 }],
      },
    });
    expect(await stateOf(waiting)).toMatchObject({ state: 'closed-unserved', outcome: 'closed-by-day-end' });
    expect((await queue.command(served, 'finish', { outcome: 'served' })).status).toBe(200);
    expect(await queue.issue(office)).toMatchObject({
      status: 409,
      body: { code: 'office-closed', opensAt: '2026-03-11T04:00:00.000Z' },
    });
    expect((await close(office, { reason: 'again' })).body).toMatchObject({
      reason: 'no power',
      tickets: [],
    });
    queue.clock.set('2026-03-11T05:00:00Z');
    expect((await queue.issue(office)).status).toBe(201);
  });

  it('may send people away until a day on which they come first', async () => {
    const office = await queue.office({ hours });
    const ticket = (await queue.issue(office)).body['id'];
    expect((await close(office, { reason: 'no power', returnOn: '2026-03-11' })).body).toMatchObject({
      tickets: [{ state: 'return-later', count: 1 }],
    });
    expect(await stateOf(ticket)).toMatchObject({ state: 'return-later', returnOn: '2026-03-11' });
    queue.clock.set('2026-03-11T03:59:00Z');
    expect((await queue.command(ticket, 'resume')).body['code']).toBe('office-closed');
    queue.clock.set('2026-03-11T04:00:00Z');
    expect((await queue.command(ticket, 'resume')).body).toMatchObject({ state: 'waiting', number: 'A001' });
    expect((await close(office, { reason: 'x', returnOn: '2026-03-12' })).body['code']).toBe(
      'return-date-invalid',
    );
  });

  it('sends nobody away until the same day, nor to one from which the office is closed for good', async () => {
    const closure = { from: '2026-03-12', reason: 'moved' };
    const office = await queue.office({ closure });
    const ticket = (await queue.issue(office)).body['id'];
    for (const returnOn of ['2026-03-10', '2026-03-12'])
      expect(await close(office, { reason: 'no power', returnOn })).toMatchObject({
        status: 422,
        body: { code: 'return-date-invalid', errors: [{ pointer: '/returnOn' }] },
      });
    expect(await stateOf(ticket)).toMatchObject({ state: 'waiting' });
    const parked = await queue.command(ticket, 'return-later', { on: '2026-03-10', reason: 'x' });
    expect(parked.status).toBe(200);
    const other = (await queue.issue(office)).body['id'];
    await queue.open(office);
    await queue.callNext(office);
    await close(office);
    expect(await queue.command(other, 'return-later', { on: '2026-03-10', reason: 'x' })).toMatchObject({
      status: 422,
      body: { code: 'return-date-invalid', errors: [{ pointer: '/on' }] },
    });
  });

  it('of an office that never closes is over when the next one begins', async () => {
    const office = await queue.office();
    await close(office);
    expect((await queue.issue(office)).body).toMatchObject({ opensAt: '2026-03-11T00:00:00.000Z' });
  });

  it('is ended by who manages the office', async () => {
    const office = await queue.office();
    expect((await close(office, undefined, { as: { scopes: ['queue:operate'] } })).status).toBe(403);
    const elsewhere = { as: { scopes: ['queue:manage'], offices: ['ALM-TRK'] } };
    expect((await close(office, undefined, elsewhere)).status).toBe(404);
  });
});

describe('what becomes of those who do not come', () => {
  it('a return expires when its day is over', async () => {
    const office = await queue.office();
    const ticket = (await queue.issue(office)).body['id'];
    await queue.command(ticket, 'return-later', { on: '2026-03-11', reason: 'x' });
    queue.clock.set('2026-03-11T23:59:59Z');
    await queue.sweeper.housekeep();
    expect((await queue.ask(`GET /tickets/${String(ticket)}`)).body).toMatchObject({ state: 'return-later' });
    queue.clock.set('2026-03-12T00:00:00Z');
    await queue.sweeper.housekeep();
    expect((await queue.ask(`GET /tickets/${String(ticket)}`)).body).toMatchObject({
      state: 'expired',
      outcome: 'no-show',
    });
  });

  it('a parked visit of an office that never closes is kept for a night, and not for two', async () => {
    const office = await queue.office();
    await queue.open(office);
    const ticket = (await queue.issue(office)).body['id'];
    await queue.callNext(office);
    await queue.command(ticket, 'park', { reason: 'x' });
    queue.clock.set('2026-03-11T00:00:00Z');
    await queue.sweeper.housekeep();
    expect((await queue.ask(`GET /tickets/${String(ticket)}`)).body).toMatchObject({ state: 'parked' });
    queue.clock.set('2026-03-12T00:00:00Z');
    await queue.sweeper.housekeep();
    expect((await queue.ask(`GET /tickets/${String(ticket)}`)).body).toMatchObject({
      state: 'closed-unserved',
      outcome: 'closed-by-day-end',
    });
  });
});
