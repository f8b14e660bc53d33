import { setImmediate as soon } from 'node:timers/promises';
import { Turns } from './turns';

/** Runs `act` after so many turns of the queue of microtasks. */
const afterMicrotasks = async (count: number, act: () => void): Promise<void> => {
  for (let n = 0; n < count; n++) await Promise.resolve();
  act();
};

describe('turns', () => {
  it('are taken one at a time, and once for all who asked meanwhile', async () => {
    let running = 0;
    let done = 0;
    const turns = new Turns(async () => {
      running++;
      expect(running).toBe(1);
      await soon();
      running--;
      done++;
    });
    for (let n = 0; n < 5; n++) turns.ask();
    await turns.settled();
    expect(done).toBe(2);
  });

  // A run ends over several microtasks: whoever asks in any of them, nobody's question may be lost.
  it.each(Array.from({ length: 12 }, (_, n) => n))(
    'see what was to do before the question, asked %i microtasks after the work of one has ended',
    async (microtasks) => {
      let toDo = 0;
      let work = Promise.withResolvers<undefined>();
      const turns = new Turns(async () => {
        toDo = 0;
        await work.promise;
      });
      turns.ask();
      const ending = work;
      work = Promise.withResolvers();
      work.resolve(undefined);
      ending.resolve(undefined);
      await afterMicrotasks(microtasks, () => {
        toDo++;
        turns.ask();
      });
      await soon();
      expect(toDo).toBe(0);
    },
  );
});
