import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const script = join(__dirname, '..', '..', 'token.mjs');

describe('the command that gets a token', () => {
  let dir: string;
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'kezek-token-'));
  });
  afterAll(() => rm(dir, { recursive: true }));

  const said = (file: string, client: string) =>
    new Promise<{ code: unknown; text: string }>((resolve) => {
      const env = { KEZEK_RUNNING: file };
      execFile(process.execPath, [script, client], { env }, (error, stdout, stderr) => {
        resolve({ code: error?.code, text: stdout + stderr });
      });
    });

  it('says in one sentence that nothing runs, that it was stopped, or which clients there are', async () => {
    // Nothing listens on port 1.
    const stopped = join(dir, 'running.json');
    const clients = [{ id: 'head', secret: 'x' }];
    await writeFile(stopped, JSON.stringify({ tokenEndpoint: 'http://127.0.0.1:1/token', clients }));
    expect(await said(join(dir, 'none.json'), 'head')).toEqual({
      code: 1,
      text: 'Nothing runs here: start it with `npm start` and wait until it says that it is ready.\n',
    });
    expect(await said(stopped, 'head')).toEqual({
      code: 1,
      text: 'http://127.0.0.1:1/token does not answer: has the sandbox been stopped?\n',
    });
    expect(await said(stopped, 'nobody')).toEqual({ code: 1, text: 'Name a client: head\n' });
  });
});
