import { randomUUID } from 'node:crypto';
import { QueueFixture, type Answer } from '../testing/queue.fixture';

let queue: QueueFixture;
beforeAll(async () => {
  queue = await QueueFixture.start();
});
afterAll(() => queue.stop());
beforeEach(() => {
  queue.clock.set('2026-03-10T05:00:00Z');
});

const counters = Array.from({ length: 16 }, (_, index) => ({ code: String(index + 1) }));
const codes = counters.map(({ code }) => code);
const statuses = (answers: readonly Answer[]) => answers.map(({ status }) => status).sort();

/** Numbers by hand where the way they were issued is not the point. */
async function fill(office: string, count: number): Promise<void> {
  await Promise.all(
    codes.map(async (_, caller) => {
      for (let done = caller; done < count; done += codes.length) await queue.issue(office);
    }),
  );
}

describe('sixteen counters at one office', () => {
  it('call everybody once, in order, and lose nobody', async () => {
    const office = await queue.office({ counters });
    await fill(office, 200);
    await Promise.all(codes.map((code) => queue.open(office, code)));
    const worked = await Promise.all(
      codes.map(async (code) => {
        const served: string[] = [];
        for (;;) {
          const { status, body } = await queue.callNext(office, code);
          if (status === 204) return served;
          expect(status).toBe(200);
          served.push(String(body['id']));
          expect((await queue.command(body['id'], 'start')).status).toBe(200);
          expect((await queue.command(body['id'], 'finish', { outcome: 'served' })).status).toBe(200);
        }
      }),
    );
    const served = worked.flat();
    expect(served).toHaveLength(200);
    expect(new Set(served).size).toBe(200);

    const broken = await queue.rows(
      `SELECT ticket FROM (
         SELECT p.ticket, p.version, p.state, row_number() OVER w AS place, p.from_at < lag(p.from_at) OVER w AS back
         FROM period p JOIN ticket t ON t.id = p.ticket WHERE t.office = $1
         WINDOW w AS (PARTITION BY p.ticket ORDER BY p.version)) p
       WHERE version <> place OR back
          OR state <> (ARRAY['waiting', 'called', 'serving', 'served'])[place]`,
      [office],
    );
    expect(broken).toEqual([]);
    const byTicket = new Map<string, number[]>();
    for (const { subject, sequence, type } of await queue.events(office))
      if (type.startsWith('queue.ticket.'))
        byTicket.set(subject, [...(byTicket.get(subject) ?? []), sequence]);
    expect(byTicket.size).toBe(200);
    for (const sequences of byTicket.values()) expect(sequences).toEqual([1, 2, 3, 4]);
  });
});

describe('of those who race', () => {
  it('two presses at one counter call one visitor', async () => {
    const office = await queue.office();
    await queue.open(office);
    await fill(office, 4);
    const answers = await Promise.all([1, 2, 3, 4].map(() => queue.callNext(office)));
    expect(statuses(answers)).toEqual([200, 409, 409, 409]);
    for (const { status, body } of answers) if (status === 409) expect(body['code']).toBe('counter-busy');
  });

  it('one key calls one visitor', async () => {
    const office = await queue.office();
    await queue.open(office);
    await fill(office, 4);
    const key = randomUUID();
    const answers = await Promise.all([1, 2, 3, 4].map(() => queue.callNext(office, '1', { key })));
    const called = answers.filter(({ status }) => status === 200);
    expect(new Set(called.map(({ body }) => body['id'])).size).toBe(1);
    for (const { status, body } of answers)
      if (status !== 200) expect(body['code']).toBe('request-in-progress');
  });

  it('two counters that call the same ticket out of turn: one gets it', async () => {
    const office = await queue.office({ counters });
    for (const code of codes) await queue.open(office, code);
    const { body } = await queue.issue(office);
    const answers = await Promise.all(
      codes.map((counter) => queue.command(body['id'], 'call', { counter, reason: 'medical' })),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    for (const answer of answers)
      if (answer.status !== 200)
        expect(answer.body).toMatchObject({ code: 'ticket-not-waiting', state: 'called' });
    expect(await queue.periods(body['id'])).toHaveLength(2);
  });

  it('a call, a cancellation and the visitor’s leaving end in one story', async () => {
    const office = await queue.office();
    await queue.open(office);
    for (let round = 0; round < 20; round += 1) {
      const { body } = await queue.issue(office);
      const [called, cancelled, left] = await Promise.all([
        queue.callNext(office),
        queue.command(body['id'], 'cancel', { reason: 'x' }, { as: { sub: 'other' } }),
        queue.ask(`POST /track/${String(body['trackingToken'])}/leave`, { body: {} }),
      ]);
      expect([200, 204]).toContain(called.status);
      for (const answer of [cancelled, left])
        if (answer.status !== 200) {
          expect(answer.status).toBe(409);
          expect(['ticket-wrong-state', 'ticket-at-another-counter']).toContain(answer.body['code']);
        }
      expect([cancelled, left].filter(({ status }) => status === 200).length).toBeLessThanOrEqual(1);
      const versions = (await queue.periods(body['id'])).map(({ version }) => version);
      expect(versions).toEqual(versions.map((_, index) => index + 1));
      const [row] = await queue.rows<{ state: string }>('SELECT state FROM ticket WHERE id = $1', [
        body['id'],
      ]);
      if (row?.state === 'called') await queue.command(body['id'], 'no-show');
      else expect(['cancelled', 'left']).toContain(row?.state);
    }
  });

  it('a finish and the end of its lease: one of them ends the service', async () => {
    const office = await queue.office({ counters });
    const ids = await Promise.all(
      codes.map(async (code) => {
        await queue.open(office, code);
        await queue.issue(office);
        const { body } = await queue.callNext(office, code);
        await queue.command(body['id'], 'start');
        return String(body['id']);
      }),
    );
    queue.clock.set('2026-03-10T05:09:59.999Z');
    const finishes = ids.map(async (id, index) => {
      if (index === 8) queue.clock.set('2026-03-10T05:10:00Z');
      return queue.command(id, 'finish', { outcome: 'served' });
    });
    const [answers] = await Promise.all([Promise.all(finishes), queue.timers.tick(), queue.timers.tick()]);
    await queue.timers.tick();
    for (const [index, id] of ids.entries()) {
      const [row] = await queue.rows<{ outcome: string; version: number }>(
        'SELECT outcome, version FROM ticket WHERE id = $1',
        [id],
      );
      expect(row).toEqual({
        outcome: answers[index]?.status === 200 ? 'served' : 'ended-by-timeout',
        version: 4,
      });
      if (answers[index]?.status !== 200) expect(answers[index]?.status).toBe(409);
    }
  });

  it('operators who want one counter: one gets it; one operator at many: at most one is held', async () => {
    const office = await queue.office({ counters });
    const people = await Promise.all(
      codes.map((code) => queue.open(office, '1', { as: { sub: `${office}-${code}`, kind: 'staff' } })),
    );
    expect(people.filter(({ status }) => status === 200)).toHaveLength(1);
    const one = { sub: `${office}-wanderer`, kind: 'staff' } as const;
    const moves = await Promise.all(codes.slice(1, 9).map((code) => queue.open(office, code, { as: one })));
    for (const { status } of moves) expect(status).toBe(200);
    const held = await queue.rows(`SELECT FROM counter_session WHERE operator = $1 AND state <> 'closed'`, [
      one.sub,
    ]);
    expect(held).toHaveLength(1);
  });
});
