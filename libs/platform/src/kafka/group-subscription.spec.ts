import { Kafka, logLevel } from 'kafkajs';
import { GroupSubscription } from './group-subscription';

describe('a consumer’s progress', () => {
  const progress = async (lagOf: ConstructorParameters<typeof GroupSubscription>[2], afterMs = 60_000) => {
    // Nothing listens on port 1.
    const kafka = new Kafka({ brokers: ['127.0.0.1:1'], logLevel: logLevel.NOTHING, retry: { retries: 0 } });
    const options = { group: 'test', topics: ['t'], deliver: () => Promise.resolve() };
    const begun = Math.round(performance.now());
    const clock = jest.spyOn(performance, 'now').mockReturnValue(begun);
    const subscription = new GroupSubscription(kafka, options, lagOf);
    try {
      clock.mockReturnValue(begun + afterMs);
      return await subscription.progresses();
    } finally {
      clock.mockRestore();
      await subscription.close();
    }
  };
  const behind = (records: number) => () => Promise.resolve([{ topic: 't', partition: 0, behind: records }]);

  it('is missed where records wait and nothing was done', async () => {
    expect(await progress(behind(1))).toBe(false);
    expect(await progress(behind(0))).toBe(true);
  });

  it('is missed after a minute, and not before', async () => {
    expect(await progress(behind(1), 59_999)).toBe(true);
    expect(await progress(behind(1), 60_000)).toBe(false);
  });

  it('is not missed while Kafka refuses to be asked, or never answers', async () => {
    expect(await progress(() => Promise.reject(new Error('away')))).toBe(true);
    expect(await progress(() => new Promise(() => undefined))).toBe(true);
  });
});
