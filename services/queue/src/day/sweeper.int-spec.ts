import { officeRules, shortestTimerSeconds } from '@kezek/contracts';
import { inTransaction, Lifecycle, metrics } from '@kezek/platform';
import { waitFor } from '@kezek/testing';
import { QueueFixture } from '../testing/queue.fixture';

let queue: QueueFixture;
beforeAll(async () => {
  queue = await QueueFixture.start();
});
afterAll(() => queue.stop());

const lastDone = async (work: string): Promise<number> => {
  const all = await metrics.getMetricsAsJSON();
  const found = all.find(({ name }) => name === 'kezek_work_last_done_timestamp_seconds');
  return found?.values.find(({ labels }) => labels['work'] === work)?.value ?? 0;
};

describe('what happens by itself', () => {
  it('says when it was last done', async () => {
    const lifecycle = new Lifecycle();
    queue.sweeper.start(lifecycle);
    const begun = await lastDone('timers');
    expect(begun).toBeGreaterThan(0);
    await waitFor(async () => (await lastDone('timers')) > begun, 'a round');
    await lifecycle.stop();
  });

  it('is done when it is due, and not before', async () => {
    const office = await queue.office();
    await queue.open(office);
    const { body } = await queue.issue(office);
    await queue.callNext(office);
    const types = async () =>
      (await queue.events(office)).filter(({ subject }) => subject === body['id']).map(({ type }) => type);
    const lifecycle = new Lifecycle();
    queue.sweeper.start(lifecycle);
    const begun = await lastDone('timers');
    await waitFor(async () => (await lastDone('timers')) > begun, 'a round before its time');
    expect(await types()).not.toContain('queue.ticket.recalled');
    queue.clock.advance({ seconds: 60 });
    await waitFor(async () => (await types()).includes('queue.ticket.recalled'), 'the call is repeated');
    await lifecycle.stop();
  });

  it('knows what is due next of calls and counters', async () => {
    queue.clock.advance({ hours: 12 });
    await queue.timers.tick();
    await queue.timers.tick();
    queue.clock.advance({ hours: 12 });
    await queue.timers.tick();
    expect(await queue.timers.due()).toBeUndefined();
    const office = await queue.office({
      rules: officeRules.parse({ recallAfterSeconds: 5, leaseSeconds: 900 }),
    });
    await queue.open(office);
    const inSeconds = async () =>
      (((await queue.timers.due())?.getTime() ?? NaN) - queue.clock.now().getTime()) / 1000;
    expect(await inSeconds()).toBe(900);
    const { body } = await queue.issue(office);
    await queue.callNext(office);
    expect(await inSeconds()).toBe(5);
    await queue.command(body['id'], 'start');
    expect(await inSeconds()).toBe(900);
  });

  it('wakes when a queue has moved, and not for what was rolled back', async () => {
    const office = await queue.office();
    await queue.open(office);
    let woken = 0;
    queue.near.onMoved(() => (woken += 1));
    await queue.issue(office);
    const before = woken;
    await queue.callNext(office);
    expect(woken).toBeGreaterThan(before);
    const called = woken;
    await inTransaction(queue.dataSource, (tx) => {
      queue.near.moved(tx, office);
      return Promise.reject(new Error('no'));
    }).catch(() => undefined);
    expect(woken).toBe(called);
  });

  it('may be set to no sooner time than it is looked for', () => {
    const sooner = shortestTimerSeconds - 1;
    for (const name of ['recallAfterSeconds', 'noShowAfterSeconds', 'leaseSeconds']) {
      expect(officeRules.safeParse({ [name]: sooner }).success).toBe(false);
      expect(officeRules.safeParse({ [name]: shortestTimerSeconds }).success).toBe(true);
    }
  });

  it('does not say so while it fails', async () => {
    await queue.sweeper.housekeep();
    const before = await lastDone('housekeeping');
    await queue.asOwner('ALTER TABLE contact RENAME TO contact_away');
    await expect(queue.sweeper.housekeep()).rejects.toThrow('contact');
    expect(await lastDone('housekeeping')).toBe(before);
    await queue.asOwner('ALTER TABLE contact_away RENAME TO contact');
    await queue.sweeper.housekeep();
    expect(await lastDone('housekeeping')).toBeGreaterThan(before);
  });

  it('does all that it can while one part of it fails', async () => {
    const office = await queue.office();
    const { body } = await queue.issue(office, { phone: '+77500000001' });
    await queue.command(body['id'], 'cancel', { reason: 'x' });
    queue.clock.advance({ hours: 25 });
    await queue.asOwner('ALTER TABLE number_block RENAME TO blocks_away');
    await expect(queue.sweeper.housekeep()).rejects.toThrow('number_block');
    expect(await queue.rows('SELECT FROM contact')).toEqual([]);
    await queue.asOwner('ALTER TABLE blocks_away RENAME TO number_block');
    await queue.sweeper.housekeep();
  });
});
