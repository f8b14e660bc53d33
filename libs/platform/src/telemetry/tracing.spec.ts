import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Lifecycle } from '../lifecycle';
import { currentTraceparent, inSpan, runWithTraceparent } from './trace';
import { startTracing } from './tracing';

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';

describe('spans', () => {
  it('go to the configured collector, at the latest when the process stops', async () => {
    const received: string[] = [];
    const collector = createServer((request, response) => {
      let text = '';
      request.setEncoding('utf8').on('data', (part: string) => (text += part));
      request.on('end', () => {
        received.push(`${String(request.url)} ${text}`);
        response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
      });
    });
    await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
    const { port } = collector.address() as AddressInfo;
    const lifecycle = new Lifecycle();
    await startTracing('queue', `http://127.0.0.1:${String(port)}`, lifecycle);
    const inside = await runWithTraceparent(`00-${traceId}-00f067aa0ba902b7-01`, () =>
      inSpan('relay', { attributes: { shard: 3 } }, () => Promise.resolve(currentTraceparent())),
    );
    expect(await lifecycle.stop()).toEqual([]);
    expect(inside).toContain(traceId);
    expect(inside).not.toContain('00f067aa0ba902b7');
    expect(received).toHaveLength(1);
    expect(received[0]).toMatch(/^\/v1\/traces /);
    for (const part of [traceId, '"relay"', 'kezek-queue']) expect(received[0]).toContain(part);
    collector.close();
  });
});
