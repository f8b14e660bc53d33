import { bookings, tomorrow } from '../testing/booking.fixture';
import { QueueFixture, startsAt } from '../testing/queue.fixture';

let queue: QueueFixture;
beforeAll(async () => {
  queue = await QueueFixture.start();
});
afterAll(() => queue.stop());
afterEach(() => {
  queue.clock.set(startsAt);
});

const { book, at, move, cancel, checkIn, tickets } = bookings(() => queue);
const typesOf = async (office: string) =>
  (await queue.events(office)).map(({ type }) => type).filter((type) => type.startsWith('queue.ticket.'));

describe('an appointment', () => {
  it('is a booked ticket with a number of its own day, that nobody calls before the visitor has come', async () => {
    const office = await queue.office();
    await queue.issue(office);
    const { status, body, headers } = await book(office, { startsAt: tomorrow, priority: 'infant' });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      office,
      service: 'reports',
      // A001 of today is in somebody's hand.
      number: 'A002',
      state: 'booked',
      version: 1,
      channel: 'system',
      businessDay: '2026-03-11',
      dueAt: '2026-03-11T06:05:00.000Z',
      priority: 'infant',
      appointment: { reference: 'R-1', startsAt: tomorrow },
      estimate: { known: false, reason: 'not-waiting' },
      steps: [{ service: 'reports', state: 'booked' }],
    });
    expect(headers['etag']).toBe('"1"');
    expect(await typesOf(office)).toEqual(['queue.ticket.issued', 'queue.ticket.issued']);
    expect((await queue.events(office)).at(-1)?.data).toMatchObject({ state: 'booked', number: 'A002' });
    expect(await queue.ask(`GET ${at(office)}`)).toMatchObject({ status: 200, body: { id: body['id'] } });
    await queue.open(office);
    expect((await queue.callNext(office)).body['id']).not.toBe(body['id']);
  });

  it('is the same one when it is asked for again, and nobody else’s', async () => {
    const office = await queue.office();
    const first = await book(office, { phone: '+77011234567', iin: '900101300007' });
    const again = await book(office, {
      phone: '8 701 123 45 67',
      iin: '900101300007',
      startsAt: '2026-03-10T11:00:00+05:00',
    });
    expect(again).toMatchObject({
      status: 200,
      body: { id: first.body['id'], number: first.body['number'] },
    });
    for (const more of [{}, { phone: '+77770000000', iin: '900101300007' }, { phone: '+77011234567' }])
      expect(await book(office, more)).toMatchObject({ status: 409, body: { code: 'appointment-exists' } });
    const person = { phone: '+77011234567', iin: '900101300007' };
    for (const more of [
      { startsAt: tomorrow },
      { service: 'papers' },
      { language: 'ru' },
      { priority: 'infant' },
    ])
      expect(await book(office, { ...person, ...more })).toMatchObject({
        body: { code: 'appointment-exists' },
      });
    expect(await tickets(office)).toHaveLength(1);
    expect((await book(await queue.office(), {})).status).toBe(201);
  });

  it('may be in the last year that can be named, though what is promised lies behind it', async () => {
    expect(await book(await queue.office(), { startsAt: '9998-12-31T23:50:00Z' })).toMatchObject({
      status: 201,
      body: { businessDay: '9998-12-31', dueAt: '9999-01-01T00:10:00.000Z' },
    });
  });

  it('that many ask for at once is one ticket', async () => {
    const office = await queue.office();
    const answers = await Promise.all(Array.from({ length: 40 }, () => book(office)));
    expect(answers.map(({ status }) => status).sort()).toEqual([...Array<number>(39).fill(200), 201]);
    expect(new Set(answers.map(({ body }) => body['id'])).size).toBe(1);
    expect(await tickets(office)).toHaveLength(1);
  });

  it('of a known person is the one open ticket for the service', async () => {
    const office = await queue.office();
    const phone = '+77011234567';
    await book(office, { phone, startsAt: tomorrow });
    expect(await book(office, { phone, reference: 'R-2' })).toMatchObject({
      body: { code: 'ticket-already-open' },
    });
    expect(await queue.issue(office, { phone })).toMatchObject({ body: { code: 'ticket-already-open' } });
    const other = await book(office, { phone, reference: 'R-3', service: 'papers' });
    expect(other.status).toBe(201);
    expect(await queue.ask(`PUT ${at(office, 'R-3')}`, { body: { service: 'reports' } })).toMatchObject({
      status: 409,
      body: { code: 'ticket-already-open', number: 'A001' },
    });
    expect((await queue.ask(`PUT ${at(office, 'R-3')}`, { body: { startsAt: tomorrow } })).status).toBe(200);
  });

  it.each([
    { with: 'an unknown service', more: { service: 'visas' }, status: 422, code: 'service-unknown' },
    { with: 'an unknown priority', more: { priority: 'friend' }, status: 422, code: 'priority-unknown' },
    {
      with: 'a foreign phone',
      more: { phone: '+79161234567' },
      status: 422,
      code: 'phone-not-kazakh-mobile',
    },
    { with: 'a wrong IIN', more: { iin: '900101300008' }, status: 422, code: 'iin-invalid' },
    {
      with: 'a time that is over',
      more: { startsAt: '2026-03-10T04:49:59Z' },
      status: 422,
      code: 'appointment-in-past',
    },
    {
      with: 'a reference that fits no path',
      more: { reference: 'a/b' },
      status: 400,
      code: 'invalid-request',
    },
    {
      with: 'a year that the calendar has not',
      more: { startsAt: '9999-12-31T23:30:00-12:00' },
      status: 400,
      code: 'invalid-request',
    },
    { with: 'an unknown field', more: { childrenWithVisitor: 1 }, status: 400, code: 'invalid-request' },
  ])('with $with is refused, and takes no number', async ({ more, status, code }) => {
    const office = await queue.office();
    expect(await book(office, more)).toMatchObject({ status, body: { code } });
    expect((await book(office)).body['number']).toBe('A001');
  });

  it('is not possible while the office is closed then, whatever it is now', async () => {
    const hours = { weekly: [{ days: ['wed' as const], from: '11:00', to: '12:00' }] };
    const office = await queue.office({ hours });
    expect(await book(office)).toMatchObject({
      status: 409,
      body: { code: 'office-closed', opensAt: '2026-03-11T06:00:00.000Z' },
    });
    expect((await book(office, { startsAt: tomorrow })).status).toBe(201);
    expect(await move(office, { startsAt: '2026-03-11T07:00:00Z' })).toMatchObject({
      status: 409,
      body: { code: 'office-closed', opensAt: '2026-03-18T06:00:00.000Z' },
    });
  });

  it('needs the scope and the office, and is not found elsewhere', async () => {
    const office = await queue.office();
    await book(office);
    expect((await book(office, {}, { as: { scopes: ['queue:read'] } })).status).toBe(403);
    expect((await book(office, {}, { as: { offices: ['ALM-SIZO'] } })).status).toBe(404);
    for (const call of ['GET', 'DELETE', 'PUT', 'POST'])
      expect(
        await queue.ask(`${call} ${at(office, 'R-2')}${call === 'POST' ? '/check-in' : ''}`, {
          ...(call === 'PUT' && { body: { service: 'papers' } }),
          ...(call === 'POST' && { body: {} }),
        }),
      ).toMatchObject({ status: 404, body: { code: 'not-found' } });
  });
});

