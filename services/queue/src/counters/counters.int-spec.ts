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

// A person holds one counter of the whole city: each test has people of its own.
const person = () => ({ sub: randomUUID(), kind: 'staff' }) as const;
let aigerim = person();
let bolat = person();
beforeEach(() => {
  aigerim = person();
  bolat = person();
});

const session = (office: string, counter: string, action = '') =>
  `/offices/${office}/counters/${counter}/session${action}`;
const counterEvents = async (office: string) =>
  (await queue.events(office))
    .filter(({ type }) => type.startsWith('queue.counter.'))
    .map(({ type, sequence, subject }) => [type.slice('queue.counter.'.length), sequence, subject]);

describe('opening a counter', () => {
  it('makes the caller its operator for the length of a lease, for all services', async () => {
    const office = await queue.office();
    expect(await queue.open(office, '1', { as: aigerim })).toMatchObject({
      status: 200,
      body: {
        counter: '1',
        operator: aigerim.sub,
        state: 'ready',
        services: ['reports', 'papers'],
        skills: [],
        leaseUntil: '2026-03-10T05:10:00.000Z',
      },
    });
    expect(await counterEvents(office)).toEqual([['opened', 1, `${office}/1`]]);
  });

  it('again changes its profile and says nothing', async () => {
    const office = await queue.office();
    await queue.open(office);
    const body = { services: ['papers'], skills: ['papers'] };
    expect((await queue.open(office, '1', { body })).body).toMatchObject(body);
    expect(await counterEvents(office)).toHaveLength(1);
  });

  it('is refused at an unknown counter, for an unknown service, and where somebody else is', async () => {
    const office = await queue.office();
    expect(await queue.open(office, '9')).toMatchObject({ status: 404, body: { code: 'counter-unknown' } });
    expect(await queue.open(office, '1', { body: { services: ['visas'] } })).toMatchObject({
      status: 422,
      body: { code: 'service-unknown', errors: [{ pointer: '/services/0' }] },
    });
    await queue.open(office, '1', { as: aigerim });
    expect(await queue.open(office, '1', { as: bolat })).toMatchObject({
      status: 409,
      body: { code: 'counter-occupied' },
    });
  });

  it('moves a person from an empty counter, but not away from a visitor', async () => {
    const office = await queue.office();
    await queue.open(office, '1', { as: aigerim });
    expect((await queue.open(office, '2', { as: aigerim })).status).toBe(200);
    expect(await counterEvents(office)).toEqual([
      ['opened', 1, `${office}/1`],
      ['closed', 2, `${office}/1`],
      ['opened', 1, `${office}/2`],
    ]);
    await queue.issue(office);
    await queue.callNext(office, '2', { as: aigerim });
    expect(await queue.open(office, '3', { as: aigerim })).toMatchObject({
      status: 409,
      body: { code: 'operator-elsewhere', counter: '2' },
    });
  });

  it('lets a system hold several', async () => {
    const office = await queue.office();
    await queue.open(office, '1');
    await queue.open(office, '2');
    expect(await counterEvents(office)).toHaveLength(2);
  });

  it('takes over from an operator whose lease has ended', async () => {
    const office = await queue.office();
    await queue.open(office, '1', { as: aigerim });
    const { body } = await queue.issue(office);
    await queue.callNext(office, '1', { as: aigerim });
    queue.clock.advance({ minutes: 10 });
    expect((await queue.open(office, '1', { as: bolat })).body).toMatchObject({
      operator: bolat.sub,
      state: 'ready',
    });
    expect((await counterEvents(office)).map(([type]) => type)).toEqual(['opened', 'closed', 'opened']);
    expect((await queue.ask(`GET /tickets/${String(body['id'])}`)).body).toMatchObject({ state: 'waiting' });
  });
});

