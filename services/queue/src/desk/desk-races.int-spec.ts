import { notedIn, wrongIn } from '../testing/history.fixture';
import { QueueFixture, startsAt } from '../testing/queue.fixture';
import {
  deadlocksIn,
  decided,
  each,
  operatorAt,
  placed,
  seated,
  together,
  type Placed,
} from '../testing/racing.fixture';

let queue: QueueFixture;
beforeAll(async () => {
  queue = await QueueFixture.start();
});
afterAll(() => queue.stop());

const atOnce = 160;
const counters = Array.from({ length: atOnce }, (_, index) => ({ code: String(index + 1) }));
const other = { sub: 'other', kind: 'staff' } as const;

/** An office with all its counters open, twice: more than three hundred races. */
async function twice(race: (office: string) => Promise<void>): Promise<void> {
  for (let round = 0; round < 2; round += 1) {
    queue.clock.set(startsAt);
    const office = await queue.office({ counters });
    await seated(queue, office, atOnce);
    await race(office);
    expect(wrongIn(await notedIn(queue, office))).toEqual([]);
  }
}

/** What happened to a ticket since it was placed. */
async function since(office: string, version: number): Promise<Map<string, string[]>> {
  const later = (await notedIn(queue, office)).filter((noted) => noted.version > version);
  const byTicket = Map.groupBy(later, ({ ticket }) => ticket);
  return new Map([...byTicket].map(([ticket, noted]) => [ticket, noted.map(({ action }) => action)]));
}

const command = ({ id }: Placed, action: string, body = {}, as: object = other) =>
  queue.command(id, action, body, { as });

describe('of two who race for one ticket one wins, and the other is told how it stands', () => {
  it('a call against a cancellation', () =>
    twice(async (office) => {
      const tickets = await placed(queue, { office, state: 'waiting', count: atOnce });
      const winners = await each(tickets, async (ticket, index) => {
        const { counter } = ticket;
        const call = { counter, reason: 'medical' };
        const { won, lost } = decided(
          await together(
            index,
            () => command(ticket, 'call', call, operatorAt(office, counter)),
            () => command(ticket, 'cancel', { reason: 'a mistake' }),
          ),
        );
        expect(lost).toMatchObject({
          status: 409,
          body: [
            { code: 'ticket-at-another-counter', state: 'called' },
            { code: 'ticket-not-waiting', state: 'cancelled', actions: [] },
          ][won],
        });
        return [ticket.id, [['call'], ['cancel']][won]];
      });
      expect(await since(office, 1)).toEqual(new Map(winners as [string, string[]][]));
    }));

  it('a transfer against a finish', () =>
    twice(async (office) => {
      const tickets = await placed(queue, { office, state: 'serving', count: atOnce });
      const winners = await each(tickets, async (ticket, index) => {
        const own = operatorAt(office, ticket.counter);
        const { won, lost } = decided(
          await together(
            index,
            () => command(ticket, 'transfer', { service: 'papers' }, own),
            () => command(ticket, 'finish', { outcome: 'served' }, own),
          ),
        );
        expect(lost).toMatchObject({
          status: 409,
          body: [
            { code: 'ticket-wrong-state', state: 'waiting', actions: ['call', 'return-later', 'cancel'] },
            { code: 'ticket-wrong-state', state: 'served', actions: [] },
          ][won],
        });
        return [ticket.id, [['transfer', 'next-step'], ['finish']][won]];
      });
      expect(await since(office, 3)).toEqual(new Map(winners as [string, string[]][]));
    }));

  it.each([
    { action: 'resume', state: 'parked', body: {} },
    { action: 'reopen', state: 'no-show', body: { reason: 'was outside' } },
  ] as const)('$action by two desks', ({ action, state, body }) =>
    twice(async (office) => {
      const tickets = await placed(queue, { office, state, count: atOnce });
      await each(tickets, async (ticket, index) => {
        const { lost } = decided(
          await together(
            index,
            () => command(ticket, action, body),
            () => command(ticket, action, body, operatorAt(office, '1')),
          ),
        );
        const actions = ['call', 'return-later', 'cancel'];
        expect(lost).toMatchObject({
          status: 409,
          body: { code: 'ticket-wrong-state', state: 'waiting', actions },
        });
      });
      const happened = await since(office, 3);
      expect([...happened.values()]).toEqual(tickets.map(() => [action]));
    }),
  );

  it('the end of a lease against a finish', () =>
    twice(async (office) => {
      const tickets = await placed(queue, { office, state: 'serving', count: atOnce });
      queue.clock.set('2026-03-10T05:09:59.999Z');
      const finishes = each(tickets, (ticket, index) => {
        // From here on every lease is over, with some finishes still under way.
        if (index === atOnce / 2) queue.clock.set('2026-03-10T05:10:00Z');
        const swept = index >= atOnce / 2 ? queue.timers.tick() : Promise.resolve();
        const own = operatorAt(office, ticket.counter);
        return Promise.all([command(ticket, 'finish', { outcome: 'served' }, own), swept]);
      });
      const answers = (await finishes).map(([answer]) => answer);
      await queue.timers.tick();
      for (const { status, body } of answers.filter((answer) => answer.status !== 200)) {
        expect(status).toBe(409);
        expect([
          { code: 'ticket-wrong-state', state: 'served' },
          { code: 'ticket-at-another-counter', state: 'serving' },
        ]).toContainEqual({ code: body['code'], state: body['state'] });
      }
      const ends = tickets.map(({ id }, index): [string, string[]] => [
        id,
        [answers[index]?.status === 200 ? 'finish' : 'end-by-timeout'],
      ]);
      expect(await since(office, 3)).toEqual(new Map(ends));
      const timedOut = ends.filter(([, [end]]) => end === 'end-by-timeout').length;
      expect(timedOut).toBeGreaterThan(0);
      expect(timedOut).toBeLessThan(atOnce);
    }));
});

it('of two operators at one counter one holds it, and the other is told so', async () => {
  for (let round = 0; round < 2; round += 1) {
    const office = await queue.office({ counters });
    const holders = await each(counters, async ({ code }, index) => {
      const operators = [
        operatorAt(office, code),
        { sub: `${office}-second-${code}`, kind: 'staff' },
      ] as const;
      const opening = await together(
        index,
        () => queue.open(office, code, { as: operators[0] }),
        () => queue.open(office, code, { as: operators[1] }),
      );
      const { won, lost } = decided(opening);
      expect(lost).toMatchObject({ status: 409, body: { code: 'counter-occupied' } });
      return operators[won].sub;
    });
    const held = await queue.rows<{ operator: string; version: number }>(
      'SELECT operator, version FROM counter_session WHERE office = $1 ORDER BY counter::integer',
      [office],
    );
    expect(held).toEqual(holders.map((operator) => ({ operator, version: 1 })));
  }
});

it('operators who change places with each other wait in no circle', async () => {
  const office = await queue.office({ counters });
  const before = await deadlocksIn(queue);
  const seats = counters.slice(0, 8).map(({ code }) => code);
  const moving = (by: number) =>
    Promise.all(
      seats.map((_, index) =>
        queue.open(office, seats[(index + by) % seats.length], { as: operatorAt(office, String(index)) }),
      ),
    );
  await moving(0);
  for (let round = 1; round <= 20; round += 1)
    for (const { status } of await moving(4)) expect([200, 409]).toContain(status);
  const held = await queue.rows(
    `SELECT operator FROM counter_session WHERE office = $1 AND state <> 'closed' GROUP BY operator`,
    [office],
  );
  expect(held).toHaveLength(seats.length);
  expect(await deadlocksIn(queue)).toBe(before);
});
