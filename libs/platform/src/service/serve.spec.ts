import { defineOperation } from '@kezek/contracts';
import { Controller, Module } from '@nestjs/common';
import { Agent, get, type IncomingMessage } from 'node:http';
import { z } from 'zod';
import { ConfigError } from '../config/read-config';
import { Lifecycle } from '../lifecycle';
import { Operation } from '../operation/operation.decorator';
import { farewell } from './run-service';
import { configOf, serve, type Service } from './serve';

const slow = defineOperation({
  id: 'slow',
  service: 'queue',
  method: 'get',
  path: '/slow',
  tag: 'Slow',
  summary: 'Answers when it is told to',
  scope: 'public',
  success: [{ status: 200, description: 'At last', body: z.object({ done: z.boolean() }) }],
  refusals: [],
});

const gate = Promise.withResolvers<undefined>();
const entered = Promise.withResolvers<undefined>();

@Controller()
class SlowController {
  @Operation(slow)
  async slow(): Promise<{ done: boolean }> {
    entered.resolve(undefined);
    await gate.promise;
    return { done: true };
  }
}

@Module({ controllers: [SlowController] })
class SlowModule {}

const service: Service<{ GREETING: z.ZodString }> = {
  name: 'queue',
  settings: { GREETING: z.string() },
  operations: [slow],
  module: () => SlowModule,
};
const environment = { PORT: '0', OPS_PORT: '0', OIDC_ISSUER: 'http://127.0.0.1:9', GREETING: 'salem' };

const read = async (response: IncomingMessage): Promise<string> => {
  let text = '';
  for await (const part of response) text += String(part);
  return text;
};

const status = async (url: string): Promise<number | string> => {
  try {
    return (await fetch(url)).status;
  } catch {
    return 'refused';
  }
};

describe('a service', () => {
  it('serves, and stops in order without losing the request in hand', async () => {
    const steps: string[] = [];
    const lifecycle = new Lifecycle();
    const { port, opsPort } = await serve(service, configOf(service, environment), lifecycle);
    const ops = `http://127.0.0.1:${String(opsPort)}`;
    for (const phase of ['pools', 'relay', 'consumers'] as const)
      lifecycle.onStop(phase, phase, () => void steps.push(phase));
    expect([await status(`${ops}/health/live`), await status(`${ops}/health/ready`)]).toEqual([200, 200]);

    const agent = new Agent({ keepAlive: true });
    const answer = new Promise<IncomingMessage>((resolve, reject) => {
      get({ port, path: '/v1/slow', agent }, resolve).on('error', reject);
    });
    await entered.promise;
    const stopped = lifecycle.stop();
    expect(await status(`${ops}/health/ready`)).toBe(503);
    expect(await status(`http://127.0.0.1:${String(port)}/v1/slow`)).toBe('refused');
    expect(steps).toEqual([]);
    gate.resolve(undefined);
    const response = await answer;
    expect([response.statusCode, await read(response)]).toEqual([200, '{"done":true}']);
    expect(await stopped).toEqual([]);
    expect(steps).toEqual(['consumers', 'relay', 'pools']);
    expect(await status(`${ops}/health/live`)).toBe('refused');
    agent.destroy();
  });

  it('measures requests by operation and status, without paths', async () => {
    const lifecycle = new Lifecycle();
    const { port, opsPort } = await serve(service, configOf(service, environment), lifecycle);
    await fetch(`http://127.0.0.1:${String(port)}/v1/slow?secret=1`);
    await fetch(`http://127.0.0.1:${String(port)}/v1/slow`);
    await fetch(`http://127.0.0.1:${String(port)}/v1/track/some-handle`);
    const text = await (await fetch(`http://127.0.0.1:${String(opsPort)}/metrics`)).text();
    expect(text).toMatch(/request_duration_seconds_count\{[^}]*operation="slow"[^}]*status="200"/);
    expect(text).toMatch(/request_duration_seconds_count\{[^}]*operation="slow"[^}]*status="400"/);
    expect(text).toMatch(/request_duration_seconds_count\{[^}]*operation="none"[^}]*status="404"/);
    expect(text).not.toContain('some-handle');
    await lifecycle.stop();
  });

  it('names its own missing settings together with those of the platform', () => {
    expect(() => configOf(service, { PORT: '0' })).toThrow(
      'OPS_PORT is missing.\nOIDC_ISSUER is missing.\nGREETING is missing.',
    );
  });
});

describe('the end of a process', () => {
  it('by settings is told in sentences, with the exit code for configuration', () => {
    expect(farewell('queue', new ConfigError(['PORT is missing.', 'DATABASE_URL is missing.']))).toEqual({
      code: 78,
      text: "queue can't start, its settings are not right:\n  PORT is missing.\n  DATABASE_URL is missing.\n",
    });
  });

  it('by a taken port is one sentence; by a bug it is the log that tells', () => {
    const taken = Object.assign(new Error('listen EADDRINUSE: 127.0.0.1:3001'), { code: 'EADDRINUSE' });
    expect(farewell('queue', taken)).toEqual({
      code: 1,
      text: "queue can't start: listen EADDRINUSE: 127.0.0.1:3001.\n",
    });
    expect(farewell('queue', new TypeError('x is not a function'))).toEqual({ code: 1 });
  });
});
