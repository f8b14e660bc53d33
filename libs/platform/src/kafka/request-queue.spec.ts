import { createRequire } from 'node:module';
import { logLevel } from 'kafkajs';
import { kafkaClient } from './client';

interface Queue {
  throttledUntil: number;
  push(request: object): void;
  fulfillRequest(response: object): void;
}

// The class itself, as kafkajs uses it: another release of it must fail here.
const RequestQueue = createRequire(__filename)('kafkajs/src/network/requestQueue') as new (
  options: object,
) => Queue;

describe('requests of kafkajs to a broker', () => {
  const sent: number[] = [];
  const queueOf = (maxInFlightRequests: number): Queue => {
    const silent = { debug: () => undefined, warn: () => undefined, level: logLevel.NOTHING };
    return new RequestQueue({ maxInFlightRequests, requestTimeout: 1_000, logger: silent });
  };
  const request = (correlationId: number) => ({
    entry: { correlationId, resolve: () => undefined, reject: () => undefined },
    expectResponse: true,
    sendRequest: () => sent.push(correlationId),
  });
  const answer = (correlationId: number) => ({ correlationId, payload: {}, size: 1 });

  beforeEach(() => {
    sent.length = 0;
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('set no timer where none waits', () => {
    expect(kafkaClient).toBeDefined();
    const queue = queueOf(5);
    queue.push(request(1));
    queue.fulfillRequest(answer(1));
    expect(sent).toEqual([1]);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('go out as soon as one of those before them is answered', () => {
    const queue = queueOf(1);
    queue.push(request(1));
    queue.push(request(2));
    expect(sent).toEqual([1]);
    queue.fulfillRequest(answer(1));
    expect(sent).toEqual([1, 2]);
    queue.fulfillRequest(answer(2));
    jest.runOnlyPendingTimers();
    expect(jest.getTimerCount()).toBe(0);
  });

  it('go out when the broker throttles no longer, without anybody asking', () => {
    const queue = queueOf(5);
    queue.throttledUntil = Date.now() + 300;
    queue.push(request(1));
    jest.advanceTimersByTime(299);
    expect(sent).toEqual([]);
    jest.advanceTimersByTime(20);
    expect(sent).toEqual([1]);
    expect(jest.getTimerCount()).toBe(0);
  });
});
