import type { NumberBlock, OfflineTicket } from '@kezek/contracts';
import { KioskFixture, lent } from '../testing/kiosk.fixture';
import type { Json } from '../testing/office.fixture';
import { QueueFixture, startsAt } from '../testing/queue.fixture';

let queue: QueueFixture;
let office: string;
let kiosk: KioskFixture;
let kiosks = 0;
beforeAll(async () => {
  queue = await QueueFixture.start();
});
afterAll(() => queue.stop());
beforeEach(async () => {
  queue.clock.set(startsAt);
  office = await queue.office();
  kiosk = another();
});

/** One of which the queue has never heard. */
const another = () => new KioskFixture(queue, { sub: `silent-${String((kiosks += 1))}` });

const at = (time: string) => `2026-03-10T${time}.000Z`;
const clock = (time: string) => {
  queue.clock.set(at(time));
};

/** Says nothing, so that the queue hears of the kiosk at these times. */
async function heard(block: NumberBlock, ...times: string[]): Promise<void> {
  for (const time of times) {
    clock(time);
    expect(await kiosk.sync(block, {})).toMatchObject({ status: 200 });
  }
}
const everyMinute = (from: number, to: number) =>
  Array.from({ length: (to - from) * 3 }, (_, third) => {
    const [minute, second] = [from + Math.floor(third / 3), (third % 3) * 20];
    return `05:${String(minute).padStart(2, '0')}:${String(second).padStart(2, '0')}`;
  });

async function synced(block: NumberBlock, ...tickets: OfflineTicket[]): Promise<Json[]> {
  const { results } = await kiosk.synced(block, ...tickets);
  return Promise.all(
    results.map(async ({ ticket }) => (await queue.ask(`GET /tickets/${String(ticket)}`)).body),
  );
}
const flagsIn = async (block: NumberBlock) =>
  (await kiosk.account(block)).used.map(({ number, flags }) => [number, ...flags]);
const overtakenOf = async ({ trackingToken }: Json) =>
  (await queue.ask(`GET /track/${String(trackingToken)}`, { as: {} })).body['overtaken'];

