import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { queueTicketTopic, ticketIssued } from '@kezek/contracts';
import { KafkaLog } from '@kezek/platform';
import { waitFor } from '@kezek/testing';
import { Desk } from './support/desk';
import { messagesOf } from './support/phone';
import { sandboxForThisFile } from './support/sandbox';

const sandbox = sandboxForThisFile();
const poisoned = 'ALM-POISON';
const healthy = 'ALM-TRK';
const main = join(__dirname, '..', 'services', 'notifications', 'dist', 'main.js');

/** The operator's command, as in `docs/operating.md`. */
async function parked(...words: string[]): Promise<string> {
  const env = { PATH: '', DATABASE_URL: sandbox().running.databases.notifications };
  const { stdout } = await promisify(execFile)(process.execPath, [main, 'parked', ...words], { env });
  return stdout;
}

async function openPoisoned(): Promise<void> {
  const admin = await Desk.of(sandbox(), 'admin');
  const { body } = await admin.call(`/offices/${healthy}`);
  const definition = { ...body, code: poisoned, version: undefined };
  const { status } = await admin.call(`/offices/${poisoned}`, { method: 'PUT', body: definition });
  expect(status).toBe(201);
}

/** An event of the right type whose data breaks its schema. */
async function poison(): Promise<void> {
  const log = new KafkaLog({ brokers: sandbox().running.kafka.brokers, clientId: 'poisoner' });
  const headers = {
    ce_specversion: '1.0',
    ce_id: randomUUID(),
    ce_type: ticketIssued.type,
    ce_source: '/test',
    ce_time: '2026-03-10T09:00:00Z',
    ce_subject: randomUUID(),
    ce_sequence: '1',
    ce_partitionkey: poisoned,
  };
  await log.append([{ topic: queueTicketTopic.name, key: poisoned, headers, payload: '{"office": 7}' }]);
  await log.close();
}

async function issue(office: string, phone: string): Promise<void> {
  const admin = await Desk.of(sandbox(), 'admin');
  const body = { service: 'certificate', channel: 'desk', language: 'ru', phone };
  const { status } = await admin.call(`/offices/${office}/tickets`, { method: 'POST', body });
  expect(status).toBe(201);
}

const arrived = (phone: string) =>
  waitFor(async () => (await messagesOf(sandbox(), phone)).length > 0, `a message to ${phone}`, 30_000);

describe('an event that cannot be handled', () => {
  it('parks its key alone; when it is skipped, what queued up behind it is delivered', async () => {
    await openPoisoned();
    await poison();
    await issue(poisoned, '+77015550010');
    await issue(healthy, '+77015550020');
    await arrived('+77015550020');
    const list = await waitFor(async () => {
      const text = await parked('list');
      return text.includes(poisoned) && text;
    }, 'a parked key');
    expect(await messagesOf(sandbox(), '+77015550010')).toEqual([]);
    const id = /id (\d+)/.exec(list)?.[1] ?? '';
    expect(await parked('show', id)).toContain('ContractViolation');
    await parked('skip', id, '--reason', 'written by a test');
    await arrived('+77015550010');
    await waitFor(async () => (await parked('list')).includes('nothing is parked'), 'nothing parked', 30_000);
  }, 120_000);
});
