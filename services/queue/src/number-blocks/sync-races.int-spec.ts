import type { NumberBlock } from '@kezek/contracts';
import { aTrackingToken, KioskFixture, lent } from '../testing/kiosk.fixture';
import { QueueFixture } from '../testing/queue.fixture';

let queue: QueueFixture;
let kiosk: KioskFixture;
beforeAll(async () => {
  queue = await QueueFixture.start();
  kiosk = new KioskFixture(queue);
});
afterAll(() => queue.stop());

describe('of those who race', () => {
  it('syncs of the same tickets write each once, beside desks that issue and counters that call', async () => {
    const office = await queue.office();
    const block = await kiosk.block(office, { numbersPerPrefix: 30 });
    const tickets = Array.from({ length: 30 }, (_, index) => lent(`A${String(index + 1).padStart(3, '0')}`));
    await queue.open(office);
    const syncs = Array.from({ length: 6 }, (_, index) =>
      kiosk.sync(block, { tickets: [...tickets.slice(index * 5), ...tickets.slice(0, index * 5 + 5)] }),
    );
    const desks = Array.from({ length: 12 }, () => queue.issue(office));
    const answers = await Promise.all([...syncs, ...desks, queue.callNext(office)]);
    expect(answers.map(({ status }) => status).filter((status) => status >= 300)).toEqual([]);
    const results = answers.slice(0, 6).flatMap(({ body }) => body['results'] as { result: string }[]);
    expect(results.filter(({ result }) => result === 'issued')).toHaveLength(30);
    expect(results.filter(({ result }) => result === 'conflict')).toEqual([]);
    const numbers = (
      await queue.rows<{ number: string }>('SELECT number FROM ticket WHERE office = $1', [office])
    ).map(({ number }) => number);
    expect(numbers).toHaveLength(42);
    expect(new Set(numbers).size).toBe(42);
    const issued = (await queue.events(office)).filter(({ type }) => type === 'queue.ticket.issued');
    expect(issued).toHaveLength(42);
  });

  it('whoever gets a ticket elsewhere while a kiosk says that he has one has no two of which nobody knows', async () => {
    const office = await queue.office();
    const [block, other] = [await kiosk.block(office), await kiosk.block(office)];
    const phones = Array.from({ length: 20 }, (_, index) => `+77011230${String(100 + index)}`);
    const said = ({ ranges: [range] }: NumberBlock) =>
      phones.map((phone, index) =>
        lent(`A${String((range?.from ?? 0) + index).padStart(3, '0')}`, { phone }),
      );
    const [answers, ...issued] = await Promise.all([
      Promise.all([
        kiosk.sync(block, { tickets: said(block) }),
        kiosk.sync(other, { tickets: said(other).reverse() }),
      ]),
      ...phones.map((phone) => queue.issue(office, { phone })),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    const used = [...(await kiosk.account(block)).used, ...(await kiosk.account(other)).used];
    const first = used.filter(({ flags }) => !flags.includes('already-open')).length;
    expect(used).toHaveLength(40);
    expect(first + issued.filter(({ status }) => status === 201).length).toBe(phones.length);
  });

  it('two blocks that say the same tracking token: one has it, the other is told so', async () => {
    const office = await queue.office();
    for (let round = 0; round < 10; round += 1) {
      const some = { numbersPerPrefix: 1 };
      const blocks = [await kiosk.block(office, some), await kiosk.block(office, some)];
      const trackingToken = aTrackingToken();
      const ask = (block: NumberBlock) =>
        kiosk.sync(block, {
          tickets: [lent(`A${String(block.ranges[0]?.from).padStart(3, '0')}`, { trackingToken })],
        });
      const raced = await Promise.all(blocks.map(ask));
      for (const { status, body } of raced) if (status !== 200) expect(body['code']).toBe('conflict');
      const after = await Promise.all(blocks.map(ask));
      const results = after.map(({ body }) => (body['results'] as { result: string }[])[0]?.result);
      expect(results.sort()).toEqual(['conflict', 'repeated']);
      for (const block of blocks) await kiosk.sync(block, { final: true });
    }
  });

  it('a last word and a ticket: it is on record before, or refused', async () => {
    const office = await queue.office();
    for (let round = 0; round < 20; round += 1) {
      const block = await kiosk.block(office, { services: ['reports'], numbersPerPrefix: 2 });
      const number = `A${String(block.ranges[0]?.from).padStart(3, '0')}`;
      const [settled, synced] = await Promise.all([
        kiosk.sync(block, { final: true }),
        kiosk.sync(block, { tickets: [lent(number)] }),
      ]);
      expect(settled.status).toBe(200);
      const won = synced.status === 200;
      if (!won) expect(synced).toMatchObject({ status: 409, body: { code: 'number-block-settled' } });
      const { numbers } = await kiosk.account(block);
      expect(numbers).toMatchObject({ used: won ? 1 : 0, unused: won ? 1 : 2, outstanding: 0 });
    }
  });
});
