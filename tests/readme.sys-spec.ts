import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { waitFor } from '@kezek/testing';
import { codeUnder, root } from './support/docs';
import { messagesOf } from './support/phone';
import { sandboxForThisFile } from './support/sandbox';

const sandbox = sandboxForThisFile();
async function bash(script: string, directory: string): Promise<string> {
  const run = `export KEZEK_RUNNING='${join(directory, 'running.json')}'\n${script}`;
  const { stdout } = await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', run], { cwd: root });
  return stdout;
}

describe('the README', () => {
  it('leads to a ticket, its call, the board and a message', async () => {
    const script = `${codeUnder('README.md', 'The first ticket')}\necho "phone $PHONE"`;
    const output = await bash(script, sandbox.directory());
    const phone = /^phone (\S+)$/m.exec(output)?.[1] ?? '';
    expect(output).toContain('"number":"K001"');
    expect(output).toContain('"state":"called"');
    expect(output).toMatch(/"calls":\[\{"ticket":"[^"]+","number":"K001","counter":"1","state":"called"/);
    // Whose call comes faster than the first message doesn't get that any more.
    const called = await waitFor(async () => {
      const messages = await messagesOf(sandbox(), phone);
      return messages.find(({ text }) => text.includes('№1 терезеге'));
    }, 'the call on the phone');
    expect(called).toMatchObject({ encoding: 'ucs2' });
    expect(called.text).toContain('K001');
  }, 60_000);
});

describe('the page for integrators', () => {
  const answersOf = async (heading: string) => {
    const output = await bash(codeUnder('docs/integrating.md', heading), sandbox.directory());
    const lines = output.split('\n').filter((line) => line.startsWith('{'));
    return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  };

  it('leads around the desk: presence, appointments, an override, a pause, a number block, the city, oversight', async () => {
    const answers = await answersOf('Around the desk');
    expect(answers[0]).toMatchObject({ resource: 'prosecutor', present: true });
    expect(answers.flatMap(({ state }) => state ?? [])).toEqual([
      'booked',
      'booked',
      'waiting',
      'cancelled',
      'ready',
      'waiting',
      'called',
      'serving',
      'served',
      'cancelled',
      'paused',
      'closed',
    ]);
    const [block, city, statistics, audit] = answers.slice(-4);
    expect(block).toMatchObject({ ranges: [{ prefix: 'K', services: ['certificate'] }] });
    expect(city?.['items']).toMatchObject([{ code: 'ALM-TRK' }]);
    expect(JSON.stringify(statistics)).toContain('operator-turksib-3');
    expect(JSON.stringify(audit)).toContain('"reason":"medical"');
  }, 60_000);

  it('leads through a visit of two services, to its audit and the day’s statistics', async () => {
    const output = await bash(codeUnder('docs/integrating.md', 'A visit, step by step'), sandbox.directory());
    const answers = output.split('\n').filter((line) => line.startsWith('{'));
    const states = answers.map((line) => (JSON.parse(line) as { state?: string; present?: boolean }).state);
    expect(states).toEqual(
      expect.arrayContaining(['waiting', 'called', 'serving', 'parked', 'served', 'ready']),
    );
    expect(output).toMatch(/"steps":\[\{"service":"\w+","state":"transferred","outcome":"transferred"\}/);
    expect(output).toContain('"action":"transfer"');
    expect(output).toMatch(/^office,from,to,kind,key,beginsAt,issued,/m);
  }, 60_000);
});
