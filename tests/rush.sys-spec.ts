import { historyOf } from './checker/read';
import { judge } from './checker/judge';
import { office, rush } from './support/rush';
import { sandboxForThisFile } from './support/sandbox';

const sandbox = sandboxForThisFile();

describe('16 kiosks and 16 operators at once in one office', () => {
  it('call each of 10,000 tickets once and lose none', async () => {
    const { issued, called } = await rush(sandbox(), { tickets: 10_000, callers: 16, phoneEvery: 100 });
    expect(new Set(issued).size).toBe(10_000);
    expect([...called].sort()).toEqual([...issued].sort());
    const history = await historyOf(sandbox(), office);
    expect(history.tickets).toHaveLength(10_000);
    expect(judge(history)).toEqual([]);
  }, 900_000);
});
