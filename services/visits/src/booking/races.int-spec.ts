import { randomUUID } from 'node:crypto';
import { Prison } from '../testing/party.fixture';
import { families } from '../testing/family.fixture';
import { startsAt, VisitsFixture, type Answer } from '../testing/visits.fixture';

let visits: VisitsFixture;
beforeAll(async () => {
  visits = await VisitsFixture.start();
});
afterAll(() => visits.stop());
beforeEach(() => {
  visits.clock.set(startsAt);
});

const bookers = 200;
const rounds = 3;
const tenMinutesLater = '2026-03-09T05:10:00.000Z';

/** One yes; everybody else is told where there is a place. */
function oneWon(answers: readonly Answer[]): void {
  const won = answers.filter(({ status }) => status === 201);
  const lost = answers.filter(({ status, body }) => status === 409 && body['code'] === 'pool-full');
  expect([won.length, lost.length]).toEqual([1, bookers - 1]);
  for (const { body } of lost) expect((body['alternatives'] as unknown[]).length).toBeGreaterThan(0);
}

const live = async (prison: Prison) => {
  const [found] = await visits.rows<{ n: number }>(
    'SELECT count(*)::integer AS n FROM visit WHERE facility = $1 AND live',
    [prison.office],
  );
  return found?.n;
};

async function deadlocks(): Promise<number> {
  await visits.rows('SELECT pg_stat_force_next_flush()');
  const [found] = await visits.rows<{ deadlocks: string }>(
    'SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()',
  );
  return Number(found?.deadlocks);
}

describe('the last place', () => {
  it('is held by one of two hundred who ask for it at once', async () => {
    for (let round = 0; round < rounds; round += 1) {
      const prison = await Prison.open(visits, { pools: [{ kind: 'open', parties: 1, persons: 1 }] });
      const all = await families(visits, prison.office, bookers);
      await prison.session();
      oneWon(await Promise.all(all.map((family) => prison.hold(family))));
      expect(await prison.taken(await prison.session())).toBe(1);
      expect(await prison.oversold()).toEqual([]);
    }
    expect(await deadlocks()).toBe(0);
  }, 120_000);

  it('is booked by one of two hundred who confirm what they held before its time ran out', async () => {
    for (let round = 0; round < rounds; round += 1) {
      visits.clock.set(startsAt);
      const pools = (parties: number) => ({ pools: [{ kind: 'open', parties, persons: parties }] });
      const prison = await Prison.open(visits, pools(bookers));
      const holds = await Promise.all(
        (await families(visits, prison.office, bookers)).map((family) => prison.hold(family)),
      );
      expect(new Set(holds.map(({ status }) => status))).toEqual(new Set([201]));
      visits.clock.set(tenMinutesLater);
      await prison.template('TUE', pools(1), { ifMatch: 1 });
      oneWon(await Promise.all(holds.map((hold) => prison.confirm(hold))));
      expect([await live(prison), await prison.taken(await prison.session())]).toEqual([1, 1]);
      expect(await prison.oversold()).toEqual([]);
    }
    expect(await deadlocks()).toBe(0);
  }, 120_000);

  it('goes on to whoever is there when its hold runs out, while its booker confirms', async () => {
    for (let round = 0; round < 10; round += 1) {
      visits.clock.set(startsAt);
      const prison = await Prison.open(visits, { pools: [{ kind: 'open', parties: 1, persons: 1 }] });
      const hold = await prison.hold(await prison.family());
      const others = await Promise.all(Array.from({ length: 6 }, () => prison.family()));
      const asked = others.map((family, index) => {
        if (index === 3) visits.clock.set(tenMinutesLater);
        return prison.hold(family);
      });
      const [confirmed, ...held] = await Promise.all([prison.confirm(hold), ...asked]);
      expect([confirmed, ...held].filter(({ status }) => status === 201)).toHaveLength(1);
      expect(await prison.taken(await prison.session())).toBe(1);
      expect(await prison.oversold()).toEqual([]);
    }
  });
});

