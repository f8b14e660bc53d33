import {
  type Board,
  counterPaused,
  type EventDefinition,
  queueCounterTopic,
  queueOfficeTopic,
  queueTicketTopic,
  ticketCalled,
  ticketIssued,
  ticketServed,
  ticketStarted,
} from '@kezek/contracts';
import { configOf, KafkaLog, Lifecycle, recordOf, serve, type Serving } from '@kezek/platform';
import { addresses, FarSide, testIssuer, type TestIssuer, waitFor } from '@kezek/testing';
import { createTopics } from '@kezek/stack';
import { randomUUID } from 'node:crypto';
import { type ClientRequest, get, type IncomingMessage } from 'node:http';
import { gateway } from '../app.module';
import { boardDeltasSent } from './board-metrics.service';
import { BoardTail } from './board-tail.consumer';

const at = '2026-03-02T04:00:00.000Z';
const name = { kk: 'Түрксіб', ru: 'Турксиб' };

interface Told {
  readonly event: string;
  readonly id: string;
  readonly data: unknown;
}

/** A board on the wall: reads the stream and keeps what it is told. */
class Wall {
  readonly told: Told[] = [];
  comments = 0;
  status: number | undefined;
  ended = false;
  #rest = '';
  readonly #request: ClientRequest;

  constructor(port: number, office: string, lastEventId?: string) {
    const headers = lastEventId === undefined ? {} : { 'last-event-id': lastEventId };
    this.#request = get(`http://127.0.0.1:${String(port)}/v1/offices/${office}/board/stream`, {
      headers,
      agent: false,
    });
    this.#request.on('error', () => undefined);
    this.#request.on('response', (response) => {
      this.#read(response);
    });
  }

  #read(response: IncomingMessage): void {
    this.status = response.statusCode;
    response.setEncoding('utf8').on('error', () => undefined);
    response.on('end', () => {
      this.ended = true;
    });
    response.on('data', (text: string) => {
      const parts = `${this.#rest}${text}`.split('\n\n');
      this.#rest = parts.pop() ?? '';
      for (const part of parts) this.#take(part);
    });
  }

  #take(part: string): void {
    const fields = Object.fromEntries(
      part
        .split('\n')
        .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]),
    );
    const { event, id, data } = fields;
    if (event !== undefined && id !== undefined && data !== undefined)
      this.told.push({ event, id, data: JSON.parse(data) as unknown });
  }

  of(...events: string[]): Told[] {
    return this.told.filter(({ event }) => events.includes(event));
  }

  numbers(...events: string[]): string[] {
    return this.of(...events).map(({ event, data }) => `${event} ${(data as { number: string }).number}`);
  }

  leave(): void {
    this.#request.destroy();
  }
}

let issuer: TestIssuer;
let kafka: KafkaLog;
let owner: FarSide;
const boards = new Map<string, Board>();
/** Runs while a board is being read. */
let whileReading: () => Promise<void> = () => Promise.resolve();
const walls: Wall[] = [];
const running: Lifecycle[] = [];

beforeAll(async () => {
  issuer = await testIssuer();
  const brokers = addresses.kafkaBrokers();
  await createTopics(brokers, [queueTicketTopic, queueCounterTopic, queueOfficeTopic]);
  kafka = new KafkaLog({ brokers, clientId: 'board-spec' });
  owner = await new FarSide().listen();
  owner.handler = (request, response) => {
    const office = /^\/v1\/offices\/([^/]+)\/board$/.exec(request.url ?? '')?.[1] ?? '';
    const board = boards.get(office);
    const answer = JSON.stringify(board ?? { code: 'not-found' });
    void whileReading().then(() => response.writeHead(board ? 200 : 404).end(answer));
  };
});
afterEach(async () => {
  whileReading = () => Promise.resolve();
  for (const wall of walls.splice(0)) wall.leave();
  for (const lifecycle of running.splice(0)) await lifecycle.stop();
});
afterAll(async () => {
  await kafka.close();
  await owner.close();
  await issuer.close();
});

