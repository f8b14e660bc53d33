import { QueueFixture } from '../testing/queue.fixture';

let queue: QueueFixture;
beforeAll(async () => {
  queue = await QueueFixture.start();
});
afterAll(() => queue.stop());

describe('issuing a ticket', () => {
  it('answers with the ticket, and writes row, first period and event', async () => {
    const office = await queue.office();
    const { status, body, headers } = await queue.issue(office);
    expect(status).toBe(201);
    expect(body).toMatchObject({
      office,
      service: 'reports',
      number: 'A001',
      state: 'waiting',
      position: 1,
      issuedAt: '2026-03-10T05:00:00.000Z',
      dueAt: '2026-03-10T05:20:00.000Z',
      businessDay: '2026-03-10',
      version: 1,
      estimate: { known: false, reason: 'no-counter-open' },
      actions: ['call', 'cancel'],
    });
    expect(body['handle']).toMatch(/^[A-Za-z0-9_-]{22}$/);
    expect(headers['etag']).toBe('"1"');
    expect(await queue.periods(body['id'])).toEqual([
      { version: 1, state: 'waiting', from_at: new Date('2026-03-10T05:00:00Z'), actor: 'desk' },
    ]);
    const [, event] = await queue.events(office);
    expect(event).toMatchObject({
      type: 'queue.ticket.issued',
      subject: body['id'],
      sequence: 1,
      data: { number: 'A001', position: 1, dueAt: '2026-03-10T05:20:00.000Z' },
    });
  });
});

it('calls next', async () => {
  const office = await queue.office();
  const issued = await queue.issue(office);
  expect((await queue.open(office)).body).toMatchObject({ state: 'ready' });
  const called = await queue.callNext(office);
  expect(called).toMatchObject({
    status: 200,
    body: { id: issued.body['id'], state: 'called', counter: '1' },
  });
});