describe('at once', () => {
  it('one hold confirmed by many is one visit', async () => {
    const prison = await Prison.open(visits);
    const family = await prison.family();
    const hold = await prison.hold(family);
    const answers = await Promise.all(Array.from({ length: 20 }, () => prison.confirm(hold)));
    expect(new Set(answers.map(({ status, body }) => `${String(status)} ${String(body['ref'])}`)).size).toBe(
      1,
    );
    expect(await prison.told(family.detainee)).toHaveLength(1);
    expect(await prison.oversold()).toEqual([]);
  });

  it('a booker who asks many times has one hold', async () => {
    const prison = await Prison.open(visits);
    const [family, booker] = [await prison.family(), randomUUID()];
    const answers = await Promise.all(Array.from({ length: 20 }, () => prison.hold(family, { booker })));
    const refused = answers.filter(({ body }) => body['code'] === 'hold-exists');
    expect([answers.filter(({ status }) => status === 201).length, refused.length]).toEqual([1, 19]);
    expect(await prison.taken(await prison.session())).toBe(1);
  });

  it('one detainee’s last visit of the month is booked by one of two who hold a place', async () => {
    for (let round = 0; round < 10; round += 1) {
      const prison = await Prison.open(visits);
      const family = await prison.family({ uses: 9 });
      const on = async (date: string) => ({ session: await prison.session(date) });
      expect((await prison.book(family, await on('2026-03-17'))).status).toBe(201);
      const holds = [
        await prison.hold(family, await on('2026-03-24')),
        await prison.hold(family, await on('2026-03-31')),
      ];
      const answers = await Promise.all(holds.map((hold) => prison.confirm(hold)));
      expect(answers.map(({ status }) => status).sort()).toEqual([201, 422]);
      expect(await prison.oversold()).toEqual([]);
    }
  });

  it('a visitor who is booked to two detainees at one time goes to one of them', async () => {
    for (let round = 0; round < 10; round += 1) {
      const prison = await Prison.open(visits);
      const [one, two] = [await prison.family(), await prison.family()];
      const both = await prison.alsoVisits(one, two);
      const holds = [await prison.hold(one), await prison.hold(both)];
      const answers = await Promise.all(holds.map((hold) => prison.confirm(hold, { as: {} })));
      expect(answers.map(({ status }) => status).sort()).toEqual([201, 422]);
      const lost = answers.find(({ status }) => status === 422);
      expect(lost?.body['errors']).toEqual([{ pointer: '/members/0', code: 'visitor-elsewhere' }]);
    }
  });

  it('cancelled by many it is one cancellation, and its place is given back once', async () => {
    const prison = await Prison.open(visits);
    const family = await prison.family();
    const visit = await prison.book(family);
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => prison.act(visit, 'cancel', { code: 'visitor-ill' })),
    );
    for (const { status, body } of answers)
      expect([status, body['state'], body['version']]).toEqual([200, 'cancelled', 2]);
    expect((await prison.told(family.detainee)).map(({ sequence }) => sequence)).toEqual([1, 2]);
    expect(await prison.taken(await prison.session())).toBe(0);
  });

  it('two visits that change places never wait in a circle', async () => {
    const before = await deadlocks();
    for (let round = 0; round < 10; round += 1) {
      const prison = await Prison.open(visits);
      const [first, second] = [await prison.session('2026-03-17'), await prison.session('2026-03-24')];
      const one = await prison.book(await prison.family(), { session: first });
      const two = await prison.book(await prison.family(), { session: second });
      const answers = await Promise.all([
        prison.act(one, 'reschedule', { session: second }),
        prison.act(two, 'reschedule', { session: first }),
      ]);
      expect(answers.map(({ status }) => status)).toEqual([200, 200]);
      expect(await prison.oversold()).toEqual([]);
    }
    expect(await deadlocks()).toBe(before);
  });
});