describe('a time that a kiosk says', () => {
  it('counts for nothing where the queue heard of the kiosk then: the ticket waits from the sync on', async () => {
    const block = await kiosk.block(office);
    await heard(block, ...everyMinute(0, 20));
    clock('05:10:00');
    const { body: stood } = await queue.issue(office);
    await heard(block, ...everyMinute(20, 30));
    clock('05:30:00');
    const [backdated] = await synced(block, lent('A001', { issuedAt: at('05:05:00') }));
    expect(backdated).toMatchObject({
      number: 'A001',
      issuedAt: at('05:30:00'),
      syncedAt: at('05:30:00'),
      saidAt: at('05:05:00'),
      dueAt: at('05:50:00'),
      position: 2,
    });
    expect(await kiosk.account(block)).toMatchObject({
      gap: { silences: [] },
      used: [{ number: 'A001', issuedAt: at('05:30:00'), saidAt: at('05:05:00'), flags: ['time-unproven'] }],
    });
    await queue.open(office);
    expect((await queue.callNext(office)).body).toMatchObject({ id: stood['id'] });
  });

  it('counts where the queue heard nothing of the kiosk, and the silence stands in the account', async () => {
    const block = await kiosk.block(office);
    await heard(block, '05:01:00', '05:25:00');
    clock('05:26:00');
    const [ticket] = await synced(block, lent('A001', { issuedAt: at('05:05:00') }));
    expect(ticket).toMatchObject({ issuedAt: at('05:05:00'), syncedAt: at('05:26:00') });
    expect(ticket).not.toHaveProperty('saidAt');
    const { gap, used } = await kiosk.account(block);
    expect(gap.silences).toEqual([{ from: at('05:01:00'), to: at('05:25:00') }]);
    expect(used).toMatchObject([{ issuedAt: at('05:05:00'), flags: [] }]);
  });

  it('may miss the silence by a minute, as clocks do, and by no more', async () => {
    const block = await kiosk.block(office);
    await heard(block, ...everyMinute(0, 6), '05:10:00', ...everyMinute(10, 13));
    clock('05:15:00');
    // Heard until 05:05:40, and from 05:10:00 on.
    const said = ['05:04:39', '05:04:40', '05:11:00', '05:11:01'];
    await synced(
      block,
      ...said.map((time, index) => lent(`A00${String(index + 1)}`, { issuedAt: at(time) })),
    );
    expect(await flagsIn(block)).toEqual([
      ['A001', 'time-unproven'],
      ['A002'],
      ['A003'],
      ['A004', 'time-unproven'],
    ]);
  });

  it('is told soon after the silence has ended, or counts for nothing', async () => {
    const block = await kiosk.block(office);
    await heard(block, '05:20:00', ...everyMinute(20, 30));
    clock('05:30:00');
    await synced(block, lent('A001', { issuedAt: at('05:05:00') }));
    clock('05:30:01');
    await synced(block, lent('A002', { issuedAt: at('05:05:00') }));
    expect(await flagsIn(block)).toEqual([['A001'], ['A002', 'time-unproven']]);
  });

  it('before the block was taken counts for nothing, and is no conflict: somebody has the paper', async () => {
    clock('04:30:00');
    const early = await kiosk.block(office, { numbersPerPrefix: 1 });
    clock('05:00:00');
    const block = await kiosk.block(office, { numbersPerPrefix: 1 });
    clock('05:09:00');
    await synced(block, lent('A002', { issuedAt: at('04:40:00') }));
    await synced(early, lent('A001', { issuedAt: at('04:40:00') }));
    expect([await flagsIn(block), await flagsIn(early)]).toEqual([[['A002', 'time-unproven']], [['A001']]]);
  });

  it('is judged once: who says the same ticket again changes nothing', async () => {
    const block = await kiosk.block(office);
    await heard(block, ...everyMinute(0, 10));
    clock('05:10:00');
    const ticket = lent('A001', { issuedAt: at('05:05:00') });
    const [first] = await synced(block, ticket);
    clock('05:40:00');
    const [again] = await synced(block, ticket);
    expect(again).toMatchObject({ id: first?.['id'], issuedAt: at('05:10:00') });
  });

  it('is no silence of a kiosk that another one under the same name has broken', async () => {
    const block = await kiosk.block(office);
    await heard(block, '05:05:00');
    for (const time of everyMinute(5, 30)) {
      clock(time);
      expect(await queue.issue(office, {}, { as: kiosk.as })).toMatchObject({ status: 201 });
    }
    clock('05:30:00');
    await synced(block, lent('A001', { issuedAt: at('05:10:00') }));
    expect(await flagsIn(block)).toEqual([['A001', 'time-unproven']]);
  });

  it('is known by one silence, however many calls end it at once', async () => {
    const block = await kiosk.block(office);
    for (const time of ['05:10:00', '05:20:00']) {
      clock(time);
      const all = await Promise.all(Array.from({ length: 12 }, () => kiosk.sync(block, {})));
      expect(all.map(({ status }) => status)).toEqual(all.map(() => 200));
    }
    const found = await queue.rows(
      'SELECT since, until FROM device_silence WHERE device = $1 ORDER BY since',
      [kiosk.as.sub],
    );
    expect(found).toEqual([
      { since: new Date(at('05:00:00')), until: new Date(at('05:10:00')) },
      { since: new Date(at('05:10:00')), until: new Date(at('05:20:00')) },
    ]);
  });

  it('is forgotten with its silence the next day', async () => {
    const block = await kiosk.block(office);
    await heard(block, '05:10:00');
    const count = () => queue.rows('SELECT FROM device_silence WHERE device = $1', [kiosk.as.sub]);
    queue.clock.set('2026-03-11T05:10:00.000Z');
    await queue.sweeper.housekeep();
    expect(await count()).toHaveLength(1);
    queue.clock.set('2026-03-11T05:10:01.000Z');
    await queue.sweeper.housekeep();
    expect(await count()).toHaveLength(0);
  });
});

