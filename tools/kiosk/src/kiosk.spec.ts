import type { NumberBlock } from '@kezek/contracts';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Given } from './entry';
import { issue } from './issue';
import { readJournal } from './journal';
import { Kiosk } from './kiosk';
import { Line } from './line';
import { after, nothing } from './state';
import { statusOf } from './status';

const wish = { service: 'reports', language: 'kk' } as const;
const block = (more: Partial<NumberBlock> = {}): NumberBlock => ({
  id: 'block-1',
  office: 'ALM-TRK',
  businessDay: '2026-03-10',
  device: 'kiosk',
  token: 'token',
  issuedAt: '2026-03-10T05:00:00.000Z',
  expiresAt: '2026-03-10T13:00:00.000Z',
  ranges: [{ prefix: 'A', from: 9, to: 10, services: ['reports'] }],
  ...more,
});

let dir: string;
let own: Date;
let printed: Given[];
/** Nobody listens there: the line is cut. */
let url: string;

beforeAll(async () => {
  const server = await listening(createServer());
  url = server.url;
  await server.close();
});
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'kezek-kiosk-'));
  own = new Date('2030-01-01T00:00:00Z');
  printed = [];
});
afterEach(() => {
  rmSync(dir, { recursive: true });
});

async function listening(server: Server) {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

const print = (line: string) => {
  printed.push(JSON.parse(line) as Given);
};
const opened = (surroundings: { print?: typeof print; url?: string; timeoutMs?: number } = {}) =>
  new Kiosk(dir, {
    line: new Line({
      url: surroundings.url ?? url,
      office: 'ALM-TRK',
      dir,
      access: { token: 't' },
      timeoutMs: surroundings.timeoutMs ?? 30_000,
    }),
    now: () => own,
    print: surroundings.print ?? print,
  });
const statusNow = () => statusOf(readJournal(dir).reduce(after, nothing));

/** The clock of the queue is then years behind the kiosk's own. */
const note = (kiosk: Kiosk, one: NumberBlock) => {
  kiosk.note({ kind: 'block', block: one, aheadMs: Date.parse(one.issuedAt) - own.getTime() });
};

describe('a kiosk without line', () => {
  it('gives out the numbers of its block, each once, at the time of the queue, until there are none', async () => {
    const kiosk = opened();
    await expect(issue(kiosk, wish)).rejects.toThrow('no lent number for reports');
    note(kiosk, block());
    own = new Date('2030-01-01T00:10:00Z');
    await issue(kiosk, wish);
    kiosk.close();
    const again = opened();
    await issue(again, wish);
    await expect(issue(again, wish)).rejects.toMatchObject({ kind: 'no-numbers' });
    again.close();
    expect(printed).toMatchObject([
      { number: 'A009', issuedAt: '2026-03-10T05:10:00.000Z', block: 'block-1', language: 'kk' },
      { number: 'A010', issuedAt: '2026-03-10T05:10:00.000Z' },
    ]);
    for (const { trackingToken } of printed) expect(trackingToken).toMatch(/^[A-Za-z0-9_-]{21}[AQgw]$/);
    expect(statusNow()).toMatchObject({ given: 2, unprinted: [], unanswered: 0 });
  });

  it('takes the block that ends first, none that is over, and none that is settled', async () => {
    const kiosk = opened();
    const ranges = (from: number) => [{ prefix: 'A', from, to: from, services: ['reports'] }];
    note(kiosk, block({ id: 'over', expiresAt: '2026-03-10T05:00:00.000Z', ranges: ranges(1) }));
    note(kiosk, block({ id: 'settled', expiresAt: '2026-03-10T05:30:00.000Z', ranges: ranges(2) }));
    note(kiosk, block({ id: 'later', ranges: ranges(3) }));
    note(kiosk, block({ id: 'sooner', expiresAt: '2026-03-10T06:00:00.000Z', ranges: ranges(4) }));
    note(kiosk, block({ id: 'papers', ranges: [{ prefix: 'K', from: 1, to: 1, services: ['papers'] }] }));
    kiosk.note({ kind: 'settling', block: 'settled' });
    await issue(kiosk, wish);
    await issue(kiosk, wish);
    await expect(issue(kiosk, wish)).rejects.toMatchObject({ kind: 'no-numbers' });
    kiosk.close();
    expect(printed.map(({ block: id }) => id)).toEqual(['sooner', 'later']);
  });

  it('goes through all ranges of a series: a block is cut round the numbers that were open', async () => {
    const kiosk = opened();
    const ranges = [1, 3].map((from) => ({ prefix: 'A', from, to: from, services: ['reports'] }));
    note(kiosk, block({ ranges }));
    await issue(kiosk, wish);
    await issue(kiosk, wish);
    await expect(issue(kiosk, wish)).rejects.toMatchObject({ kind: 'no-numbers' });
    kiosk.close();
    expect(printed.map(({ number }) => number)).toEqual(['A001', 'A003']);
  });

  it('that dies before the printer has the ticket shows it as unprinted, and prints it never again', async () => {
    const dying = opened({
      print: () => {
        throw new Error('killed');
      },
    });
    note(dying, block());
    await expect(issue(dying, wish)).rejects.toThrow('killed');
    dying.close();
    expect(statusNow()).toMatchObject({ given: 1, unprinted: [{ number: 'A009', service: 'reports' }] });
    const kiosk = opened();
    await issue(kiosk, wish);
    kiosk.close();
    expect(printed.map(({ number }) => number)).toEqual(['A010']);
    expect(statusNow().unprinted).toMatchObject([{ number: 'A009' }]);
  });

  it('never goes back in time, whatever its own clock does', async () => {
    const kiosk = opened();
    note(kiosk, block());
    own = new Date('2030-01-01T00:10:00Z');
    await issue(kiosk, wish);
    own = new Date('2030-01-01T00:05:00Z');
    await issue(kiosk, wish);
    kiosk.close();
    const [first, second] = printed;
    expect(second?.issuedAt).toBe(first?.issuedAt);
  });

  it('whose clock has lost its battery gives out tickets within its block, and goes right with the next one', async () => {
    const kiosk = opened();
    note(kiosk, block());
    own = new Date('1970-01-01T00:00:00Z');
    await issue(kiosk, wish);
    note(
      kiosk,
      block({ id: 'next', issuedAt: '2026-03-10T05:30:00.000Z', expiresAt: '2026-03-10T06:00:00.000Z' }),
    );
    await issue(kiosk, wish);
    kiosk.close();
    expect(printed.map(({ issuedAt }) => issuedAt)).toEqual([
      '2026-03-10T05:00:00.000Z',
      '2026-03-10T05:30:00.000Z',
    ]);
  });

  it('knows where it stands after years of tickets as after the first one', () => {
    const tickets = 60_000;
    let state = nothing;
    const begun = process.cpuUsage().user;
    for (let count = 0; count < tickets; count += 1) {
      const [trackingToken, key] = [`token-${String(count)}`, `key-${String(count)}`];
      const ticket = { trackingToken, key, number: 'A001', service: 'reports', language: 'kk' } as const;
      state = after(state, { kind: 'asked', key, wish });
      state = after(state, { kind: 'given', ticket: { ...ticket, issuedAt: '2026-03-10T05:00:00Z' } });
      if (count > 0) state = after(state, { kind: 'printed', trackingToken });
    }
    // Quadratic it was 500 s.
    expect((process.cpuUsage().user - begun) / 1e6).toBeLessThan(20);
    expect(statusOf(state)).toMatchObject({ given: tickets, unprinted: [{ number: 'A001' }], unanswered: 0 });
  });
});

describe('a kiosk with a line', () => {
  it('gives out nothing when the queue says no', async () => {
    const server = createServer((request, response) => {
      request.resume();
      response.writeHead(409).end(JSON.stringify({ code: 'office-closed', title: 'Closed' }));
    });
    const far = await listening(server);
    const kiosk = opened({ url: far.url });
    note(kiosk, block());
    await expect(issue(kiosk, wish)).rejects.toThrow('office-closed: Closed');
    kiosk.close();
    await far.close();
    expect(printed).toEqual([]);
    expect(statusNow()).toMatchObject({ given: 0, unanswered: 0 });
  });

  it('that is cut in the middle of an answer gives out a lent number, and remembers what it asked', async () => {
    let asked = 0;
    const server = createServer((request) => {
      asked += 1;
      request.socket.destroy();
    });
    const far = await listening(server);
    const kiosk = opened({ url: far.url });
    note(kiosk, block());
    await issue(kiosk, wish);
    // A moment later the line is not tried with the next visitor waiting.
    await issue(kiosk, wish);
    kiosk.close();
    await far.close();
    expect(asked).toBe(1);
    expect(printed.map(({ number }) => number)).toEqual(['A009', 'A010']);
    expect(statusNow()).toMatchObject({ unanswered: 1, offlineSince: '2026-03-10T05:00:00.000Z' });
  });

  it('that gets no answer in time takes the line for cut', async () => {
    const far = await listening(createServer());
    const kiosk = opened({ url: far.url, timeoutMs: 20 });
    note(kiosk, block());
    await issue(kiosk, wish);
    kiosk.close();
    await far.close();
    expect(printed.map(({ number }) => number)).toEqual(['A009']);
    expect(statusNow()).toMatchObject({ unanswered: 1, offlineSince: '2026-03-10T05:00:00.000Z' });
  });
});
