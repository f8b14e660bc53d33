import { waitFor } from '@kezek/testing';
import type { ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import { type ServedGateway, useGateway } from '../testing/gateway.fixture';
import { Upstreams } from './upstreams.service';

const megabyte = 1024 * 1024;
/** More than is held, so that the body is streamed on. */
const streamed = 80 * 1024;

/** Begins to give a ticket back, without a token, with so much of a body of 1 MiB. */
function begin(gateway: ServedGateway, bytes: number): { socket: Socket; answers: () => string[] } {
  let text = '';
  const socket = connect(gateway.serving.port, '127.0.0.1');
  socket.setEncoding('utf8').on('data', (part: string) => (text += part));
  socket.write(
    'POST /v1/track/AAAAAAAAAAAAAAAAAAAAAA/leave HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n' +
      `Idempotency-Key: k\r\nContent-Length: ${String(megabyte)}\r\n\r\n${' '.repeat(bytes)}`,
  );
  return { socket, answers: () => text.match(/HTTP\/1\.1 \d{3}/g) ?? [] };
}

/** Somebody has the only socket to the service, until the test ends. */
function useTakenPlace(gateway: ServedGateway): void {
  const held: ServerResponse[] = [];
  beforeEach(async () => {
    held.length = 0;
    gateway.owner.handler = (_request, response) => void held.push(response);
    void fetch(`${gateway.origin}/v1/offices`).catch(() => undefined);
    await waitFor(() => held.length === 1, 'the place is taken');
  });
  afterEach(() => {
    for (const response of held) response.end('{}');
  });
}

const inFlight = (gateway: ServedGateway) => gateway.serving.app.get(Upstreams).of('queue').inFlight;

/** The gateway has noticed that they hung up: nobody is left but who has the place. */
const onlyOneLeft = async ({ serving }: ServedGateway) => {
  const server = serving.app.getHttpServer();
  const open = () =>
    new Promise<number>((resolve, reject) => {
      server.getConnections((error, count) => {
        if (error) reject(error);
        else resolve(count);
      });
    });
  await waitFor(async () => (await open()) === 1, 'the others have gone');
};

const stillServes = async (gateway: ServedGateway) => {
  const board = await fetch(`${gateway.origin}/board/ALM-TRK`);
  expect(board.status).toBe(200);
};

describe('where nobody may wait for a place', () => {
  const gateway = useGateway({ SERVICE_PUBLIC_CONNECTIONS: '1', SERVICE_PUBLIC_WAITING: '0' });
  useTakenPlace(gateway);

  it('a caller whose body is streamed may hang up, and others go on', async () => {
    const callers = Array.from({ length: 20 }, () => begin(gateway, streamed).socket);
    await Promise.all(
      callers.map(async (socket) => {
        await waitFor(() => socket.readyState === 'open' && socket.writableLength === 0, 'it is sent');
        socket.destroy();
      }),
    );
    await onlyOneLeft(gateway);
    await stillServes(gateway);
  });

  it('a caller who sends all of a long body is refused, and its connection can be used again', async () => {
    const { socket, answers } = begin(gateway, megabyte);
    await waitFor(() => answers().length === 1, 'it is refused');
    socket.write('GET /v1/nowhere HTTP/1.1\r\nHost: x\r\n\r\n');
    await waitFor(() => answers().length === 2, 'it is answered again');
    expect(answers()).toEqual(['HTTP/1.1 503', 'HTTP/1.1 404']);
    socket.destroy();
  });
});

describe('where one may wait for a place', () => {
  const gateway = useGateway({ SERVICE_PUBLIC_CONNECTIONS: '1', SERVICE_PUBLIC_WAITING: '1' });
  useTakenPlace(gateway);

  it('a caller whose body is streamed may hang up while it waits, and others go on', async () => {
    const { socket } = begin(gateway, streamed);
    await waitFor(() => inFlight(gateway) === 2, 'it waits');
    socket.destroy();
    await onlyOneLeft(gateway);
    await stillServes(gateway);
  });
});