describe('an appointment that is moved', () => {
  it('within its day keeps its number, and on another day gets one of that day', async () => {
    const office = await queue.office();
    const { body: first } = await book(office);
    await book(office, { reference: 'R-2', startsAt: tomorrow });
    const later = await move(office, { startsAt: '2026-03-10T08:00:00Z' });
    expect(later).toMatchObject({
      status: 200,
      body: {
        id: first['id'],
        number: 'A001',
        state: 'booked',
        version: 2,
        dueAt: '2026-03-10T08:20:00.000Z',
      },
    });
    const other = await move(office, { startsAt: tomorrow });
    expect(other.body).toMatchObject({
      id: first['id'],
      number: 'A002',
      businessDay: '2026-03-11',
      version: 3,
    });
    expect((await move(office, { service: 'papers' })).body).toMatchObject({
      number: 'K001',
      service: 'papers',
      version: 4,
    });
    expect((await move(office, { startsAt: tomorrow, service: 'papers' })).body['version']).toBe(4);
    expect((await typesOf(office)).filter((type) => type === 'queue.ticket.rescheduled')).toHaveLength(3);
    expect((await queue.events(office)).at(-1)).toMatchObject({
      type: 'queue.ticket.rescheduled',
      data: { number: 'K001', dueAt: '2026-03-11T06:20:00.000Z' },
    });
  });

  it('is refused a service or a time that is not there, or nothing', async () => {
    const office = await queue.office();
    await book(office);
    expect(await move(office, { service: 'visas' })).toMatchObject({ body: { code: 'service-unknown' } });
    expect(await move(office, { startsAt: '2026-03-09T06:00:00Z' })).toMatchObject({
      body: { code: 'appointment-in-past' },
    });
    expect(await move(office, {})).toMatchObject({ status: 400 });
  });

  it('cannot be any more when the visitor has come, or it was cancelled', async () => {
    const office = await queue.office();
    await book(office);
    await checkIn(office);
    expect(await move(office, { startsAt: tomorrow })).toMatchObject({
      status: 409,
      body: { code: 'ticket-wrong-state', state: 'waiting' },
    });
    await cancel(office);
    expect(await move(office, { startsAt: tomorrow })).toMatchObject({ body: { state: 'cancelled' } });
  });
});