describe('more tickets within a minute than a device may issue', () => {
  const rules = { ticketsPerDeviceMinuteAtMost: 3 } as never;
  beforeEach(async () => {
    office = await queue.office({ rules });
  });
  const times = (...said: string[]) =>
    said.map((time, index) => lent(`A00${String(index + 1)}`, { issuedAt: at(time) }));

  it('are tickets that wait from the sync on, whatever order they are told in', async () => {
    const block = await kiosk.block(office, { numbersPerPrefix: 20 });
    clock('05:30:00');
    const [a, b, c, d, e] = times('05:10:00', '05:10:59', '05:10:30', '05:10:40', '05:11:00');
    if (!a || !b || !c || !d || !e) throw new Error('five tickets');
    await synced(block, d, a);
    await synced(block, e, c, b);
    expect(await flagsIn(block)).toEqual([
      ['A001'],
      ['A002', 'too-many-in-a-minute'],
      ['A003'],
      ['A004'],
      ['A005'],
    ]);
    const { used } = await kiosk.account(block);
    expect(used[1]).toMatchObject({ issuedAt: at('05:30:00'), saidAt: at('05:10:59') });
  });

  it('are those that it issued with a line, too', async () => {
    const block = await kiosk.block(office, { numbersPerPrefix: 20 });
    clock('05:10:00');
    for (let count = 0; count < 2; count += 1) await queue.issue(office, {}, { as: kiosk.as });
    clock('05:11:30');
    await synced(block, ...times('05:10:30', '05:10:31', '05:10:59', '05:11:00'));
    expect(await flagsIn(block)).toEqual([
      ['A001'],
      ['A002', 'too-many-in-a-minute'],
      ['A003', 'too-many-in-a-minute'],
      ['A004'],
    ]);
    // What waits from the sync on was not issued just now.
    clock('05:12:10');
    for (let count = 0; count < 3; count += 1)
      expect((await queue.issue(office, {}, { as: kiosk.as })).status).toBe(201);
  });

  it('are refused with a line, however many old ones it tells of in between', async () => {
    office = await queue.office({ rules: { ticketsPerDeviceMinuteAtMost: 1 } as never });
    const block = await kiosk.block(office, { numbersPerPrefix: 20 });
    clock('05:30:00');
    expect((await queue.issue(office, {}, { as: kiosk.as })).status).toBe(201);
    const old = Array.from({ length: 20 }, (_, index) =>
      lent(`A${String(index + 1).padStart(3, '0')}`, {
        issuedAt: at(`05:${String(index + 5).padStart(2, '0')}:00`),
      }),
    );
    await synced(block, ...old);
    expect(await queue.issue(office, {}, { as: kiosk.as })).toMatchObject({
      status: 429,
      body: { code: 'too-many-tickets' },
    });
  });

  it('are no more when two syncs tell of them at once', async () => {
    const block = await kiosk.block(office, { numbersPerPrefix: 20 });
    const other = await kiosk.block(office, { numbersPerPrefix: 20 });
    clock('05:30:00');
    const some = times('05:10:00', '05:10:01', '05:10:02', '05:10:03', '05:10:04', '05:10:05');
    await Promise.all([
      kiosk.synced(block, ...some),
      kiosk.synced(
        other,
        ...some.map((one, index) => lent(`A02${String(index + 1)}`, { issuedAt: one.issuedAt })),
      ),
    ]);
    const flags = [...(await flagsIn(block)), ...(await flagsIn(other))];
    expect(flags.filter(([, flag]) => flag === undefined)).toHaveLength(3);
  });
});

describe('who stood there when a kiosk told of somebody who came before', () => {
  it('is told that he was passed, and why; as often as the office allows', async () => {
    office = await queue.office({ rules: { overtakenAtMost: 1 } as never });
    const block = await kiosk.block(office);
    clock('05:10:00');
    const { body: stood } = await queue.issue(office);
    clock('05:30:00');
    const [first, second] = await synced(
      block,
      lent('A001', { issuedAt: at('05:05:00') }),
      lent('A002', { issuedAt: at('05:06:00') }),
    );
    clock('05:31:00');
    const { body: late } = await queue.issue(office);
    await queue.open(office);
    expect((await queue.callNext(office)).body).toMatchObject({ id: first?.['id'] });
    expect(await overtakenOf(stood)).toMatchObject([{ reason: 'synced' }]);
    expect(await overtakenOf(late)).toEqual([]);
    const head = { scopes: ['oversight:read'] };
    expect((await queue.ask(`GET /tickets/${String(stood['id'])}/audit`, { as: head })).body).toMatchObject({
      overtakings: [{ reason: 'synced', by: { ticket: first?.['id'], number: 'A001' } }],
    });
    await queue.command(first?.['id'], 'no-show');
    expect((await queue.callNext(office)).body).toMatchObject({ id: stood['id'] });
    const told = (await queue.ask(`GET /tickets/${String(second?.['id'])}/audit`, { as: head })).body;
    expect(told['overtakings']).toEqual([]);
  });

  it('is not passed by who waits from the sync on, nor by who stood before him', async () => {
    const block = await kiosk.block(office);
    const { body: earlier } = await queue.issue(office);
    await heard(block, ...everyMinute(0, 10));
    const { body: stood } = await queue.issue(office);
    const [backdated] = await synced(block, lent('A001', { issuedAt: at('05:01:00') }));
    await queue.open(office);
    const called = [];
    for (let count = 0; count < 3; count += 1) {
      const { body } = await queue.callNext(office);
      called.push(body['id']);
      await queue.command(body['id'], 'no-show');
    }
    expect(called).toEqual([earlier['id'], stood['id'], backdated?.['id']]);
    expect([await overtakenOf(earlier), await overtakenOf(stood)]).toEqual([[], []]);
  });
});

