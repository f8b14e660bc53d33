import type { Exit, Life } from './life';
import { Supervised } from './supervised';

/** A life that ends when it is asked to. */
function lifeOf(pid: number): Life & { stops: number } {
  const end = Promise.withResolvers<Exit>();
  return {
    pid,
    startedAt: 0,
    exited: end.promise,
    exit: undefined,
    stops: 0,
    kill: () => undefined,
    stop() {
      this.stops += 1;
      end.resolve({ code: 0, signal: null });
      return end.promise;
    },
  };
}

describe('a part under supervision', () => {
  it('that is stopped while a life of it is about to begin does not live on', async () => {
    const life = lifeOf(1);
    const begun = Promise.withResolvers<Life>();
    const part = new Supervised({
      name: 'redis',
      logFile: '/dev/null',
      log: () => undefined,
      begin: () => begun.promise,
      ready: () => Promise.resolve(),
    });
    const start = part.start();
    const stop = part.stop();
    begun.resolve(life);
    await expect(start).rejects.toThrow('redis was stopped while it started.');
    await stop;
    expect(life.stops).toBeGreaterThan(0);
  });
});
