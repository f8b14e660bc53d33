import { Lifecycle, metrics } from '@kezek/platform';
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
