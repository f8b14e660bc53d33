import type { Statistics } from '@kezek/contracts';
import { waitFor } from '@kezek/testing';
import fc from 'fast-check';
import { QueueFixture, startsAt } from '../testing/queue.fixture';
import { naiveFigures } from '../testing/naive-statistics.fixture';
import { aVisit, insertVisits, someVisits } from '../testing/period.fixture';
import type { Counted } from './facts.rules';

const day = '2026-03-10';
const oversight = { as: { scopes: ['queue:read', 'oversight:read'] } };

let queue: QueueFixture;
beforeAll(async () => {
  queue = await QueueFixture.start();
});
beforeEach(() => {
  queue.clock.set(startsAt);
});
afterAll(() => queue.stop());

const insert = (office: string, visits: readonly (readonly Counted[])[]) =>
  insertVisits((sql, values) => queue.rows(sql, values), office, day, visits);

const read = async (office: string, query = `from=${day}&to=${day}`): Promise<Statistics> => {
  const answer = await queue.ask<Statistics>(`GET /offices/${office}/statistics?${query}`, oversight);
  expect(answer).toMatchObject({ status: 200 });
  return answer.body;
};

/** The sweeper passes by when the day is over. */
const seal = async (instant = '2026-03-13T05:00:00Z') => {
  queue.clock.set(instant);
  await queue.sweeper.housekeep();
};

describe('the statistics of an office', () => {
  it('are those of the day that was worked', async () => {
    const office = await queue.office();
    const { body: ticket } = await queue.issue(office);
    const { body: other } = await queue.issue(office);
    await queue.open(office, '1', { as: { sub: 'aliya' } });
    queue.clock.advance({ minutes: 4 });
    await queue.callNext(office, '1', { as: { sub: 'aliya' } });
    queue.clock.advance({ seconds: 30 });
    await queue.command(ticket['id'], 'start', {}, { as: { sub: 'aliya' } });
    queue.clock.advance({ minutes: 3 });
    await queue.command(ticket['id'], 'finish', { outcome: 'served' }, { as: { sub: 'aliya' } });
    await queue.command(other['id'], 'cancel', { reason: 'gone' }, { as: { sub: 'aliya' } });
    const answer = await read(office, 'by=operator');
    expect(answer).toMatchObject({
      office,
      from: day,
      to: day,
      days: [{ day }],
      services: [
        {
          service: 'reports',
          issued: 2,
          served: 1,
          cancelled: 1,
          noShow: 0,
          left: 0,
          waitMinutes: { p50: 4, p90: 4, max: 4, mean: 4 },
          waitToServingMinutes: { p50: 4.5 },
          serviceMinutes: { p50: 3, p90: 3 },
          withinTarget: { count: 1, of: 1, share: 1 },
        },
        { service: 'papers', issued: 0, waitMinutes: {}, withinTarget: { count: 0, of: 0 } },
      ],
      total: { issued: 2, steps: 2 },
      groups: [{ operator: 'aliya', served: 1, issued: 0 }],
    });
    expect(answer.days[0]).toEqual({ day });
  });

  it('come as a table to who asks for one, and in no other form', async () => {
    const office = await queue.office();
    await insert(office, [aVisit([[0, 'issue', 'waiting']], '0199e0f0-0000-7000-8000-00000000000a')]);
    const path = `GET /offices/${office}/statistics?from=${day}&to=${day}&by=counter`;
    const table = await queue.ask<{ text: string }>(path, { ...oversight, accept: 'text/csv' });
    expect(table.headers['content-type']).toBe('text/csv; charset=utf-8; header=present');
    const lines = table.body.text.split('\r\n');
    expect(lines.map((line) => line.split(',').slice(0, 7).join())).toEqual([
      'office,from,to,kind,key,beginsAt,issued',
      ...['service,reports,,1', 'service,papers,,0', 'total,,,1'].map(
        (rest) => `${office},${day},${day},${rest}`,
      ),
      ...['1', '2', '3', '4'].map((counter) => `${office},${day},${day},counter,${counter},,0`),
      '',
    ]);
    expect(await queue.ask(path, { ...oversight, accept: 'application/xml' })).toMatchObject({
      status: 406,
      body: { code: 'not-acceptable' },
    });
  });

  it('are for its own staff, and those of a person for who oversees it', async () => {
    const office = await queue.office();
    const ask = (query: string, scopes: string[], offices = [office]) =>
      queue.ask(`GET /offices/${office}/statistics${query}`, { as: { scopes, offices } });
    expect(await ask('?by=counter', ['queue:read'])).toMatchObject({ status: 200 });
    expect(await ask('?by=operator', ['queue:read'])).toMatchObject({
      status: 403,
      body: { code: 'forbidden' },
    });
    expect(await ask('', ['queue:issue'])).toMatchObject({ status: 403 });
    expect(await ask('', ['queue:read'], ['ALM-OTHER'])).toMatchObject({ status: 404 });
    expect(await ask('?from=2026-03-10&to=2026-03-09', ['queue:read'])).toMatchObject({
      status: 400,
      body: { code: 'invalid-request', errors: [{ pointer: '?to', code: 'before-from' }] },
    });
  });

  it('of a year that no calendar has are refused', async () => {
    const office = await queue.office();
    for (const query of ['statistics?from=0000-01-01&to=0000-01-02', 'audit?day=0000-01-01'])
      expect(await queue.ask(`GET /offices/${office}/${query}`, oversight)).toMatchObject({
        status: 400,
        body: { code: 'invalid-request' },
      });
  });

  it('have 25 hours on the day on which Almaty’s clocks went back', async () => {
    const office = await queue.office();
    const { groups = [] } = await read(office, 'from=2024-02-29&to=2024-02-29&by=hour');
    expect(groups.filter(({ localHour }) => localHour === '2024-02-29T23:00')).toMatchObject([
      { hour: '2024-02-29T17:00:00.000Z' },
      { hour: '2024-02-29T18:00:00.000Z' },
    ]);
    expect(groups).toHaveLength(25);
  });

  it.each(['0001-01-01', '9999-12-30'])('may be those of %s, as far as hours can be named', async (day) => {
    const { groups = [] } = await read(await queue.office(), `from=${day}&to=${day}&by=hour`);
    expect(groups).toHaveLength(24);
  });

  it('are those of a slow recount, from periods as from seals, from every side', async () => {
    await fc.assert(
      fc.asyncProperty(someVisits, async (visits) => {
        queue.clock.set(startsAt);
        const office = await queue.office();
        const rows = visits.map((visit) =>
          visit.map((row) => ({ ...row, ticket: elsewhere(row.ticket, office) })),
        );
        await insert(office, rows);
        const naive = naiveFigures(rows.flat());
        const before = await read(office, `from=${day}&to=${day}&by=counter`);
        expect(before.total).toEqual(naive);
        await seal();
        for (const by of ['counter', 'operator', 'hour', 'day'])
          expect(await read(office, `from=${day}&to=${day}&by=${by}`)).toMatchObject({
            total: naive,
            days: visits.length > 0 ? [{ sealedAt: '2026-03-13T05:00:00.000Z' }] : [{ day }],
          });
        const after = await read(office, `from=${day}&to=${day}&by=counter`);
        expect({ ...after, days: [] }).toEqual({ ...before, days: [] });
        const { groups = [] } = await read(office, `from=${day}&to=${day}&by=hour`);
        expect(groups.reduce((sum, { steps }) => sum + steps, 0)).toBe(naive.steps);
      }),
      { numRuns: 12 },
    );
  }, 60_000);
});

