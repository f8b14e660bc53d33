import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { waitFor } from '@kezek/testing';
import { messagesOf } from './support/phone';
import { sandboxForThisFile } from './support/sandbox';

const sandbox = sandboxForThisFile();
const root = join(__dirname, '..');

/** The first block of shell after a heading. */
function commandsUnder(file: string, heading: string): string {
  const text = readFileSync(join(root, file), 'utf8');
  const block = text.slice(text.indexOf(`\n## ${heading}\n`)).match(/```sh\n([^]*?)```/)?.[1];
  if (block === undefined) throw new Error(`${file} has no commands under ${heading}`);
  return block;
}

async function bash(script: string, directory: string): Promise<string> {
  const run = `export KEZEK_RUNNING='${join(directory, 'running.json')}'\n${script}`;
  const { stdout } = await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', run], { cwd: root });
  return stdout;
}

describe('the README', () => {
  it('leads to a ticket, its call, the board and a message', async () => {
    const output = await bash(commandsUnder('README.md', 'The first ticket'), sandbox.directory());
    expect(output).toContain('"number":"K001"');
    expect(output).toContain('"state":"called"');
    expect(output).toMatch(/"calls":\[\{"number":"K001","counter":"1","state":"called"/);
    // Whose call comes faster than the first message doesn't get that any more.
    const called = await waitFor(async () => {
      const messages = await messagesOf(sandbox(), '+77012345670');
      return messages.find(({ text }) => text.includes('№1 терезеге'));
    }, 'the call on the phone');
    expect(called).toMatchObject({ encoding: 'ucs2' });
    expect(called.text).toContain('K001');
  }, 60_000);
});
