import { QueueFixture } from '../testing/queue.fixture';

let queue: QueueFixture;
beforeAll(async () => {
  queue = await QueueFixture.start();
});
afterAll(() => queue.stop());
beforeEach(() => {
  queue.clock.set('2026-03-10T05:00:00Z');
});

const eventsOf = async (office: string, ticket: unknown) =>
  (await queue.events(office))
    .filter(({ subject }) => subject === ticket)
    .map(({ type }) => type.slice('queue.ticket.'.length));

async function called() {
  const office = await queue.office();
  await queue.open(office);
  const { body } = await queue.issue(office);
  await queue.callNext(office);
  return { office, id: body['id'] };
}

describe('a call that nobody answers', () => {
  it('is repeated after a minute and given up after ninety seconds more, each once', async () => {
    const { office, id } = await called();
    queue.clock.advance({ seconds: 59 });
    await queue.timers.tick();
    expect(await eventsOf(office, id)).toEqual(['issued', 'called']);
    queue.clock.advance({ seconds: 1 });
    await queue.timers.tick();
    await queue.timers.tick();
    expect(await eventsOf(office, id)).toEqual(['issued', 'called', 'recalled']);
    queue.clock.advance({ seconds: 89 });
    await queue.timers.tick();
    expect(await eventsOf(office, id)).toHaveLength(3);
    queue.clock.advance({ seconds: 1 });
    await queue.timers.tick();
    await queue.timers.tick();
    expect(await eventsOf(office, id)).toEqual(['issued', 'called', 'recalled', 'no-show']);
    expect((await queue.ask(`GET /tickets/${String(id)}`)).body).toMatchObject({
      state: 'no-show',
      outcome: 'no-show',
      endedAt: '2026-03-10T05:02:30.000Z',
    });
    expect((await queue.periods(id)).map(({ state, actor }) => [state, actor])).toEqual([
      ['waiting', 'desk'],
      ['called', 'desk'],
      ['called', 'system'],
      ['no-show', 'system'],
    ]);
  });

  it('is repeated before it is given up, however late the sweep comes', async () => {
    const { office, id } = await called();
    queue.clock.advance({ minutes: 5 });
    await queue.timers.tick();
    expect((await eventsOf(office, id)).at(-1)).toBe('recalled');
    queue.clock.advance({ seconds: 90 });
    await queue.timers.tick();
    expect((await eventsOf(office, id)).at(-1)).toBe('no-show');
  });

  it('is left alone once it is served', async () => {
    const { office, id } = await called();
    await queue.command(id, 'start');
    queue.clock.advance({ minutes: 5 });
    await queue.timers.tick();
    expect((await eventsOf(office, id)).at(-1)).toBe('started');
  });

  it('is swept by several processes at once, and once', async () => {
    const office = await queue.office();
    const ids = [];
    for (const counter of ['1', '2', '3', '4']) {
      await queue.open(office, counter);
      ids.push((await queue.issue(office)).body['id']);
      await queue.callNext(office, counter);
    }
    queue.clock.advance({ seconds: 60 });
    await Promise.all(Array.from({ length: 8 }, () => queue.timers.tick()));
    for (const id of ids) expect(await eventsOf(office, id)).toEqual(['issued', 'called', 'recalled']);
  });
});

describe('a lease that ends', () => {
  it('closes the counter; who was called waits again, who was served has been served', async () => {
    const office = await queue.office();
    await queue.open(office, '1');
    await queue.open(office, '2');
    const first = (await queue.issue(office)).body['id'];
    const second = (await queue.issue(office)).body['id'];
    await queue.callNext(office, '1');
    await queue.command(first, 'start');
    queue.clock.advance({ minutes: 9 });
    await queue.callNext(office, '2');
    queue.clock.set('2026-03-10T05:10:00Z');
    await queue.timers.tick();
    const states = await queue.rows('SELECT state, outcome, duration_reliable FROM ticket WHERE id = $1', [
      first,
    ]);
    expect(states).toEqual([{ state: 'served', outcome: 'ended-by-timeout', duration_reliable: false }]);
    expect((await queue.ask(`GET /tickets/${String(second)}`)).body).toMatchObject({
      state: 'called',
      counter: '2',
    });
    const closed = (await queue.events(office)).filter(({ type }) => type === 'queue.counter.closed');
    expect(closed).toMatchObject([{ data: { counter: '1', reason: 'lease-expired', version: 2 } }]);
    await queue.timers.tick();
    expect((await queue.events(office)).filter(({ type }) => type === 'queue.counter.closed')).toHaveLength(
      1,
    );
  });
});

