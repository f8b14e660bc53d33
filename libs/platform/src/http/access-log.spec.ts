import { Writable } from 'node:stream';
import { startLogging } from '../telemetry/logger';
import { serveThings, type Things } from './things.fixture';

const lines: Record<string, unknown>[] = [];
const sink = new Writable({
  write(chunk: Buffer, _encoding, done) {
    lines.push(JSON.parse(chunk.toString()) as Record<string, unknown>);
    done();
  },
});

let things: Things;
beforeAll(async () => {
  things = await serveThings();
  startLogging({ service: 'queue', level: 'info', destination: sink });
});
afterAll(async () => {
  startLogging({ service: 'queue', level: 'silent' });
  await things.close();
});

describe('the access log', () => {
  it('says with one line a request what it was refused for, and quotes nothing of it', async () => {
    await things.call('/v1/things?limit=secret', { method: 'GET' });
    await things.call('/v1/things');
    await things.call('/v1/secret');
    expect(lines.map(({ operation, status, code }) => ({ operation, status, code }))).toEqual([
      { operation: 'listThings', status: 400, code: 'invalid-request' },
      { operation: 'listThings', status: 200, code: undefined },
      { operation: 'none', status: 404, code: 'not-found' },
    ]);
    expect(JSON.stringify(lines)).not.toContain('secret');
  });
});
