import { randomUUID } from 'node:crypto';
import { QueueFixture } from '../testing/queue.fixture';

let queue: QueueFixture;
beforeAll(async () => {
  queue = await QueueFixture.start();
});
afterAll(() => queue.stop());
beforeEach(() => {
  queue.clock.set('2026-03-10T05:00:00Z');
});

async function called() {
  const office = await queue.office();
  await queue.open(office);
  const { body } = await queue.issue(office);
  await queue.callNext(office);
  return { office, id: String(body['id']), trackingToken: String(body['trackingToken']) };
}

async function waiting(office?: string) {
  const place = office ?? (await queue.office());
  const { body } = await queue.issue(place);
  return { office: place, id: String(body['id']), trackingToken: String(body['trackingToken']) };
}

const wrongState = { status: 409, body: { code: 'ticket-wrong-state' } };
const elsewhere = { status: 409, body: { code: 'ticket-at-another-counter' } };
const lastEvent = async (office: string) => (await queue.events(office)).at(-1);

describe('serving', () => {
  it('starts and ends with an outcome; periods are contiguous, events in order', async () => {
    const { office, id } = await called();
    queue.clock.advance({ seconds: 30 });
    expect((await queue.command(id, 'start')).body).toMatchObject({
      state: 'serving',
      servingStartedAt: '2026-03-10T05:00:30.000Z',
      actions: ['finish', 'park', 'transfer', 'return-later'],
    });
    queue.clock.advance({ minutes: 5 });
    const finished = await queue.command(id, 'finish', {
      outcome: 'refused-with-reason',
      reason: 'no papers',
    });
    expect(finished).toMatchObject({
      status: 200,
      body: {
        state: 'served',
        outcome: 'refused-with-reason',
        reason: 'no papers',
        version: 4,
        actions: [],
        endedAt: '2026-03-10T05:05:30.000Z',
        counter: '1',
      },
    });
    expect((await queue.periods(id)).map(({ state, version }) => [state, version])).toEqual([
      ['waiting', 1],
      ['called', 2],
      ['serving', 3],
      ['served', 4],
    ]);
    const said = (await queue.events(office)).filter(({ subject }) => subject === id);
    expect(said.map(({ type, sequence }) => [type, sequence])).toEqual([
      ['queue.ticket.issued', 1],
      ['queue.ticket.called', 2],
      ['queue.ticket.started', 3],
      ['queue.ticket.served', 4],
    ]);
  });

  it('happens at the counter that called', async () => {
    const { office, id } = await called();
    await queue.open(office, '2', { as: { sub: 'bolat', kind: 'staff' } });
    for (const action of ['recall', 'start', 'no-show'])
      expect(await queue.command(id, action, {}, { as: { sub: 'bolat' } })).toMatchObject(elsewhere);
  });

  it('is refused when the lease has ended', async () => {
    const { id } = await called();
    await queue.command(id, 'start');
    queue.clock.advance({ minutes: 10 });
    expect(await queue.command(id, 'finish', { outcome: 'served' })).toMatchObject(elsewhere);
  });

  it('follows the states', async () => {
    const { id } = await called();
    expect(await queue.command(id, 'finish', { outcome: 'served' })).toMatchObject({
      ...wrongState,
      body: {
        state: 'called',
        actions: ['recall', 'start', 'park', 'transfer', 'return-later', 'no-show', 'cancel'],
      },
    });
    await queue.command(id, 'start');
    for (const action of ['start', 'recall', 'no-show'])
      expect(await queue.command(id, action)).toMatchObject(wrongState);
    expect(await queue.command(id, 'finish', { outcome: 'no-show' })).toMatchObject({ status: 400 });
    expect(await queue.command(id, 'finish', { outcome: 'refused-with-reason' })).toMatchObject({
      status: 400,
    });
  });
});

describe('a call', () => {
  it('is repeated by hand', async () => {
    const { office, id } = await called();
    queue.clock.advance({ seconds: 20 });
    expect((await queue.command(id, 'recall')).body).toMatchObject({ state: 'called', version: 3 });
    expect(await lastEvent(office)).toMatchObject({
      type: 'queue.ticket.recalled',
      sequence: 3,
      data: { calledAt: '2026-03-10T05:00:00.000Z', expiresAt: '2026-03-10T05:02:30.000Z' },
    });
    expect((await queue.periods(id)).map(({ state }) => state)).toEqual(['waiting', 'called', 'called']);
  });

  it('that nobody answers is a no-show, and the counter is free', async () => {
    const { office, id } = await called();
    expect((await queue.command(id, 'no-show')).body).toMatchObject({ state: 'no-show', outcome: 'no-show' });
    expect(await lastEvent(office)).toMatchObject({
      type: 'queue.ticket.no-show',
      data: { outcome: 'no-show' },
    });
    expect((await queue.callNext(office)).status).toBe(204);
  });
});

