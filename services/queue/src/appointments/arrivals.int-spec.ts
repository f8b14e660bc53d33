import type { Office } from '@kezek/contracts';
import { randomUUID } from 'node:crypto';
import { bookings, today, tomorrow } from '../testing/booking.fixture';
import { QueueFixture, startsAt } from '../testing/queue.fixture';

let queue: QueueFixture;
beforeAll(async () => {
  queue = await QueueFixture.start();
});
afterAll(() => queue.stop());
afterEach(() => {
  queue.clock.set(startsAt);
});

const { book, at, cancel, checkIn, tickets } = bookings(() => queue);

describe('who has an appointment and comes', () => {
  it.each([
    { comes: 'early', now: '2026-03-10T05:30:00Z', basis: '2026-03-10T06:00:00.000Z' },
    { comes: 'in time', now: '2026-03-10T06:00:00Z', basis: '2026-03-10T06:00:00.000Z' },
    { comes: 'within the grace', now: '2026-03-10T06:10:00Z', basis: '2026-03-10T06:10:00.000Z' },
    { comes: 'too late', now: '2026-03-10T06:30:00Z', basis: '2026-03-10T06:30:00.000Z' },
  ])('$comes waits, and counts from $basis', async ({ now, basis }) => {
    const office = await queue.office();
    const { body } = await book(office);
    queue.clock.set(now);
    const arrived = await checkIn(office);
    const dueAt = new Date(Date.parse(basis) + 20 * 60_000).toISOString();
    expect(arrived).toMatchObject({
      status: 200,
      body: { id: body['id'], state: 'waiting', position: 1, dueAt, version: 2 },
    });
    expect(await checkIn(office)).toMatchObject({ status: 200, body: { id: body['id'], version: 2 } });
    expect((await queue.events(office)).at(-1)).toMatchObject({
      type: 'queue.ticket.resumed',
      data: { state: 'waiting', reason: 'arrived' },
    });
    expect(await queue.periods(body['id'])).toMatchObject([{ state: 'booked' }, { state: 'waiting' }]);
  });

  it('and asks for a ticket with its reference gets that ticket, not a second one', async () => {
    const office = await queue.office();
    const { body } = await book(office, { phone: '+77011234567' });
    const appointment = { reference: 'R-1', startsAt: today };
    const key = randomUUID();
    const issued = await queue.issue(office, { appointment }, { key });
    expect(issued).toMatchObject({ status: 201, body: { id: body['id'], state: 'waiting', number: 'A001' } });
    expect((await queue.issue(office, { appointment }, { key })).body).toEqual(issued.body);
    const plain = { as: { scopes: ['queue:issue'] } };
    const again = await queue.issue(office, { appointment }, plain);
    expect(again).toMatchObject({ status: 409, body: { code: 'ticket-already-open', number: 'A001' } });
    expect(again.body).not.toHaveProperty('ticket');
    expect(await tickets(office)).toHaveLength(1);
  });

  it('at many kiosks at once waits once', async () => {
    const office = await queue.office();
    await book(office);
    const appointment = { reference: 'R-1', startsAt: today };
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_, index) =>
        index % 3 === 0 ? checkIn(office) : queue.issue(office, { appointment }),
      ),
    );
    for (const { status, body } of answers)
      if (status >= 400) expect(body['code']).toBe('ticket-already-open');
    expect(answers.filter(({ status }) => status === 201).length).toBeLessThanOrEqual(1);
    const [row] = await queue.rows('SELECT state, version FROM ticket WHERE office = $1', [office]);
    expect(row).toEqual({ state: 'waiting', version: 2 });
  });

  it('on another day does not wait', async () => {
    const office = await queue.office();
    await book(office, { startsAt: tomorrow });
    expect(await checkIn(office)).toMatchObject({
      status: 409,
      body: { code: 'ticket-wrong-state', state: 'booked' },
    });
    const appointment = { reference: 'R-1', startsAt: tomorrow };
    expect(await queue.issue(office, { appointment })).toMatchObject({
      body: { code: 'ticket-already-open' },
    });
  });

  it('after it was cancelled has none', async () => {
    const office = await queue.office();
    await book(office);
    await cancel(office);
    const appointment = { reference: 'R-1', startsAt: today };
    expect(await queue.issue(office, { appointment })).toMatchObject({
      status: 422,
      body: { code: 'appointment-in-past', errors: [{ pointer: '/appointment/reference' }] },
    });
    expect((await queue.issue(office)).status).toBe(201);
  });

  it('with one that nobody has booked waits with it, once', async () => {
    const office = await queue.office();
    const appointment = { reference: 'elsewhere 7', startsAt: today };
    expect(await queue.issue(office, { appointment })).toMatchObject({
      status: 201,
      body: { dueAt: '2026-03-10T06:20:00.000Z' },
    });
    expect(await queue.issue(office, { appointment })).toMatchObject({
      body: { code: 'ticket-already-open' },
    });
  });

  it('and is not there when the day is over has not come', async () => {
    const hours = { weekly: [{ days: ['tue' as const, 'wed' as const], from: '09:00', to: '18:00' }] };
    const office = await queue.office({ hours } satisfies Partial<Office>);
    const { body } = await book(office);
    queue.clock.set('2026-03-11T00:00:00Z');
    await queue.timers.endDays();
    expect((await queue.ask(`GET ${at(office)}`)).body).toMatchObject({
      id: body['id'],
      state: 'expired',
      outcome: 'no-show',
    });
  });
});