describe('that a ticket was synced', () => {
  it('stands in its history, its audit, its event, the office’s audit and the statistics', async () => {
    const block = await kiosk.block(office);
    await queue.issue(office);
    await heard(block, '05:10:00', ...everyMinute(10, 15));
    clock('05:15:00');
    const [proven, unproven] = await synced(
      block,
      lent('A001', { issuedAt: at('05:05:00') }),
      lent('A002', { issuedAt: at('05:13:00') }),
    );
    const periods = async (ticket?: Json) =>
      (await queue.ask(`GET /tickets/${String(ticket?.['id'])}/history`)).body['periods'];
    const { sub } = kiosk.as;
    expect(await periods(proven)).toEqual([
      { step: 1, state: 'waiting', from: at('05:05:00'), service: 'reports', actor: sub, action: 'sync' },
    ]);
    expect(await periods(unproven)).toMatchObject([{ action: 'sync', reason: 'time-unproven' }]);
    const head = { scopes: ['oversight:read', 'queue:read'] };
    const audit = (await queue.ask(`GET /offices/${office}/audit`, { as: head })).body['items'] as Json[];
    expect(audit.filter(({ action }) => action === 'sync')).toMatchObject([
      { actor: sub, number: 'A001', at: at('05:05:00') },
      { actor: sub, number: 'A002', at: at('05:15:00'), reason: 'time-unproven' },
    ]);
    expect(audit.find(({ action }) => action === 'block-synced')).toMatchObject({
      detail: {
        block: block.id,
        issued: 2,
        unproven: 1,
        conflicts: 0,
        silences: [{ from: at('05:00:00'), to: at('05:10:00') }],
      },
    });
    const told = (await queue.events(office)).filter(({ subject }) => subject === proven?.['id']);
    expect(told).toMatchObject([{ data: { syncedAt: at('05:15:00') } }]);
    const { total, groups } = (
      await queue.ask<{ total: Json; groups: Json[] }>(`GET /offices/${office}/statistics?by=operator`, {
        as: head,
      })
    ).body;
    expect(total).toMatchObject({ issued: 3, synced: 2, syncedUnproven: 1 });
    expect(groups).toMatchObject([{ operator: sub, issued: 0, synced: 2, syncedUnproven: 1 }]);
  });
});

describe('numbers that are taken and not given out', () => {
  const took = (count: number) => kiosk.ask(office, { services: ['reports'], numbersPerPrefix: count });

  it('are refused to who takes and settles them again and again; the series goes on for everybody else', async () => {
    for (let round = 0; round < 2; round += 1) {
      const block = await kiosk.block(office, { services: ['reports'], numbersPerPrefix: 200 });
      await kiosk.sync(block, { final: true });
    }
    expect(await took(1)).toMatchObject({ status: 409, body: { code: 'too-many-numbers' } });
    // Of another series, and by another kiosk, they may be taken.
    expect(await kiosk.ask(office, { services: ['papers'] })).toMatchObject({ status: 201 });
    expect((await queue.issue(office)).body['number']).toBe('A401');
    kiosk = another();
    expect(await took(200)).toMatchObject({ status: 201 });
  });

  it('may be taken again as they become tickets, but for those that were made up', async () => {
    const blocks = [
      await kiosk.block(office, { services: ['reports'], numbersPerPrefix: 200 }),
      await kiosk.block(office, { services: ['reports'], numbersPerPrefix: 200 }),
    ];
    const [first] = blocks;
    if (first === undefined) throw new Error('two blocks');
    await heard(first, ...everyMinute(0, 10));
    clock('05:10:00');
    await synced(
      first,
      lent('A001', { issuedAt: at('05:09:30') }),
      lent('A002', { issuedAt: at('05:05:00') }),
    );
    expect((await took(2)).status).toBe(409);
    expect((await took(1)).status).toBe(201);
  });

  it('are counted also when a kiosk asks for several blocks at once', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => took(100)));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 201, 201, 201, 409, 409, 409, 409]);
    expect((await queue.issue(office)).body['number']).toBe('A401');
  });
});
