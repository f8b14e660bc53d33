import { QueueFixture } from '../testing/queue.fixture';

let queue: QueueFixture;
beforeAll(async () => {
  queue = await QueueFixture.start();
});
afterAll(() => queue.stop());

const id = ({ body }: { body: Record<string, unknown> }): string => String(body['id']);
const both = { body: { skills: ['papers'] } };

/** An office with one who is being served at counter 1. */
async function serving(more: Record<string, unknown> = {}) {
  const office = await queue.office();
  await queue.open(office, '1', both);
  const ticket = id(await queue.issue(office, more));
  await queue.callNext(office);
  await queue.command(ticket, 'start');
  return { office, ticket };
}

describe('a transfer', () => {
  it('ends the step; the visit waits for the other service with its number and basis, and says so in its history', async () => {
    const { office, ticket } = await serving({ priority: 'infant' });
    queue.clock.advance({ minutes: 4 });
    const reason = 'needs papers too';
    const moved = await queue.command(ticket, 'transfer', { service: 'papers', reason });
    expect(moved).toMatchObject({
      status: 200,
      body: {
        state: 'waiting',
        service: 'papers',
        number: 'A001',
        position: 1,
        steps: [
          { service: 'reports', state: 'transferred', outcome: 'transferred' },
          { service: 'papers', state: 'waiting' },
        ],
      },
    });
    expect(moved.body).not.toHaveProperty('outcome');
    const { body } = await queue.ask(`GET /tickets/${ticket}/history`);
    expect(body).toMatchObject({
      periods: [
        { step: 1, state: 'waiting', service: 'reports' },
        { step: 1, state: 'called' },
        { step: 1, state: 'serving' },
        { step: 1, state: 'transferred', outcome: 'transferred', reason },
        { step: 2, state: 'waiting', service: 'papers' },
      ],
    });
    const told = (await queue.events(office)).filter(({ subject }) => subject === ticket).slice(-2);
    expect(told).toMatchObject([
      { type: 'queue.ticket.transferred', data: { from: 'reports', to: 'papers', state: 'transferred' } },
      { type: 'queue.ticket.resumed', data: { state: 'waiting', service: 'papers', reason: 'transferred' } },
    ]);
    expect((await queue.callNext(office)).body).toMatchObject({ id: ticket, counter: '1' });
  });

  it('keeps the priority: its deadline is that of the new service from the old basis', async () => {
    const { ticket } = await serving({ priority: 'infant' });
    const before = (await queue.ask(`GET /tickets/${ticket}`)).body;
    const after = (await queue.command(ticket, 'transfer', { service: 'papers' })).body;
    expect(after['dueAt']).toEqual(before['dueAt']);
  });

  it('to a counter is called there alone, until it closes', async () => {
    const { office, ticket } = await serving();
    await queue.open(office, '2', { ...both, as: { sub: 'second' } });
    await queue.command(ticket, 'transfer', { service: 'reports', counter: '2' });
    expect((await queue.callNext(office)).status).toBe(204);
    const atTwo = await queue.callNext(office, '2', { as: { sub: 'second' } });
    expect(atTwo.body).toMatchObject({ id: ticket, counter: '2' });
    await queue.command(ticket, 'transfer', { service: 'papers', counter: '1' }, { as: { sub: 'second' } });
    await queue.ask(`DELETE /offices/${office}/counters/1/session`);
    const again = await queue.callNext(office, '2', { as: { sub: 'second' } });
    expect(again.body).toMatchObject({ id: ticket, counter: '2' });
  });

  it.each([{ services: ['reports'], skills: ['papers'] }, { skills: [] }])(
    'to a counter that gives the service no more is called elsewhere',
    async (profile) => {
      const { office, ticket } = await serving();
      const second = { sub: 'second' };
      await queue.open(office, '2', { ...both, as: second });
      await queue.command(ticket, 'transfer', { service: 'papers', counter: '2' });
      await queue.open(office, '2', { body: profile, as: second });
      expect((await queue.callNext(office, '2', { as: second })).status).toBe(204);
      expect((await queue.callNext(office)).body).toMatchObject({ id: ticket, counter: '1' });
    },
  );

  it('is refused to where it makes no sense', async () => {
    const { office, ticket } = await serving();
    const to = async (body: Record<string, unknown>) =>
      (await queue.command(ticket, 'transfer', body)).body['code'];
    expect(await to({ service: 'visas' })).toBe('service-unknown');
    expect(await to({ service: 'reports' })).toBe('transfer-to-itself');
    expect(await to({ service: 'reports', counter: '1' })).toBe('transfer-to-itself');
    expect(await to({ service: 'reports', counter: '9' })).toBe('counter-unknown');
    expect(await to({ service: 'reports', counter: '3' })).toBe('counter-not-open');
    await queue.open(office, '3', { body: { services: ['reports'] }, as: { sub: 'third' } });
    expect(await to({ service: 'papers', counter: '3' })).toBe('counter-cannot-serve');
    const other = id(await queue.issue(office));
    expect((await queue.command(other, 'transfer', { service: 'papers' })).body['code']).toBe(
      'ticket-wrong-state',
    );
  });
});