describe('a call out of turn', () => {
  const call = (id: string, more = {}, ask = {}) =>
    queue.command(id, 'call', { counter: '1', reason: 'medical', ...more }, ask);

  const overtakings = (office: string) =>
    queue.rows('SELECT ticket, by_ticket AS by, counter, actor, reason FROM overtaking WHERE office = $1', [
      office,
    ]);

  it('is written down with who did it and why, and the visitors overtaken can see it', async () => {
    const first = await waiting();
    const second = await waiting(first.office);
    await queue.open(first.office);
    queue.clock.advance({ minutes: 1 });
    expect((await call(second.id)).body).toMatchObject({ state: 'called', counter: '1' });
    expect(await lastEvent(first.office)).toMatchObject({
      type: 'queue.ticket.called',
      data: { override: 'medical' },
    });
    expect(await overtakings(first.office)).toEqual([
      { ticket: first.id, by: second.id, counter: '1', actor: 'desk', reason: 'medical' },
    ]);
    expect((await queue.ask(`GET /tickets/${first.id}`)).body).toMatchObject({ overtakenTimes: 1 });
    expect((await queue.ask(`GET /tickets/${second.id}/history`)).body).toMatchObject({
      periods: [{ state: 'waiting' }, { state: 'called', reason: 'medical' }],
    });
    expect((await queue.ask(`GET /track/${first.trackingToken}`)).body).toMatchObject({
      overtaken: [{ at: '2026-03-10T05:01:00.000Z', reason: 'medical' }],
    });
  });

  it('of who was next anyway is an ordinary call', async () => {
    const { office, id } = await waiting();
    await queue.open(office);
    expect((await call(id)).status).toBe(200);
    expect((await lastEvent(office))?.data).not.toHaveProperty('override');
    expect(await overtakings(office)).toEqual([]);
  });

  it('is refused where the ticket does not wait, and where the counter cannot', async () => {
    const { office, id } = await called();
    expect(await call(id)).toMatchObject({
      status: 409,
      body: { code: 'ticket-not-waiting', state: 'called' },
    });
    const other = await waiting(office);
    expect(await call(other.id)).toMatchObject({ status: 409, body: { code: 'counter-busy' } });
    expect(await call(other.id, { counter: '2' })).toMatchObject({ body: { code: 'counter-not-open' } });
    expect(await call(other.id, { counter: '9' })).toMatchObject({ body: { code: 'counter-unknown' } });
    await queue.open(office, '2', { body: { services: ['papers'] } });
    expect(await call(other.id, { counter: '2' })).toMatchObject({ body: { code: 'counter-cannot-serve' } });
    expect(await call(other.id, { reason: 'because' })).toMatchObject({ status: 400 });
    expect(await overtakings(office)).toEqual([]);
  });
});

describe('a ticket is withdrawn', () => {
  it('by an operator, for a reason', async () => {
    const { office, id } = await waiting();
    const cancelled = await queue.command(id, 'cancel', { reason: 'twice' });
    expect(cancelled.body).toMatchObject({
      state: 'cancelled',
      outcome: 'cancelled-by-operator',
      reason: 'twice',
    });
    expect(await lastEvent(office)).toMatchObject({ type: 'queue.ticket.cancelled' });
    expect(await queue.command(id, 'cancel', { reason: 'twice' })).toMatchObject(wrongState);
    expect(await queue.command(id, 'cancel', {})).toMatchObject({ status: 400 });
  });

  it('by its visitor, once', async () => {
    const { office, id, trackingToken } = await waiting();
    const key = randomUUID();
    const leave = (ask = {}) => queue.ask(`POST /track/${trackingToken}/leave`, { body: {}, ...ask });
    const left = await leave({ key });
    expect(left).toMatchObject({ status: 200, body: { state: 'left', number: 'A001', actions: [] } });
    expect((await leave({ key })).body).toEqual(left.body);
    expect(await leave()).toMatchObject({ ...wrongState, body: { state: 'left', actions: [] } });
    expect(await queue.periods(id)).toMatchObject([{ actor: 'desk' }, { state: 'left', actor: 'visitor' }]);
    expect(await lastEvent(office)).toMatchObject({
      type: 'queue.ticket.left',
      data: { outcome: 'left-by-visitor' },
    });
    expect(await queue.ask('POST /track/unknown/leave', { body: {} })).toMatchObject({ status: 404 });
  });
});

describe('every command', () => {
  it('has its effect once for a key', async () => {
    const { id } = await called();
    const key = randomUUID();
    const first = await queue.command(id, 'start', {}, { key });
    const again = await queue.command(id, 'start', {}, { key });
    expect([again.status, again.body]).toEqual([200, first.body]);
    expect(await queue.command(id, 'finish', { outcome: 'served' }, { key })).toMatchObject({
      status: 422,
      body: { code: 'idempotency-key-reused' },
    });
  });

  it('compares If-Match where it is sent', async () => {
    const { id } = await called();
    expect(await queue.command(id, 'start', {}, { ifMatch: 1 })).toMatchObject({
      status: 412,
      body: { code: 'version-mismatch' },
    });
    expect((await queue.command(id, 'start', {}, { ifMatch: 2 })).status).toBe(200);
  });

  it('does not know the tickets of other offices', async () => {
    const { id } = await called();
    const as = { offices: ['ALM-SIZO'] };
    for (const action of ['recall', 'start', 'no-show'])
      expect(await queue.command(id, action, {}, { as })).toMatchObject({ status: 404 });
    expect(await queue.command(randomUUID(), 'start')).toMatchObject({ status: 404 });
    expect(await queue.command('not-an-id', 'start')).toMatchObject({ status: 400 });
  });

  it('needs its scope', async () => {
    const { id } = await called();
    expect(await queue.command(id, 'start', {}, { as: { scopes: ['queue:issue'] } })).toMatchObject({
      status: 403,
    });
  });
});