describe('a visitor with a phone', () => {
  const phone = '+77500000001';

  it('is told once that the turn is near, when few are ahead', async () => {
    const office = await queue.office({ rules: { turnNearPlaces: 1 } as never });
    await queue.open(office);
    const ids = [];
    for (const last of ['1', '2', '3', '4'])
      ids.push((await queue.issue(office, { phone: `+7750000000${last}` })).body['id']);
    const near = async () =>
      (await queue.events(office))
        .filter(({ type }) => type === 'queue.ticket.turn-near')
        .map(({ subject }) => subject);
    await queue.near.tellAll();
    expect(await near()).toEqual([]);
    await queue.callNext(office);
    await queue.near.tellAll();
    await queue.near.tellAll();
    expect(await near()).toEqual([ids[1], ids[2]]);
    await queue.command(ids[1], 'cancel', { reason: 'x' });
    await Promise.all([queue.near.tellAll(), queue.near.tellAll()]);
    expect(await near()).toEqual([ids[1], ids[2], ids[3]]);
    const event = (await queue.events(office)).find(({ type }) => type === 'queue.ticket.turn-near');
    expect(event).toMatchObject({
      sequence: 2,
      data: { placesAhead: 0, expiresAt: '2026-03-10T05:10:00.000Z', contactRef: expect.any(String) },
    });
  });

  it('is not told without one, and is told after a restart', async () => {
    const office = await queue.office();
    await queue.open(office);
    await queue.issue(office);
    await queue.issue(office);
    await queue.issue(office, { phone });
    await queue.near.startOver();
    await queue.near.tellAll();
    const near = (await queue.events(office)).filter(({ type }) => type === 'queue.ticket.turn-near');
    expect(near).toMatchObject([{ data: { number: 'A003', placesAhead: 2 } }]);
  });

  it('is forgotten a day after the end', async () => {
    const office = await queue.office();
    const { body } = await queue.issue(office, { phone });
    await queue.command(body['id'], 'cancel', { reason: 'x' });
    const contacts = () => queue.rows('SELECT FROM contact WHERE ticket = $1', [body['id']]);
    queue.clock.advance({ hours: 24 });
    await queue.sweeper.housekeep();
    expect(await contacts()).toHaveLength(1);
    queue.clock.advance({ seconds: 1 });
    await queue.sweeper.housekeep();
    expect(await contacts()).toEqual([]);
  });
});

describe('the end of a business day', () => {
  it('closes who is left over where the office closes, unserved', async () => {
    const hours = { weekly: [{ days: ['tue', 'wed'], from: '09:00', to: '18:00' }] };
    const office = await queue.office({ hours: hours as never });
    const { body } = await queue.issue(office);
    queue.clock.set('2026-03-10T23:59:59Z');
    await queue.sweeper.housekeep();
    expect(await eventsOf(office, body['id'])).toEqual(['issued']);
    queue.clock.set('2026-03-11T00:00:00Z');
    await queue.sweeper.housekeep();
    await queue.sweeper.housekeep();
    expect(await eventsOf(office, body['id'])).toEqual(['issued', 'closed-unserved']);
  });

  it('leaves who has an appointment for the next day', async () => {
    const hours = { weekly: [{ days: ['tue', 'wed'], from: '09:00', to: '18:00' }] };
    const office = await queue.office({ hours: hours as never });
    const appointment = { reference: 'R-1', startsAt: '2026-03-11T10:00:00+05:00' };
    const { body } = await queue.issue(office, { appointment });
    queue.clock.set('2026-03-11T05:01:00Z');
    await queue.sweeper.housekeep();
    expect(await eventsOf(office, body['id'])).toEqual(['issued']);
    queue.clock.set('2026-03-12T00:00:00Z');
    await queue.sweeper.housekeep();
    expect(await eventsOf(office, body['id'])).toEqual(['issued', 'closed-unserved']);
  });

  it('leaves the queue of a round-the-clock office alone', async () => {
    const office = await queue.office();
    const { body } = await queue.issue(office);
    queue.clock.advance({ hours: 24 });
    await queue.sweeper.housekeep();
    expect(await eventsOf(office, body['id'])).toEqual(['issued']);
  });
});
