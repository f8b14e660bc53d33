import { Kafka, logLevel } from 'kafkajs';
import { getEventListeners } from 'node:events';
import { liveOnce } from './consumer-lives';

describe('a consumer’s life', () => {
  it('leaves nothing behind at the signal that outlives it', async () => {
    // Nothing listens on port 1.
    const kafka = new Kafka({ brokers: ['127.0.0.1:1'], logLevel: logLevel.NOTHING, retry: { retries: 0 } });
    const stop = new AbortController();
    const life = {
      config: { groupId: 'test', retry: { retries: 0 } },
      topics: ['t'],
      fromBeginning: true,
      run: {},
      joined: () => undefined,
    };
    for (let n = 0; n < 3; n++) await expect(liveOnce(kafka, stop.signal, life)).rejects.toThrow();
    expect(getEventListeners(stop.signal, 'abort')).toEqual([]);
  });
});
