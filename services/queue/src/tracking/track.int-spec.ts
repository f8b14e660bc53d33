import { text } from '../testing/office.fixture';
import { QueueFixture, startsAt } from '../testing/queue.fixture';

let queue: QueueFixture;
beforeAll(async () => {
  queue = await QueueFixture.start();
});
beforeEach(() => {
  queue.clock.set(startsAt);
});
afterAll(() => queue.stop());

const track = async (ticket: Record<string, unknown>) =>
  (await queue.ask(`GET /track/${String(ticket['trackingToken'])}`)).body;

describe('the visitor’s own view', () => {
  it('names office, service and counter as the signs on the wall do', async () => {
    const counters = [{ code: '1', name: text('Cash desk') }];
    const office = await queue.office({ name: text('Front office'), counters });
    const { body: ticket } = await queue.issue(office);
    const names = { office: text('Front office'), service: text('Reports') };
    expect(await track(ticket)).toMatchObject({ state: 'waiting', position: 1, names });
    expect((await track(ticket))['names']).toEqual(names);
    await queue.open(office, '1');
    await queue.callNext(office, '1');
    expect(await track(ticket)).toMatchObject({
      counter: '1',
      names: { ...names, counter: text('Cash desk') },
    });
  });

  it('tells the time on the clocks of the office', async () => {
    const office = await queue.office({ timeZone: 'Europe/Berlin' });
    const { body: patient } = await queue.issue(office);
    queue.clock.advance({ minutes: 1 });
    await queue.issue(office, { priority: 'infant' });
    await queue.open(office, '1');
    await queue.callNext(office, '1');
    expect(await track(patient)).toMatchObject({
      overtaken: [{ at: '2026-03-10T05:01:00.000Z', reason: 'priority:infant' }],
    });
  });

  it('is the answer to who gives the ticket back', async () => {
    const office = await queue.office();
    const { body: ticket } = await queue.issue(office);
    const left = await queue.ask(`POST /track/${String(ticket['trackingToken'])}/leave`, { body: {} });
    expect(left).toMatchObject({ status: 200, body: { state: 'left', actions: [] } });
    expect(await track(ticket)).toEqual(left.body);
  });
});