/** Tickets of different offices never share an id. */
const elsewhere = (ticket: string, office: string): string =>
  `${office.slice(4).toLowerCase()}${ticket.slice(8)}`;

describe('a day that is over', () => {
  const closed = (id: string) =>
    aVisit(
      [
        [0, 'issue', 'waiting'],
        [60, 'call', 'called'],
        [90, 'start', 'serving'],
        [390, 'finish', 'served', { outcome: 'served' }],
      ],
      id,
    );
  const late = aVisit([[0, 'issue', 'waiting']], '0199e0f0-0000-7000-8000-0000000000f2');

  it('is sealed, and what comes later is shown beside what was sealed', async () => {
    const office = await queue.office();
    await insert(office, [closed('0199e0f0-0000-7000-8000-0000000000f1')]);
    await seal('2026-03-10T20:00:00Z');
    expect((await read(office)).days).toEqual([{ day }]);
    await seal('2026-03-11T05:00:00Z');
    const sealed = await read(office);
    expect(sealed.days).toEqual([
      { day, sealedAt: '2026-03-11T05:00:00.000Z', digest: expect.stringMatching(/^[0-9a-f]{64}$/) },
    ]);
    await insert(office, [late]);
    const corrected = await read(office, 'from=2026-03-09&to=2026-03-11&by=day');
    expect(corrected).toMatchObject({
      total: { issued: 2, served: 1, open: 1 },
      groups: [
        { day: '2026-03-09', issued: 0 },
        { day, issued: 2 },
        { day: '2026-03-11', issued: 0 },
      ],
    });
    expect(corrected.days[1]).toEqual({
      ...sealed.days[0],
      corrections: [{ at: '2026-03-10T05:00:00.000Z', ticket: late[0]?.ticket, what: 'issue' }],
      correctionCount: 1,
      sealed: sealed.total,
      corrected: corrected.total,
    });
    await seal('2026-03-14T05:00:00Z');
    expect((await read(office)).days[0]).toMatchObject({
      sealedAt: '2026-03-11T05:00:00.000Z',
      correctionCount: 1,
    });
  });

  it('waits for who is still open, two days at most', async () => {
    const office = await queue.office();
    await queue.issue(office);
    await seal('2026-03-12T23:59:59Z');
    expect((await read(office)).days).toEqual([{ day }]);
    await seal('2026-03-13T00:00:00Z');
    expect((await read(office)).days).toMatchObject([{ day, sealedAt: '2026-03-13T00:00:00.000Z' }]);
  });

  it('misses nothing that was being written while it was sealed', async () => {
    const office = await queue.office();
    const { body: ticket } = await queue.issue(office);
    queue.clock.set('2026-03-13T05:00:00Z');
    const writer = queue.dataSource.createQueryRunner();
    await writer.startTransaction();
    await writer.query(`UPDATE ticket SET changed_at = now() WHERE id = $1`, [ticket['id']]);
    await writer.query(
      `INSERT INTO period (ticket, version, step, state, from_at, actor, office, business_day, number, service, action,
         basis_at, target_at) VALUES ($1, 2, 1, 'parked', $2, 'x', $3, $4, 'A001', 'reports', 'park', $2, $2)`,
      [ticket['id'], startsAt, office, day],
    );
    const sealing = queue.sweeper.housekeep();
    await waitFor(async () => {
      const waiting =
        await queue.rows(`SELECT FROM pg_locks WHERE NOT granted AND locktype IN ('transactionid', 'tuple')
        AND pid IN (SELECT pid FROM pg_stat_activity WHERE datname = current_database())`);
      return waiting.length > 0;
    }, 'the seal waits for who writes');
    await writer.commitTransaction();
    await writer.release();
    await sealing;
    const { days, total } = await read(office);
    expect(days).toEqual([expect.not.objectContaining({ corrections: expect.anything() })]);
    expect(days[0]?.sealedAt).toBe('2026-03-13T05:00:00.000Z');
    expect(total).toMatchObject({ issued: 1, parked: 1 });
  });

  it('is sealed once by however many, and can be changed by nobody', async () => {
    const office = await queue.office();
    await insert(office, [closed('0199e0f0-0000-7000-8000-0000000000f3')]);
    queue.clock.set('2026-03-12T05:00:00Z');
    await Promise.all([1, 2, 3, 4].map(() => queue.sweeper.housekeep()));
    const count = 'SELECT count(*) AS count FROM day_statistics WHERE office = $1';
    expect(await queue.rows(count, [office])).toEqual([{ count: 1 }]);
    await expect(queue.rows(`UPDATE day_statistics SET digest = ''`)).rejects.toThrow('permission denied');
    await expect(queue.rows('DELETE FROM day_statistics')).rejects.toThrow('permission denied');
  });

  it('is still told when its tickets were moved to an archive', async () => {
    const office = await queue.office();
    await insert(office, [aVisit([[0, 'issue', 'waiting']], '0199e0f0-0000-7000-8000-0000000000f4')]);
    await seal();
    const before = await read(office, `from=2026-03-01&to=${day}&by=hour`);
    await queue.asOwner(
      `DELETE FROM period WHERE office = '${office}'; DELETE FROM ticket WHERE office = '${office}'`,
    );
    await seal('2026-03-14T05:00:00Z');
    expect(before.total.steps).toBe(1);
    expect(await read(office, `from=2026-03-01&to=${day}&by=hour`)).toEqual(before);
  });
});