describe('closing a counter', () => {
  it('sends who is called back to the queue, with its own rank', async () => {
    const office = await queue.office();
    await queue.open(office);
    const first = await queue.issue(office);
    await queue.issue(office);
    await queue.callNext(office);
    expect((await queue.ask(`DELETE ${session(office, '1')}`)).body).toMatchObject({ state: 'closed' });
    const { body } = await queue.ask(`GET /tickets/${String(first.body['id'])}`);
    expect(body).toMatchObject({ state: 'waiting', position: 1, dueAt: first.body['dueAt'] });
    expect(body['counter']).toBeUndefined();
    expect((await queue.events(office)).at(-2)).toMatchObject({
      type: 'queue.ticket.resumed',
      data: { reason: 'counter-logout', state: 'waiting' },
    });
  });

  it('ends who is served, by the logout', async () => {
    const office = await queue.office();
    await queue.open(office);
    const { body } = await queue.issue(office);
    await queue.callNext(office);
    await queue.command(body['id'], 'start');
    await queue.ask(`DELETE ${session(office, '1')}`);
    expect((await queue.ask(`GET /tickets/${String(body['id'])}`)).body).toMatchObject({
      state: 'served',
      outcome: 'ended-by-logout',
    });
    expect((await queue.events(office)).at(-2)?.data).toMatchObject({ durationReliable: false });
  });

  it('that is closed answers the same, that was never open nothing', async () => {
    const office = await queue.office();
    expect((await queue.ask(`DELETE ${session(office, '1')}`)).status).toBe(204);
    await queue.open(office);
    await queue.ask(`DELETE ${session(office, '1')}`);
    expect(await queue.ask(`DELETE ${session(office, '1')}`)).toMatchObject({ status: 200 });
    expect(await counterEvents(office)).toHaveLength(2);
  });

  it('is refused to somebody else', async () => {
    const office = await queue.office();
    await queue.open(office, '1', { as: aigerim });
    expect(await queue.ask(`DELETE ${session(office, '1')}`, { as: bolat })).toMatchObject({
      status: 409,
      body: { code: 'counter-occupied' },
    });
  });
});

describe('a pause', () => {
  it('keeps the counter and calls nobody, until it is opened again', async () => {
    const office = await queue.office();
    await queue.open(office);
    await queue.issue(office);
    const paused = await queue.ask(`POST ${session(office, '1', '/pause')}`, { body: { reason: 'tea' } });
    expect(paused.body).toMatchObject({ state: 'paused', reason: 'tea' });
    expect(await queue.callNext(office)).toMatchObject({ status: 409, body: { code: 'counter-paused' } });
    await queue.open(office);
    expect((await queue.callNext(office)).status).toBe(200);
    expect((await counterEvents(office)).map(([type]) => type)).toEqual(['opened', 'paused', 'opened']);
  });

  it('is refused with a visitor, and without a session', async () => {
    const office = await queue.office();
    const pause = () => queue.ask(`POST ${session(office, '1', '/pause')}`, { body: { reason: 'tea' } });
    expect(await pause()).toMatchObject({ status: 409, body: { code: 'counter-not-open' } });
    await queue.open(office);
    await queue.issue(office);
    await queue.callNext(office);
    expect(await pause()).toMatchObject({ status: 409, body: { code: 'counter-busy', state: 'called' } });
  });
});

describe('a lease', () => {
  it('is kept by a heartbeat and by every command at the counter', async () => {
    const office = await queue.office();
    await queue.open(office);
    queue.clock.advance({ minutes: 9 });
    const beat = await queue.ask(`POST ${session(office, '1', '/heartbeat')}`, { body: {} });
    expect(beat.body).toMatchObject({ leaseUntil: '2026-03-10T05:19:00.000Z' });
    const { body } = await queue.issue(office);
    queue.clock.advance({ minutes: 9 });
    await queue.callNext(office);
    queue.clock.advance({ minutes: 9 });
    expect((await queue.command(body['id'], 'start')).status).toBe(200);
    queue.clock.advance({ minutes: 9 });
    expect((await queue.command(body['id'], 'finish', { outcome: 'served' })).status).toBe(200);
  });

  it('that has ended closes the counter before anybody has swept it up', async () => {
    const office = await queue.office();
    await queue.open(office);
    queue.clock.advance({ minutes: 10 });
    for (const answer of [
      await queue.ask(`POST ${session(office, '1', '/heartbeat')}`, { body: {} }),
      await queue.callNext(office),
    ])
      expect(answer).toMatchObject({ status: 409, body: { code: 'counter-not-open' } });
  });
});

