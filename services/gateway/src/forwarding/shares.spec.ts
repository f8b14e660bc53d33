import { waitFor } from '@kezek/testing';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { problemIn, type ServedGateway, useGateway } from '../testing/gateway.fixture';
import { Upstreams } from './upstreams.service';

const gateway = useGateway({ SERVICE_PUBLIC_CONNECTIONS: '3', SERVICE_PUBLIC_WAITING: '5' });

/** The owner answers nobody without a token until it is told to. */
function holdPublic({ owner }: ServedGateway) {
  const held: ServerResponse[] = [];
  owner.handler = (request: IncomingMessage, response: ServerResponse) => {
    request.resume();
    if (request.headers.authorization === undefined && request.url?.endsWith('/board') !== true)
      held.push(response);
    else response.end('{}');
  };
  return held;
}

const inFlight = () => gateway.serving.app.get(Upstreams).of('queue').inFlight;
const visitor = () => fetch(`${gateway.origin}/v1/offices`);

describe('calls without a token', () => {
  let held: ServerResponse[];
  beforeEach(() => {
    held = holdPublic(gateway);
  });
  afterEach(async () => {
    gateway.owner.handler = (_request, response) => void response.end('{}');
    for (const response of held) response.end('{}');
    await waitFor(() => inFlight() === 0, 'everybody is answered');
  });

  it('have their own sockets to a service; beyond them some wait, and the others are refused', async () => {
    const crowd = Array.from({ length: 20 }, visitor);
    const statuses: number[] = [];
    for (const call of crowd) void call.then(({ status }) => statuses.push(status));
    await waitFor(() => statuses.length === 12, 'who finds no place is refused');
    expect([new Set(statuses), held.length]).toEqual([new Set([503]), 3]);
    const refused = await Promise.race(crowd);
    expect(refused.headers.get('retry-after')).toBe('5');
    expect((await problemIn(refused)).code).toBe('temporary-reduced-capacity');
    for (let answered = 0; answered < 8; answered += 1) {
      await waitFor(() => held.length > answered, 'the next of them is with the service');
      held[answered]?.end('{}');
    }
    await waitFor(() => statuses.filter((status) => status === 200).length === 8, 'all others are answered');
  });

  it('never keep a desk from the service, not even where the desk asks what anybody may ask', async () => {
    const crowd = Array.from({ length: 20 }, visitor);
    await waitFor(() => held.length === 3, 'the public has all that it may have');
    const desk = Array.from({ length: 40 }, (_, index) =>
      index % 2 === 0
        ? gateway.post('/v1/offices/ALM-TRK/tickets', '{}')
        : fetch(`${gateway.origin}/v1/offices`, { headers: gateway.bearer }),
    );
    expect((await Promise.all(desk)).map(({ status }) => status)).toEqual(desk.map(() => 200));
    expect(held).toHaveLength(3);
    for (const call of crowd) void call.catch(() => undefined);
  });

  it('never keep a board from being read', async () => {
    const crowd = Array.from({ length: 20 }, visitor);
    await waitFor(() => held.length === 3, 'the public has all that it may have');
    const board = await fetch(`${gateway.origin}/v1/offices/ALM-TRK/board/stream`);
    // What the owner of this test says is no board; that it was asked is what counts.
    expect(board.status).not.toBe(503);
    expect(gateway.owner.seen.filter(({ url }) => url === '/v1/offices/ALM-TRK/board')).toHaveLength(1);
    await board.body?.cancel();
    for (const call of crowd) void call.catch(() => undefined);
  });

  it('wait two seconds at most', async () => {
    const crowd = Array.from({ length: 8 }, visitor);
    const statuses: number[] = [];
    for (const call of crowd) void call.then(({ status }) => statuses.push(status));
    await waitFor(() => statuses.length === 5, 'who has waited long enough is refused');
    expect([statuses, held.length]).toEqual([[503, 503, 503, 503, 503], 3]);
  }, 15_000);
});
