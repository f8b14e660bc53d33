import { HealthRegistry } from './health-registry';
import { startOpsServer } from './ops-server';

const get = async (port: number, path: string) => {
  const response = await fetch(`http://127.0.0.1:${String(port)}${path}`);
  return { status: response.status, text: await response.text() };
};

describe('health', () => {
  it('is ready only between the start and the stop', async () => {
    const health = new HealthRegistry();
    expect((await health.ready()).ok).toBe(false);
    health.serving();
    expect((await health.ready()).ok).toBe(true);
    health.stopping();
    health.serving();
    expect(await health.ready()).toEqual({
      ok: false,
      checks: { process: { ok: false, detail: 'stopping' } },
    });
  });

  it('asks every check, and takes one that throws for a no', async () => {
    const health = new HealthRegistry();
    health.serving();
    health.onReady('database', () => Promise.reject(new TypeError('password=hunter2')));
    health.onReady('redis', () => ({ ok: true, detail: 'connected' }));
    expect(await health.ready()).toEqual({
      ok: false,
      checks: {
        process: { ok: true, detail: 'serving' },
        database: { ok: false, detail: 'TypeError' },
        redis: { ok: true, detail: 'connected' },
      },
    });
  });

  it('does not wait for a check that hangs', async () => {
    jest.useFakeTimers();
    const health = new HealthRegistry();
    health.onLive('consumer', () => new Promise(() => undefined));
    const report = health.live();
    await jest.advanceTimersByTimeAsync(2000);
    expect(await report).toEqual({
      ok: false,
      checks: { consumer: { ok: false, detail: 'no answer in time' } },
    });
    jest.useRealTimers();
  });

  it('is told on its own port: 503 for a no, metrics as text, 404 for the rest', async () => {
    const health = new HealthRegistry();
    const ops = await startOpsServer('127.0.0.1', 0, health);
    let stuck = false;
    health.onLive('consumer', () => ({ ok: !stuck }));
    expect((await get(ops.port, '/health/live?x=1')).status).toBe(200);
    stuck = true;
    expect(await get(ops.port, '/health/live')).toEqual({
      status: 503,
      text: '{"ok":false,"checks":{"consumer":{"ok":false}}}',
    });
    expect((await get(ops.port, '/metrics')).text).toContain('# TYPE kezek_http_request_duration_seconds');
    expect((await get(ops.port, '/v1/offices')).status).toBe(404);
    await ops.close();
  });

  it('cannot be told on a port that is taken', async () => {
    const ops = await startOpsServer('127.0.0.1', 0, new HealthRegistry());
    await expect(startOpsServer('127.0.0.1', ops.port, new HealthRegistry())).rejects.toThrow('EADDRINUSE');
    await ops.close();
  });
});