describe('calling the next one', () => {
  it('answers with the ticket, and writes row, period and event', async () => {
    const office = await queue.office();
    await queue.open(office);
    const { body } = await queue.issue(office);
    const called = await queue.callNext(office);
    expect(called).toMatchObject({
      status: 200,
      body: {
        id: body['id'],
        state: 'called',
        counter: '1',
        version: 2,
        firstCalledAt: '2026-03-10T05:00:00.000Z',
        actions: ['recall', 'start', 'park', 'transfer', 'return-later', 'no-show', 'cancel'],
      },
    });
    expect(called.headers['etag']).toBe('"2"');
    expect((await queue.periods(body['id'])).map(({ state }) => state)).toEqual(['waiting', 'called']);
    expect((await queue.events(office)).at(-1)).toMatchObject({
      type: 'queue.ticket.called',
      sequence: 2,
      data: {
        counter: '1',
        calledAt: '2026-03-10T05:00:00.000Z',
        expiresAt: '2026-03-10T05:02:30.000Z',
      },
    });
    expect((await queue.ask(`PUT ${session(office, '1')}`, { body: {} })).body).toMatchObject({
      state: 'serving',
      ticket: body['id'],
    });
  });

  it('with the same key calls nobody else, also when nobody was there', async () => {
    const office = await queue.office();
    await queue.open(office);
    const nobody = randomUUID();
    expect((await queue.callNext(office, '1', { key: nobody })).status).toBe(204);
    await queue.issue(office);
    await queue.issue(office);
    expect(await queue.callNext(office, '1', { key: nobody })).toMatchObject({
      status: 204,
      headers: { 'idempotency-replayed': 'true' },
    });
    const key = randomUUID();
    const first = await queue.callNext(office, '1', { key });
    expect((await queue.callNext(office, '1', { key })).body).toEqual(first.body);
    expect(
      await queue.rows(`SELECT FROM ticket WHERE office = $1 AND state = 'called'`, [office]),
    ).toHaveLength(1);
  });

  it('is refused with a visitor, whose number it names', async () => {
    const office = await queue.office();
    await queue.open(office);
    await queue.issue(office);
    await queue.issue(office);
    await queue.callNext(office);
    expect(await queue.callNext(office)).toMatchObject({
      status: 409,
      body: { code: 'counter-busy', state: 'called', number: 'A001' },
    });
  });

  it('is refused at a counter that is not the caller’s or not open, or of another office', async () => {
    const office = await queue.office();
    expect(await queue.callNext(office)).toMatchObject({ body: { code: 'counter-not-open' } });
    await queue.open(office, '1', { as: aigerim });
    expect(await queue.callNext(office, '1', { as: bolat })).toMatchObject({
      body: { code: 'counter-occupied' },
    });
    expect(await queue.callNext(office, '9')).toMatchObject({
      status: 404,
      body: { code: 'counter-unknown' },
    });
    expect((await queue.callNext(office, '1', { as: { offices: ['ALM-SIZO'] } })).status).toBe(404);
  });

  it('takes only whom the counter can serve, by service and by skill', async () => {
    const office = await queue.office();
    await queue.issue(office, { service: 'papers' });
    await queue.open(office, '1');
    expect((await queue.callNext(office, '1')).status).toBe(204);
    await queue.open(office, '2', { body: { services: ['reports'], skills: ['papers'] } });
    expect((await queue.callNext(office, '2')).status).toBe(204);
    await queue.open(office, '3', { body: { skills: ['papers'] } });
    expect((await queue.callNext(office, '3')).body).toMatchObject({ number: 'K001' });
  });
});
