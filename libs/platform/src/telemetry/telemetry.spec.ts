import { context } from '@opentelemetry/api';
import { Writable } from 'node:stream';
import { logger, NestLogger, requestIdKey, startLogging } from './logger';
import { currentTraceId, currentTraceparent, inSpan, injectTrace, runWithTraceparent } from './trace';

const lines: Record<string, unknown>[] = [];
const sink = new Writable({
  write(chunk: Buffer, _encoding, done) {
    lines.push(JSON.parse(chunk.toString()) as Record<string, unknown>);
    done();
  },
});
const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const traceparent = `00-${traceId}-00f067aa0ba902b7-01`;

beforeEach(() => {
  lines.length = 0;
  startLogging({ service: 'queue', level: 'info', destination: sink });
});
afterAll(() => startLogging({ service: 'queue', level: 'silent' }));

describe('a line of the log', () => {
  it('names service, component, trace and request', () => {
    runWithTraceparent(traceparent, () => {
      context.with(context.active().setValue(requestIdKey, 'r-1'), () => {
        logger('outbox').warn({ shard: 3 }, 'late');
      });
    });
    expect(lines).toEqual([
      {
        level: 'warn',
        time: expect.any(String) as string,
        service: 'queue',
        component: 'outbox',
        traceId,
        requestId: 'r-1',
        shard: 3,
        msg: 'late',
      },
    ]);
  });

  it('shows no secrets and nothing of a person', () => {
    logger().info({
      headers: { authorization: 'Bearer abc', 'idempotency-key': 'k-9', host: 'desk' },
      body: { visitor: { phone: '+77011234567', iin: '850101300123' } },
      trackingToken: 'h-secret',
    });
    const text = JSON.stringify(lines);
    expect(text).not.toMatch(/abc|k-9|77011234567|850101300123|h-secret/);
    expect(text).toContain('desk');
  });

  it('tells an error with its causes, but not the rows and parameters that hang on it', () => {
    const cause = Object.assign(new Error('Key (phone)=(+77011234567) already exists'), {
      code: '23505',
      detail: 'row of Aigerim',
    });
    const error = Object.assign(new Error('insert failed', { cause }), { parameters: ['Aigerim'] });
    logger().error({ err: error }, 'failed');
    expect(lines[0]).toMatchObject({ err: { message: 'insert failed', cause: { code: '23505' } } });
    const text = JSON.stringify(lines[0]);
    expect(text).not.toMatch(/Aigerim|77011234567/);
  });

  it('of the framework is one of ours', () => {
    new NestLogger().error(new Error('lost'), 'Injector');
    new NestLogger().log('Mapped {/x, GET}', 'RouterExplorer');
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({ level: 'error', component: 'Injector', msg: 'lost' });
  });
});

describe('a trace', () => {
  it('goes on from the row or record that carried it, over awaits', async () => {
    await runWithTraceparent(traceparent, async () => {
      await Promise.resolve();
      expect(currentTraceId()).toBe(traceId);
      expect(currentTraceparent()).toBe(traceparent);
      expect(injectTrace({ accept: '*/*' })).toEqual({ accept: '*/*', traceparent });
    });
    expect(currentTraceparent()).toBeUndefined();
  });

  it('starts anew where none or garbage was carried', () => {
    for (const carried of [undefined, 'garbage', '00-00000000000000000000000000000000-00f067aa0ba902b7-01'])
      runWithTraceparent(carried, () => {
        expect(currentTraceparent()).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]$/);
        expect(currentTraceId()).not.toMatch(/^0+$/);
      });
  });

  it('keeps its id in the spans below it and gives errors on', async () => {
    const seen = await runWithTraceparent(traceparent, () =>
      inSpan('step', { attributes: { shard: 1 } }, () => Promise.resolve(currentTraceId())),
    );
    expect(seen).toBe(traceId);
    await expect(inSpan('step', {}, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  });
});