describe('an appointment that is cancelled', () => {
  it('ends its ticket once, however often it is asked', async () => {
    const office = await queue.office();
    await book(office);
    const first = await cancel(office);
    expect(first).toMatchObject({
      status: 200,
      body: { state: 'cancelled', outcome: 'appointment-withdrawn', version: 2 },
    });
    expect(await cancel(office)).toMatchObject({ status: 200, body: { version: 2 } });
    expect(await checkIn(office)).toMatchObject({ status: 409, body: { code: 'ticket-wrong-state' } });
    expect(await tickets(office)).toHaveLength(1);
  });

  it('may be made again under its reference, with whatever content, by one of many who ask for it', async () => {
    const office = await queue.office();
    const phone = '+77011234567';
    const { body: first } = await book(office, { phone });
    await cancel(office);
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => book(office, { phone, startsAt: tomorrow })),
    );
    const [one] = answers;
    expect(one?.body).toMatchObject({ state: 'booked', number: 'A001', businessDay: '2026-03-11' });
    expect(one?.body['id']).not.toBe(first['id']);
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    for (const { body } of answers) expect(body['id']).toBe(one?.body['id']);
    expect((await queue.ask(`GET ${at(office)}`)).body['id']).toBe(one?.body['id']);
    await cancel(office);
    expect((await book(office)).body).toMatchObject({ state: 'booked', number: 'A002' });
    expect(await book(office)).toMatchObject({ status: 200, body: { number: 'A002' } });
    expect(await book(office, { startsAt: tomorrow })).toMatchObject({
      body: { code: 'appointment-exists' },
    });
  });

  it('takes nobody from a counter', async () => {
    const office = await queue.office();
    await book(office);
    await checkIn(office);
    await queue.open(office);
    await queue.callNext(office);
    expect(await cancel(office)).toMatchObject({
      status: 409,
      body: { code: 'ticket-wrong-state', state: 'called' },
    });
  });

  it('while it is called: one of both happens', async () => {
    const office = await queue.office();
    await queue.open(office);
    for (let round = 0; round < 20; round += 1) {
      const reference = `R-${String(round)}`;
      const { body } = await book(office, { reference, startsAt });
      await queue.ask(`POST ${at(office, reference)}/check-in`, { body: {} });
      const [called, cancelled] = await Promise.all([
        queue.callNext(office),
        queue.ask(`DELETE ${at(office, reference)}`),
      ]);
      expect([called.status === 200, cancelled.status === 200].filter(Boolean)).toHaveLength(1);
      if (called.status === 200) await queue.command(body['id'], 'no-show');
    }
  });
});