async function startGateway(): Promise<Serving & { stop: () => Promise<unknown> }> {
  const lifecycle = new Lifecycle();
  running.push(lifecycle);
  const config = configOf(gateway, {
    NODE_ENV: 'test',
    LOG_LEVEL: 'silent',
    PORT: '0',
    OPS_PORT: '0',
    KAFKA_BROKERS: addresses.kafkaBrokers().join(','),
    REDIS_URL: addresses.redisUrl(),
    QUEUE_URL: owner.url,
    NOTIFICATIONS_URL: owner.url,
    ...issuer.settings,
  });
  return { ...(await serve(gateway, config, lifecycle)), stop: async () => await lifecycle.stop() };
}

const hang = (port: number, office: string, lastEventId?: string): Wall => {
  const wall = new Wall(port, office, lastEventId);
  walls.push(wall);
  return wall;
};

const anOffice = (): string => {
  const code = `T-${randomUUID().slice(0, 8).toUpperCase()}`;
  boards.set(code, {
    office: code,
    name,
    sequence: 1,
    at,
    timeZone: 'Asia/Almaty',
    utcOffset: '+05:00',
    calls: [],
    announcements: [],
    counters: [{ code: '1', state: 'ready' }],
    waiting: [{ service: 's', name, count: 3 }],
  });
  return code;
};

const ticketOf = (number: unknown) => `0199f6a0-0000-7000-8000-${String(number).padStart(12, '0')}`;
const first = { ticket: ticketOf(1), number: 'K1' };

async function happens(office: string, ...events: readonly (readonly [EventDefinition, number, object])[]) {
  await kafka.append(
    events.map(([definition, version, data]) => {
      const { number } = data as { number?: string };
      const facts = {
        office,
        version,
        number,
        ticket: ticketOf(number?.slice(1)),
        service: 's',
        state: 'waiting',
        businessDay: '2026-03-02',
        language: 'kk',
        ...data,
      };
      const subject = number === undefined ? `${office}/1` : facts.ticket;
      return recordOf({ definition, key: office, subject, sequence: version, time: at, data: facts });
    }),
  );
}

const issued = (number: string) =>
  [ticketIssued, 1, { number, channel: 'kiosk', issuedAt: at, dueAt: at }] as const;
const called = (number: string, counter = '1') =>
  [ticketCalled, 2, { number, state: 'called', counter, calledAt: at, expiresAt: at }] as const;
const started = (number: string, counter = '1') =>
  [ticketStarted, 3, { number, state: 'serving', counter, servingStartedAt: at }] as const;
const served = (number: string) =>
  [
    ticketServed,
    4,
    { number, state: 'served', outcome: 'served', counter: '1', durationReliable: true },
  ] as const;

