import { closeSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { HealthRegistry } from '../health/health-registry';
import { startOpsServer } from '../health/ops-server';
import { serveThings } from '../http/things.fixture';
import { logger, startLogging } from './logger';

const tooManyFiles = Object.assign(new Error('accept EMFILE'), { code: 'EMFILE' });

describe('an error that nobody waits for', () => {
  it('of a socket that the system cannot open ends no server', async () => {
    const things = await serveThings();
    for (let again = 0; again < 2; again += 1) things.server.emit('error', tooManyFiles);
    expect((await things.call('/v1/things')).status).toBe(200);
    await things.close();
    const ops = await startOpsServer('127.0.0.1', 0, new HealthRegistry());
    for (let again = 0; again < 2; again += 1) ops.server.emit('error', tooManyFiles);
    await ops.close();
  });

  it('of the log, for the disk is full, stops no work', async () => {
    const path = join(tmpdir(), `kezek-unheard-${String(process.pid)}`);
    closeSync(openSync(path, 'w'));
    // Nothing can be written through it, as to a full disk.
    const readOnly = openSync(path, 'r');
    startLogging({ service: 'queue', level: 'info', destination: readOnly });
    for (let line = 0; line < 3; line += 1) {
      logger().info('a line that is lost');
      await pause(20);
    }
    startLogging({ service: 'queue', level: 'silent' });
    closeSync(readOnly);
    rmSync(path);
  });
});
