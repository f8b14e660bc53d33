import { Lifecycle } from './lifecycle';

describe('a stop', () => {
  it('runs the phases in order, hooks of one phase side by side, each once', async () => {
    const lifecycle = new Lifecycle();
    const steps: string[] = [];
    const both = Promise.withResolvers<undefined>();
    lifecycle.onStop('pools', 'database', () => void steps.push('pools'));
    lifecycle.onStop('relay', 'relay', () => void steps.push('relay'));
    lifecycle.onStop('consumers', 'first', async () => {
      await both.promise;
      steps.push('consumers');
    });
    lifecycle.onStop('consumers', 'second', () => {
      both.resolve(undefined);
    });
    lifecycle.onStop('requests', 'http', () => void steps.push('requests'));
    expect(lifecycle.stopping).toBe(false);
    const [first, second] = await Promise.all([lifecycle.stop(), lifecycle.stop()]);
    expect(lifecycle.stopping).toBe(true);
    expect([first, second]).toEqual([[], []]);
    expect(steps).toEqual(['requests', 'consumers', 'relay', 'pools']);
  });

  it('is not held up by a hook that fails, and tells of it', async () => {
    const lifecycle = new Lifecycle();
    const cause = new Error('broken');
    const steps: string[] = [];
    lifecycle.onStop('relay', 'relay', () => {
      throw cause;
    });
    lifecycle.onStop('pools', 'database', () => void steps.push('pools'));
    expect(await lifecycle.stop()).toEqual([{ phase: 'relay', name: 'relay', cause }]);
    expect(steps).toEqual(['pools']);
  });
});