describe('a board stream', () => {
  it('begins with a snapshot and goes on with what happens', async () => {
    const office = anOffice();
    const { port } = await startGateway();
    const wall = hang(port, office);
    await waitFor(() => wall.told.length === 1, 'the snapshot');
    expect(wall.told[0]).toMatchObject({ event: 'snapshot', data: boards.get(office) });
    await happens(office, issued('K1'), called('K1'), started('K1'), served('K1'));
    await waitFor(() => wall.of('ended').length === 1, 'the end of the ticket');
    expect(wall.of('called', 'started', 'ended').map(({ event, data }) => ({ event, data }))).toEqual([
      { event: 'called', data: { ...first, counter: '1', state: 'called', calledAt: at, version: 2 } },
      { event: 'started', data: { ...first, counter: '1', state: 'serving', calledAt: at, version: 3 } },
      { event: 'ended', data: { ...first, version: 4 } },
    ]);
    for (const { id } of wall.told) expect(id).toMatch(/^\d+-\d+$/);
  });

  it('tells who waits and which counters are open from one read for all who watch', async () => {
    const office = anOffice();
    const { port } = await startGateway();
    const many = Array.from({ length: 40 }, () => hang(port, office));
    await waitFor(() => many.every((wall) => wall.told.length === 1), 'forty snapshots');
    const before = owner.seen.length;
    const board = boards.get(office) as Board;
    boards.set(office, { ...board, waiting: [], counters: [{ code: '1', state: 'paused' }] });
    await happens(office, [counterPaused, 2, { counter: '1', state: 'paused' }]);
    await waitFor(() => many.every((wall) => wall.of('waiting', 'counter').length === 2), 'forty times both');
    expect(many[0]?.of('counter')[0]?.data).toEqual({ code: '1', state: 'paused' });
    expect(many[0]?.of('waiting')[0]?.data).toEqual([]);
    expect(owner.seen.length - before).toBeLessThanOrEqual(2);
  });

  it('tells what is to be announced after a call, and when it is not any more', async () => {
    const office = anOffice();
    const { port } = await startGateway();
    const wall = hang(port, office);
    await waitFor(() => wall.told.length === 1, 'the snapshot');
    const board = boards.get(office) as Board;
    const text = { kk: 'K1, 1-терезе', ru: 'K1, окно 1', en: 'K1, counter 1' };
    const announcement = { ...first, counter: '1', at, text, version: 2 };
    boards.set(office, { ...board, announcements: [announcement] });
    await happens(office, called('K1'));
    // The board may be read anew before the call has come through Kafka.
    await waitFor(() => wall.of('announcements').length === 1, 'the announcement');
    await waitFor(() => wall.of('called').length === 1, 'the call');
    expect(wall.told.map(({ event }) => event).sort()).toEqual(['announcements', 'called', 'snapshot']);
    expect(wall.of('announcements')[0]).toMatchObject({ id: expect.any(String), data: [announcement] });
    boards.set(office, board);
    await happens(office, started('K1'));
    await waitFor(() => wall.of('announcements').length === 2, 'nothing to announce');
    expect(wall.of('announcements')[1]?.data).toEqual([]);
    const again = hang(port, office, wall.of('called')[0]?.id);
    await waitFor(() => again.of('announcements').length === 1, 'who comes back is told the whole list');
    expect(again.of('snapshot')).toEqual([]);
  });

  it('misses nothing that happens while the snapshot is read', async () => {
    const office = anOffice();
    const { port, app } = await startGateway();
    await app.get(BoardTail).caughtUp();
    const deltas = async () => (await boardDeltasSent.get()).values[0]?.value ?? 0;
    whileReading = async () => {
      whileReading = () => Promise.resolve();
      const before = await deltas();
      await happens(office, called('K1'));
      await waitFor(async () => (await deltas()) > before, 'the gateway has it before the board is read');
    };
    const wall = hang(port, office);
    await waitFor(() => wall.of('called').length === 1, 'what happened meanwhile');
    expect(wall.told[0]?.event).toBe('snapshot');
  });

  it('of an office that does not exist is refused before it begins', async () => {
    const { port } = await startGateway();
    const response = await fetch(`http://127.0.0.1:${String(port)}/v1/offices/NOWHERE/board/stream`);
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ code: 'not-found' });
  });

  it('ends with the gateway, which does not wait for its watchers', async () => {
    const office = anOffice();
    const { port, stop } = await startGateway();
    const wall = hang(port, office);
    await waitFor(() => wall.told.length === 1, 'the snapshot');
    await stop();
    await waitFor(() => wall.ended, 'the end of the stream');
  });
});

describe('who comes back with Last-Event-ID', () => {
  it('is told what was missed on any gateway, also on one that has just been started, and nothing twice', async () => {
    const office = anOffice();
    const one = await startGateway();
    const wall = hang(one.port, office);
    await waitFor(() => wall.told.length === 1, 'the snapshot');
    await happens(office, called('K1'));
    await waitFor(() => wall.of('called').length === 1, 'the first call');
    const lastSeen = wall.of('called')[0]?.id;
    wall.leave();
    await one.stop();
    await happens(office, started('K1'), called('K2', '2'), served('K1'));
    const other = await startGateway();
    const again = hang(other.port, office, lastSeen);
    await waitFor(() => again.of('waiting').length > 0, 'what was missed, and who waits now');
    expect(again.numbers('called', 'started', 'ended')).toEqual(['started K1', 'called K2', 'ended K1']);
    await happens(office, started('K2', '2'));
    await waitFor(() => again.of('started').length === 2, 'what happens now');
    expect(again.of('snapshot')).toEqual([]);
  });

  it.each(['0-0', '65535-0', '3-999999999999', 'nonsense'])('gets a snapshot for the id %s', async (id) => {
    const office = anOffice();
    const { port } = await startGateway();
    const wall = hang(port, office, id);
    await waitFor(() => wall.told.length > 0, 'an event');
    expect(wall.told[0]?.event).toBe('snapshot');
  });
});
