import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { waitFor } from '@kezek/testing';
import { Desk } from './support/desk';
import { codeUnder, pageOf, root } from './support/docs';
import { sandboxForThisFile } from './support/sandbox';

const sandbox = sandboxForThisFile();
const run = promisify(execFile);
const env = () => ({
  PATH: `${dirname(process.execPath)}:/usr/bin:/bin`,
  KEZEK_RUNNING: join(sandbox.directory(), 'running.json'),
});

describe('the custody system', () => {
  it('is spoken for by hand, with the commands of the page', async () => {
    const desk = await Desk.of(sandbox(), 'checkpoint-sizo-1');
    const commands = codeUnder('docs/operating.md', 'The custody system');
    const [, detainee = ''] = /received (\S+)/.exec(commands) ?? [];
    await run('bash', ['-ec', commands], { cwd: root, env: env() });
    const found = await waitFor(
      async () => {
        const { status, text } = await desk.call(`/detainees/${detainee}`);
        return status === 200 && text.includes('"court"') && (JSON.parse(text) as object);
      },
      'the detainee in court',
      40_000,
    );
    expect(found).toMatchObject({ facility: 'ALM-SIZO', status: 'accused', unit: 'B-2', gaps: [] });
    const elsewhere = await Desk.of(sandbox(), 'head-turksib');
    expect((await elsewhere.call(`/detainees/${detainee}`)).status).toBe(403);
  }, 90_000);

  it('tells of detainees of a facility that has rules, and sessions for relatives and for lawyers', async () => {
    const desk = await Desk.of(sandbox(), 'checkpoint-sizo-1');
    const rules = await desk.call('/facilities/ALM-SIZO/rules');
    expect([rules.status, rules.text]).toEqual([200, expect.stringContaining('inForce')]);
    const [detainee, member] = [randomUUID(), randomUUID()];
    const { text } = await desk.call(`/facilities/ALM-SIZO/sessions?detainee=${detainee}&members=${member}`);
    const { items } = JSON.parse(text) as { items: { template: string }[] };
    const templates = new Set(items.map(({ template }) => template));
    expect([...templates].sort()).toEqual(['counsel-wed', 'relatives-thu', 'relatives-tue']);
  });

  it('refuses what is not as the contract says, and says why', async () => {
    const wrong = run(process.execPath, ['tools/custody.mjs', 'received', randomUUID()], {
      cwd: root,
      env: env(),
    });
    await expect(wrong).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('facility') as unknown,
    });
  });

  it('is let in by its own password alone', async () => {
    const { kafka, clients } = sandbox().running;
    const other = {
      ...env(),
      KAFKA_AGENCY_BROKERS: kafka.agencyBrokers[0],
      CUSTODY_PASSWORD: clients.find(({ id }) => id === 'agency-akimat')?.secret,
    };
    const words = ['tools/custody.mjs', 'released', randomUUID()];
    await expect(run(process.execPath, words, { cwd: root, env: other })).rejects.toMatchObject({ code: 1 });
  });
});

it("visitors' records are brought to another key by the command of the page", async () => {
  const command = /node services\/visits\/dist\/main\.js rotate/.exec(pageOf('docs/operating.md'))?.[0] ?? '';
  const keys = {
    DATABASE_URL: sandbox().running.databases.visits,
    PERSONAL_DATA_KEY: Buffer.alloc(32, 1).toString('base64'),
    PERSONAL_DATA_KEY_PREVIOUS: Buffer.alloc(32, 2).toString('base64'),
  };
  const { stdout } = await run('bash', ['-ec', command], { cwd: root, env: { ...env(), ...keys } });
  expect(stdout).toBe('visits: 0 records are under the present PERSONAL_DATA_KEY now\n');
});