// The last one: what it leaves to be sealed would keep others waiting.
describe('the statistics of a year', () => {
  it('are told from seals, and refused where too many days would have to be counted', async () => {
    const office = await queue.office();
    await queue.issue(office);
    const worked = (days: number) =>
      queue.asOwner(`INSERT INTO period (ticket, version, step, state, from_at, actor, office, business_day, number, service,
          action, basis_at, target_at)
        SELECT id, 1 + n, 1, 'waiting', issued_at, 'desk', office, business_day - n, number, service, 'recall', basis_at, target_at
        FROM ticket, generate_series(1, ${String(days)}) n WHERE office = '${office}' ON CONFLICT DO NOTHING`);
    const ask = () => queue.ask(`GET /offices/${office}/statistics?from=2025-06-01&to=${day}`, oversight);
    await worked(44);
    expect(await ask()).toMatchObject({ status: 200, body: { total: { steps: 45 } } });
    await worked(45);
    expect(await ask()).toMatchObject({
      status: 400,
      body: { code: 'invalid-request', errors: [{ pointer: '?from', code: 'too-many-unsealed' }] },
    });
    await seal('2026-03-10T05:00:00Z');
    expect(await ask()).toMatchObject({ status: 200, body: { total: { steps: 46 } } });
  });
});
