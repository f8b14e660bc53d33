import { waitFor } from '@kezek/testing';
import { request as httpRequest, type ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { problemIn, useGateway } from '../testing/gateway.fixture';
import { Upstreams } from './upstreams.service';

const gateway = useGateway();

const inFlight = () => gateway.serving.app.get(Upstreams).of('queue').inFlight;

describe('a caller', () => {
  it('that leaves takes its read back, and no command', async () => {
    const left = new Set<string | undefined>();
    gateway.owner.handler = (request, response) => {
      request.resume();
      response.once('close', () => left.add(request.method));
    };
    const gone = new AbortController();
    const calls = [
      fetch(`${gateway.origin}/v1/offices`, { signal: gone.signal }),
      fetch(`${gateway.origin}/v1/offices/ALM-TRK/tickets`, {
        method: 'POST',
        body: '{}',
        signal: gone.signal,
        headers: { 'content-type': 'application/json', ...gateway.bearer },
      }),
    ];
    await waitFor(() => gateway.owner.seen.length === 2, 'both are with their owner');
    gone.abort();
    await Promise.allSettled(calls);
    await waitFor(() => left.has('GET') && inFlight() === 1, 'the read is taken back');
    expect([...left]).toEqual(['GET']);
    await waitFor(() => inFlight() === 0, 'the command ends with its time');
  }, 15_000);
});

describe('an owner', () => {
  it('that is restarted costs nobody an answer', async () => {
    const { port } = gateway.owner;
    await gateway.owner.close();
    const calls = [
      gateway.post('/v1/offices/ALM-TRK/tickets', '{"n":1}'),
      fetch(`${gateway.origin}/v1/offices`),
    ];
    // Refused at least once before it is back.
    await waitFor(async () => {
      const probe = connect(port, '127.0.0.1');
      return await new Promise((resolve) =>
        probe.once('error', () => {
          resolve(true);
        }),
      );
    }, 'nobody is there');
    await gateway.owner.listen(port);
    const answers = await Promise.all(calls);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
  });

  it('that hangs up on a read is asked once more; on a command it is not', async () => {
    gateway.owner.handler = (request) => {
      request.resume();
      request.socket.destroy();
    };
    expect((await fetch(`${gateway.origin}/v1/offices`)).status).toBe(503);
    expect(gateway.owner.seen).toHaveLength(2);
    const command = await gateway.post('/v1/offices/ALM-TRK/tickets', '{}');
    expect((await problemIn(command)).code).toBe('service-unavailable');
    expect(gateway.owner.seen).toHaveLength(3);
  });

  it('that does not answer costs five seconds at most', async () => {
    gateway.owner.handler = () => undefined;
    const began = performance.now();
    const response = await fetch(`${gateway.origin}/v1/offices`);
    expect((await problemIn(response)).code).toBe('service-timeout');
    expect(performance.now() - began).toBeGreaterThan(4500);
    expect(performance.now() - began).toBeLessThan(7000);
  }, 15_000);

  it('that breaks off in the middle of an answer breaks the answer off, and nothing else', async () => {
    gateway.owner.handler = (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' });
      response.write('{"items":', () => {
        response.destroy();
      });
    };
    await expect(
      fetch(`${gateway.origin}/v1/offices`).then(async (response) => await response.text()),
    ).rejects.toThrow();
    expect((await fetch(`${gateway.origin}/v1/offices`)).status).toBe(200);
  });

  it('that is flooded refuses what it cannot hold, at once', async () => {
    const waiting: ServerResponse[] = [];
    gateway.owner.handler = (_request, response) => void waiting.push(response);
    const statuses: (number | undefined)[] = [];
    const calls = Array.from({ length: 600 }, async () => {
      await new Promise<void>((resolve, reject) => {
        httpRequest(`${gateway.origin}/v1/offices`, { headers: gateway.bearer }, (response) => {
          statuses.push(response.statusCode);
          response.resume().once('end', resolve);
        })
          .once('error', reject)
          .end();
      });
    });
    await waitFor(() => statuses.length === 24, 'those beyond 64 and 512 are refused');
    expect(new Set(statuses)).toEqual(new Set([503]));
    gateway.owner.handler = (_request, response) => void response.end('{}');
    for (const response of waiting) response.end('{}');
    await Promise.all(calls);
    expect(statuses.filter((status) => status === 200)).toHaveLength(576);
    await waitFor(() => inFlight() === 0, 'every place is free again');
  }, 20_000);
});
