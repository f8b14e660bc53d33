import type { Board, EventEnvelope } from '@kezek/contracts';
import { waitFor } from '@kezek/testing';
import { createServer, get, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { BoardClient } from './board-client.service';
import { OfficeHub } from './office-hub.service';

const at = '2026-03-02T04:00:00.000Z';
const name = { kk: 'Түрксіб', ru: 'Турксиб' };
const empty: Board = {
  office: 'ALM-TRK',
  name,
  sequence: 1,
  at,
  timeZone: 'Asia/Almaty',
  utcOffset: '+05:00',
  calls: [],
  announcements: [],
  waiting: [],
  counters: [],
};

let server: Server;
let waiting: ((response: ServerResponse) => void)[] = [];

beforeAll(async () => {
  server = createServer((_request, response) => waiting.shift()?.(response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});
afterEach(() => {
  waiting = [];
});

/** Both ends of an open answer. */
async function stream(): Promise<{ response: ServerResponse; received: IncomingMessage }> {
  const opened = new Promise<ServerResponse>((resolve) => waiting.push(resolve));
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    const { port } = server.address() as AddressInfo;
    get({ port, host: '127.0.0.1', agent: false }, resolve).on('error', reject);
  });
  const response = await opened;
  response.writeHead(200).flushHeaders();
  const received = await answered;
  received.on('error', () => undefined);
  return { response, received };
}

const called = (offset: number, number = `K${String(offset)}`): { offset: number; event: EventEnvelope } => ({
  offset,
  event: {
    id: String(offset),
    type: 'queue.ticket.called',
    source: '/kezek/queue',
    time: at,
    subject: number,
    key: 'ALM-TRK',
    sequence: 2,
    data: { ticket: number, number, counter: '1', calledAt: at, version: 2 },
  },
});

describe('an office’s hub', () => {
  let seen = -1;
  const hubOf = (read: () => Promise<Board>, quietMs?: number) =>
    new OfficeHub('ALM-TRK', read, () => seen, quietMs);
  const take = (hub: OfficeHub, ...records: { offset: number; event: EventEnvelope }[]) => {
    seen = records.at(-1)?.offset ?? seen;
    hub.take(records.map((record) => ({ ...record, partition: 0, readFrom: 0 })));
  };

  /** Hangs up a wall, and answers what it has been told so far. */
  const hang = async (hub: OfficeHub): Promise<() => string> => {
    const { response, received } = await stream();
    let text = '';
    received.setEncoding('utf8').on('data', (part: string) => {
      text += part;
    });
    await hub.join(undefined, () => new BoardClient(response, () => undefined));
    return () => text;
  };

  it('drops who does not read, and nobody else', async () => {
    const hub = hubOf(() => Promise.resolve(empty));
    const [slow, quick] = [await stream(), await stream()];
    const dropped: string[] = [];
    for (const [name, { response }] of Object.entries({ slow, quick }))
      await hub.join(undefined, () => new BoardClient(response, () => dropped.push(name)));
    slow.received.pause();
    let bytes = 0;
    quick.received.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
    });
    const comment = `:${'x'.repeat(64 * 1024)}\n\n`;
    for (let sent = 0; !dropped.includes('slow'); sent += comment.length) {
      hub.broadcast(comment);
      expect(sent).toBeLessThan(100 * 1024 * 1024);
      await waitFor(() => bytes >= sent, 'the quick one has read');
    }
    expect(slow.response.destroyed).toBe(true);
    expect(dropped).toEqual(['slow']);
    slow.received.destroy();
    hub.end();
  }, 30_000);

  it('reads the board once for all who come at the same time', async () => {
    let reads = 0;
    const hub = hubOf(() => {
      reads += 1;
      return Promise.resolve(empty);
    });
    const streams = await Promise.all(Array.from({ length: 20 }, stream));
    await Promise.all(
      streams.map(
        async ({ response }) => await hub.join(undefined, () => new BoardClient(response, () => undefined)),
      ),
    );
    expect(reads).toBe(1);
    expect(hub.readers).toBe(20);
    hub.end();
  });

  it('goes on when the board cannot be read, and tells what changed when it can', async () => {
    let board: Board | undefined = empty;
    const hub = hubOf(() => (board ? Promise.resolve(board) : Promise.reject(new Error('away'))));
    const told = await hang(hub);
    board = undefined;
    take(hub, called(1));
    await waitFor(() => told().includes('event: called'), 'the delta arrives without any read');
    board = { ...empty, waiting: [{ service: 's', name, count: 1 }] };
    await waitFor(() => told().includes('event: waiting'), 'the read is repeated');
    hub.end();
  });

  it('tells what changed also when no event says so, for Kafka may be away', async () => {
    let board = empty;
    const hub = hubOf(() => Promise.resolve(board), 10);
    const told = await hang(hub);
    board = { ...empty, waiting: [{ service: 's', name, count: 1 }] };
    await waitFor(() => told().includes('event: waiting'), 'the board is looked at by itself');
    board = empty;
    await waitFor(() => told().match(/event: waiting/g)?.length === 2, 'and again');
    hub.end();
  });

  it('tells all anew when the office was defined anew, and nothing older after it', async () => {
    const counters = [
      { code: '1', state: 'ready' as const },
      { code: '2', state: 'ready' as const },
    ];
    let board: Board = { ...empty, counters };
    const hub = hubOf(() => Promise.resolve(board));
    const told = await hang(hub);
    const call = {
      ticket: 'K1',
      number: 'K1',
      counter: '1',
      state: 'called' as const,
      calledAt: at,
      version: 3,
    };
    board = { ...empty, counters: counters.slice(0, 1), calls: [call] };
    hub.touch();
    await waitFor(() => told().match(/event: snapshot/g)?.length === 2, 'a second snapshot');
    take(hub, called(1, 'K1'), called(2, 'K2'));
    await waitFor(() => told().includes('K2'), 'what happens then');
    expect(told()).not.toContain('event: counter');
    expect(told().match(/event: called/g)).toHaveLength(1);
    hub.end();
  });

  it('tells an event that is repeated once', async () => {
    const hub = hubOf(() => Promise.resolve(empty));
    const told = await hang(hub);
    take(hub, called(1, 'K1'), called(2, 'K1'), called(3, 'K2'));
    await waitFor(() => told().includes('K2'), 'the last delta');
    expect(told().match(/event: called/g)).toHaveLength(2);
    hub.end();
  });
});
