import { Refusal } from '@kezek/contracts';
import { Bulkhead, type BulkheadLimits } from './bulkhead';

const full = () => new Refusal('temporary-reduced-capacity');
const bulkhead = (limits: Partial<BulkheadLimits> = {}) =>
  new Bulkhead('test', { places: 1, waiting: 2, ...limits }, full);

/** What has come of an entering by now. */
async function nowOf(entering: Promise<unknown>): Promise<string> {
  const told = entering.then(
    () => 'inside',
    (error: unknown) => (error instanceof Refusal ? error.code : 'gone'),
  );
  return await Promise.race([told, new Promise<string>((resolve) => setImmediate(resolve, 'waiting'))]);
}

describe('a bulkhead', () => {
  it('lets as many in as it has places, and the others in the order in which they came', async () => {
    const door = bulkhead();
    const leave = await door.enter();
    const [second, third] = [door.enter(), door.enter()];
    expect([await nowOf(second), await nowOf(third), door.present]).toEqual(['waiting', 'waiting', 3]);
    leave();
    expect([await nowOf(second), await nowOf(third), door.present]).toEqual(['inside', 'waiting', 2]);
    (await second)();
    expect([await nowOf(third), door.present]).toEqual(['inside', 1]);
  });

  it('refuses at once who would be one more in the line', async () => {
    const door = bulkhead();
    await door.enter();
    const waiting = [door.enter(), door.enter()];
    expect(await nowOf(door.enter())).toBe('temporary-reduced-capacity');
    expect(await nowOf(waiting[0] as Promise<unknown>)).toBe('waiting');
  });

  it('refuses who has waited long enough, and the place goes to the next', async () => {
    const door = bulkhead({ patienceMs: 20 });
    const leave = await door.enter();
    await expect(door.enter()).rejects.toThrow('temporary-reduced-capacity');
    const late = door.enter();
    leave();
    expect([await nowOf(late), door.present]).toEqual(['inside', 1]);
  });

  it('forgets who has gone away while waiting', async () => {
    const door = bulkhead({ waiting: 1 });
    const leave = await door.enter();
    const gone = new AbortController();
    const first = door.enter(gone.signal);
    gone.abort();
    expect(await nowOf(first)).toBe('gone');
    expect(await nowOf(door.enter(gone.signal))).toBe('gone');
    const next = door.enter();
    leave();
    expect([await nowOf(next), door.present]).toEqual(['inside', 1]);
  });

  it('has one place more for each that is left, however often one leaves', async () => {
    const door = bulkhead({ places: 2 });
    const leave = await door.enter();
    leave();
    leave();
    expect(door.present).toBe(0);
    await door.enter();
    await door.enter();
    expect(await nowOf(door.enter())).toBe('waiting');
  });
});
