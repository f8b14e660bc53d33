import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { waitFor } from '@kezek/testing';
import { root } from './support/docs';

describe('npm start -- --demo', () => {
  it('says what happens, where to look, and stops at Ctrl-C', async () => {
    const demo = spawn(process.execPath, ['tools/start.mjs', '--demo', '--rate', '60'], { cwd: root });
    let output = '';
    for (const stream of [demo.stdout, demo.stderr])
      stream.on('data', (part: Buffer) => (output += part.toString()));
    const ended = once(demo, 'exit');
    try {
      const page = await waitFor(
        () => /the page of this visitor: (\S+)/.exec(output)?.[1],
        'one of the first visitors',
        120_000,
      );
      await waitFor(() => /\d\d:\d\d {2}[A-Z]\d{3} → counter \d after /.test(output), 'a call', 30_000);
      const board = /Board +(\S+)/.exec(output)?.[1] ?? '';
      const inbox = /SMS inbox +(\S+)/.exec(output)?.[1] ?? '';
      for (const url of [page, board, inbox]) expect((await fetch(url)).status).toBe(200);
    } finally {
      demo.kill('SIGINT');
    }
    expect(await ended).toEqual([0, null]);
    expect(output).toContain('nothing of it runs any more');
  }, 240_000);
});