describe('several services in one visit', () => {
  it('begin with the one that waits least, and go on until each has ended', async () => {
    const office = await queue.office();
    await queue.open(office, '1', both);
    for (let count = 0; count < 3; count += 1) await queue.issue(office);
    await queue.open(office, '2', {
      body: { services: ['papers'], skills: ['papers'] },
      as: { sub: 'second' },
    });
    const { body } = await queue.issue(office, { furtherServices: ['papers'] });
    expect(body).toMatchObject({
      number: 'A004',
      service: 'papers',
      steps: [
        { service: 'papers', state: 'waiting' },
        { service: 'reports', state: 'booked' },
      ],
    });
    const second = { as: { sub: 'second' } };
    expect((await queue.callNext(office, '2', second)).body).toMatchObject({ number: 'A004' });
    await queue.command(body['id'], 'start', {}, second);
    const next = await queue.command(body['id'], 'finish', { outcome: 'served' }, second);
    expect(next.body).toMatchObject({
      state: 'waiting',
      service: 'reports',
      number: 'A004',
      steps: [
        { service: 'papers', state: 'served', outcome: 'served' },
        { service: 'reports', state: 'waiting' },
      ],
    });
    const told = (await queue.events(office)).filter(({ subject }) => subject === body['id']);
    expect(told.slice(-2).map(({ type, data }) => [type, data['reason']])).toEqual([
      ['queue.ticket.served', undefined],
      ['queue.ticket.resumed', 'next-service'],
    ]);
  });

  it('that nobody gave end as the visit does, and never as served', async () => {
    const office = await queue.office();
    const { body } = await queue.issue(office, { furtherServices: ['papers'] });
    const cancelled = await queue.command(body['id'], 'cancel', { reason: 'a mistake' });
    expect(cancelled.body['steps']).toEqual(
      ['reports', 'papers'].map((service) => ({
        service,
        state: 'cancelled',
        outcome: 'cancelled-by-operator',
      })),
    );
  });

  it('end with the visit when it is sent to another office', async () => {
    const { ticket } = await serving({ furtherServices: ['papers'] });
    const ended = await queue.command(ticket, 'finish', { outcome: 'redirected-office' });
    expect(ended.body).toMatchObject({
      state: 'served',
      outcome: 'redirected-office',
      steps: [
        { service: 'reports', state: 'served', outcome: 'redirected-office' },
        { service: 'papers', state: 'closed-unserved', outcome: 'redirected-office' },
      ],
    });
  });
});

describe('a visit that is put aside', () => {
  it('is not called, and resumes with its own rank', async () => {
    const { office, ticket } = await serving();
    queue.clock.advance({ minutes: 1 });
    expect((await queue.command(ticket, 'park', { reason: 'copies' })).body).toMatchObject({
      state: 'parked',
      reason: 'copies',
      actions: ['resume', 'return-later', 'cancel'],
    });
    const later = id(await queue.issue(office));
    expect((await queue.callNext(office)).body).toMatchObject({ id: later });
    await queue.command(later, 'no-show');
    await queue.issue(office);
    expect((await queue.command(ticket, 'resume')).body).toMatchObject({ state: 'waiting', position: 1 });
    expect((await queue.callNext(office)).body).toMatchObject({ id: ticket });
  });

  it('until a day comes back on that day before everybody, with a number of that day', async () => {
    const { office, ticket } = await serving();
    const later = await queue.command(ticket, 'return-later', { on: '2026-03-12', reason: 'the passport' });
    expect(later.body).toMatchObject({ state: 'return-later', returnOn: '2026-03-12' });
    expect(await queue.command(ticket, 'resume')).toMatchObject({
      status: 409,
      body: { code: 'return-not-today', state: 'return-later', returnOn: '2026-03-12' },
    });
    queue.clock.advance({ hours: 48 });
    await queue.issue(office);
    await queue.open(office, '1', both);
    const back = await queue.command(ticket, 'resume');
    expect(back.body).toMatchObject({
      state: 'waiting',
      number: 'A003',
      businessDay: '2026-03-12',
      position: 1,
    });
    expect((await queue.callNext(office)).body).toMatchObject({ id: ticket, number: 'A003' });
    queue.clock.advance({ hours: -48 });
  });

  it('is not ended as left over on the day of the return', async () => {
    const office = await queue.office({
      hours: { weekly: [{ days: ['tue', 'thu'], from: '08:00', to: '18:00' }] },
    });
    const ticket = id(await queue.issue(office));
    await queue.command(ticket, 'return-later', { on: '2026-03-12', reason: 'the passport' });
    queue.clock.advance({ hours: 48 });
    await queue.command(ticket, 'resume');
    await queue.timers.endDays();
    expect((await queue.ask(`GET /tickets/${ticket}`)).body).toMatchObject({ state: 'waiting' });
    queue.clock.advance({ hours: 24 });
    await queue.timers.endDays();
    expect((await queue.ask(`GET /tickets/${ticket}`)).body).toMatchObject({ state: 'closed-unserved' });
    queue.clock.advance({ hours: -72 });
  });

  it.each([{ on: '2026-03-09' }, { on: '2026-04-10' }])('is not sent to $on', async ({ on }) => {
    const { ticket } = await serving();
    expect(await queue.command(ticket, 'return-later', { on, reason: 'x' })).toMatchObject({
      status: 422,
      body: { code: 'return-date-invalid', errors: [{ pointer: '/on' }] },
    });
  });

  it('is not sent to a day on which the office is closed', async () => {
    const office = await queue.office({ hours: { weekly: [{ days: ['tue'], from: '08:00', to: '18:00' }] } });
    const ticket = id(await queue.issue(office));
    const on = async (day: string) =>
      (await queue.command(ticket, 'return-later', { on: day, reason: 'x' })).status;
    expect([await on('2026-03-11'), await on('2026-03-17')]).toEqual([422, 200]);
  });
});
