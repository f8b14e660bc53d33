import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from './until';

const bootstrap = join(__dirname, '..', '..', 'bootstrap.mjs');

describe('a program that npm started', () => {
  let dir: string;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'kezek-bootstrap-'));
  });
  afterEach(() => rm(dir, { recursive: true }));

  const written = (name: string) => readFile(join(dir, name), 'utf8').catch(() => undefined);

  it('is asked to stop once when npm is gone, however long its stop takes', async () => {
    // Writes down each time that it is asked, and takes 3.5 s to end.
    const program = `
      const { appendFileSync, writeFileSync } = require('node:fs');
      process.on('SIGTERM', () => {
        appendFileSync('asked', 'x');
        setTimeout(() => { writeFileSync('ended', ''); process.exit(0); }, 3500);
      });
      setInterval(() => undefined, 1000);
      writeFileSync('ready', '');`;
    await writeFile(join(dir, 'program.cjs'), `process.chdir(${JSON.stringify(dir)});${program}`);
    const runner = `import { hand } from ${JSON.stringify(bootstrap)}; await hand([${JSON.stringify(join(dir, 'program.cjs'))}]);`;
    await writeFile(join(dir, 'runner.mjs'), runner);
    await writeFile(
      join(dir, 'package.json'),
      JSON.stringify({ scripts: { start: `"${process.execPath}" runner.mjs` } }),
    );
    const npm = spawn('npm', ['start'], { cwd: dir, stdio: 'ignore' });
    const patience = { timeoutMs: 30_000, what: 'the program' };
    await until(async () => (await written('ready')) !== undefined, patience);
    npm.kill('SIGKILL');
    await until(async () => (await written('ended')) !== undefined, patience);
    expect(await written('asked')).toBe('x');
  });
});
