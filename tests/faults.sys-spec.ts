import { setTimeout as pause } from 'node:timers/promises';
import type { Sandbox } from '@kezek/stack';
import { waitFor } from '@kezek/testing';
import { judge } from './checker/judge';
import { historyOf } from './checker/read';
import { Desk } from './support/desk';
import { messagesOf } from './support/phone';
import { office, phoneOf, rush } from './support/rush';
import { sandboxForThisFile } from './support/sandbox';

const sandbox = sandboxForThisFile();

const ready = (running: Sandbox['running']) =>
  waitFor(async () => (await fetch(`${running.ops.queue ?? ''}/health/ready`)).ok, 'queue ready', 60_000);

/** Kills the queue service five times, and in the middle of that stops Kafka for a minute. */
async function trouble(): Promise<void> {
  const kafka = (async () => {
    await sandbox().stopKafka();
    await pause(60_000);
    await sandbox().startKafka();
  })();
  for (let kill = 1; kill <= 5; kill += 1) {
    await pause(2_000 + Math.random() * 2_000);
    sandbox().kill('queue', 'SIGKILL');
    await waitFor(() => sandbox().part('queue').pid === undefined, 'the queue dead', 5_000).catch(
      () => undefined,
    );
    await ready(sandbox().running);
  }
  await kafka;
}

describe('a rush while the queue service is killed five times and Kafka is away for a minute', () => {
  const tickets = 3_000;
  const phoneEvery = 50;

  it('loses and doubles nothing, and tells each visitor no more than it should', async () => {
    const [{ issued, called }] = await Promise.all([
      rush(sandbox(), { tickets, callers: 16, phoneEvery }),
      trouble(),
    ]);
    expect(new Set(issued).size).toBe(tickets);
    expect([...called].sort()).toEqual([...issued].sort());
    const history = await historyOf(sandbox(), office, { toleranceMs: 10_000 });
    expect(history.tickets).toHaveLength(tickets);
    expect(judge(history)).toEqual([]);
    for (let index = phoneEvery; index <= tickets; index += phoneEvery) {
      const got = (await messagesOf(sandbox(), phoneOf(index))).map(({ text }) => text);
      // At most one of each kind: issued, turn near, called.
      expect(got.length).toBeLessThanOrEqual(3);
      expect(new Set(got).size).toBe(got.length);
    }
  }, 600_000);

  it('goes on at the desks while Kafka is away, and the visitor hears of it afterwards', async () => {
    await sandbox().stopKafka();
    const desk = await Desk.of(sandbox(), 'district-turksib');
    const phone = '+77019999990';
    const body = { service: 'certificate', channel: 'desk', language: 'ru', phone };
    const { status } = await desk.call(`/offices/${office}/tickets`, { method: 'POST', body });
    expect(status).toBe(201);
    await sandbox().startKafka();
    await waitFor(async () => (await messagesOf(sandbox(), phone)).length > 0, 'the message', 60_000);
  }, 180_000);
});
