import { band, type Board } from '@kezek/contracts';
import { text } from '../testing/office.fixture';
import { QueueFixture } from '../testing/queue.fixture';

let queue: QueueFixture;

beforeAll(async () => {
  queue = await QueueFixture.start();
});
afterAll(() => queue.stop());

const counters = [{ code: '1' }, { code: '2', name: { kk: 'Касса', ru: 'Касса', en: 'Cash desk' } }];
const boardOf = async (office: string): Promise<Board> =>
  (await queue.ask<Board>(`GET /offices/${office}/board`)).body;
const operator = (counter: string) => ({ as: { sub: `operator ${counter}` } });
/** Of somebody who may take tickets, and no more. */
const stranger = async () => ({ authorization: `Bearer ${await queue.token({ scopes: ['queue:issue'] })}` });
/** Seconds from now. */
const told = ({ announcements, at }: Board) =>
  announcements.map(({ number, at: due }) => [number, (Date.parse(due) - Date.parse(at)) / 1000]);

async function call(office: string, counter: string): Promise<Record<string, unknown>> {
  await queue.open(office, counter, operator(counter));
  const { status, body } = await queue.callNext(office, counter, operator(counter));
  expect(status).toBe(200);
  return body;
}

async function inOrder<T, R>(items: readonly T[], act: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (const item of items) results.push(await act(item));
  return results;
}

describe('the board of an office', () => {
  it('announces calls of one moment six seconds apart, again when repeated, and not who is being served', async () => {
    const office = await queue.office({ counters });
    for (const _ of counters) await queue.issue(office);
    const first = await call(office, '1');
    const second = await call(office, '2');
    const board = await boardOf(office);
    expect(told(board)).toEqual([
      [first['number'], 0],
      [second['number'], 6],
    ]);
    expect(board.announcements.map((one) => one.text.en)).toEqual([
      `${String(first['number'])}, counter 1`,
      `${String(second['number'])}, Cash desk`,
    ]);
    queue.clock.advance({ seconds: 30 });
    await queue.command(first['id'], 'recall', {}, operator('1'));
    const repeated = await boardOf(office);
    expect(told(repeated)).toEqual([
      [second['number'], -24],
      [first['number'], 0],
    ]);
    expect(repeated.announcements[0]?.version).toBe(second['version']);
    const { version } = repeated.calls.find(({ number }) => number === first['number']) ?? {};
    expect(repeated.announcements[1]?.version).toBe(version);
    await queue.command(second['id'], 'start', {}, operator('2'));
    const served = await boardOf(office);
    expect(told(served)).toEqual([[first['number'], 0]]);
    expect(served.calls.map(({ state }) => state)).toEqual(['called', 'serving']);
  });

  it('announces what was called while others came and went at the time that it was promised', async () => {
    const three = ['1', '2', '3'];
    const office = await queue.office({ counters: three.map((code) => ({ code })) });
    for (const _ of three) await queue.issue(office);
    const [first, second, third] = await inOrder(three, (counter) => call(office, counter));
    queue.clock.advance({ seconds: 2 });
    await queue.command(first?.['id'], 'start', {}, operator('1'));
    await queue.command(first?.['id'], 'finish', { outcome: 'served' }, operator('1'));
    await queue.command(second?.['id'], 'no-show', {}, operator('2'));
    expect(told(await boardOf(office))).toEqual([[third?.['number'], 10]]);
  });

  it('names the office, its services and counters in every language, and says how long a newcomer waits', async () => {
    const office = await queue.office({ counters, name: text('Front office') });
    await queue.open(office, '1', operator('1 of waiting'));
    for (let count = 0; count < 4; count += 1) await queue.issue(office);
    const { name, waiting, counters: shown } = await boardOf(office);
    expect(name).toEqual(text('Front office'));
    expect(waiting).toMatchObject([
      { service: 'reports', name: text('Reports'), count: 4, band: { fromMinutes: expect.any(Number) } },
      { service: 'papers', name: text('Papers'), count: 0 },
    ]);
    const [reports, papers] = waiting;
    const { fromMinutes, toMinutes } = band.parse(reports?.band);
    expect([fromMinutes % 5, toMinutes % 5]).toEqual([0, 0]);
    expect(toMinutes).toBeGreaterThanOrEqual(reports?.p80Minutes ?? Infinity);
    // Its one open counter lacks the skill.
    expect(papers).not.toHaveProperty('band');
    expect(shown[0]).toEqual({ code: '1', state: 'ready' });
    expect(shown[1]).toEqual({ code: '2', state: 'closed', name: counters[1]?.name });
  });

  it('and the visitor’s own view say nothing of anybody’s person', async () => {
    const office = await queue.office({ counters });
    const secrets = { phone: '+77011234567', iin: '850101300124' };
    const { body } = await queue.issue(office, { ...secrets, priority: 'infant' });
    await call(office, '1');
    const track = await queue.ask(`GET /track/${String(body['trackingToken'])}`);
    const board = await boardOf(office);
    expect(board.announcements).toHaveLength(1);
    for (const answer of [board, track.body]) {
      const told = JSON.stringify(answer);
      const hidden = ['7011234567', secrets.iin, 'infant', 'operator 1', 'contact', 'hash'];
      for (const secret of hidden) expect(told).not.toContain(secret);
    }
    expect(JSON.stringify(board)).not.toContain(body['trackingToken']);
    // By its id the wall keeps its lines apart; it opens nothing.
    expect(JSON.stringify(track.body)).not.toContain(body['id']);
    expect(board.calls).toMatchObject([{ ticket: body['id'] }]);
    for (const path of ['', '/history', '/audit'])
      for (const headers of [{}, await stranger()])
        expect(
          (await fetch(`${queue.url}/v1/tickets/${String(body['id'])}${path}`, { headers })).status,
        ).toBe(Object.keys(headers).length === 0 ? 401 : 403);
  });

  it('tells the time on the clocks of its place', async () => {
    const { at, timeZone, utcOffset } = await boardOf(await queue.office({ timeZone: 'Europe/Berlin' }));
    expect({ timeZone, utcOffset }).toEqual({ timeZone: 'Europe/Berlin', utcOffset: '+01:00' });
    expect(at).toBe(queue.clock.now().toISOString());
  });
});
