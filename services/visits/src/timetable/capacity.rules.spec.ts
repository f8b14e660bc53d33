import fc from 'fast-check';
import { aVisit } from '../testing/timetable.fixture';
import { beyondCapacity, fits, isWithin, poolsFor, takenBy } from './capacity.rules';

const pool = { kind: 'open', parties: 2, persons: 5 } as const;

describe('a pool', () => {
  it.each([
    [{ parties: 0, persons: 0 }, 5, true],
    [{ parties: 0, persons: 0 }, 6, false],
    [{ parties: 1, persons: 2 }, 3, true],
    [{ parties: 1, persons: 2 }, 4, false],
    [{ parties: 2, persons: 2 }, 1, false],
  ])('of which %j is taken has a place for %i: %s', (taken, persons, has) => {
    expect(fits(pool, taken, persons)).toBe(has);
  });

  it('that has become smaller has too many: the newest, as few as make it right', () => {
    const booked = ['1', '2', '3'].map((name) => aVisit(name, '2026-03-10'));
    const names = (taken: Parameters<typeof beyondCapacity>[0]) =>
      beyondCapacity(taken, booked).map(({ visit }) => visit);
    expect(names({ parties: 3, persons: 6 })).toEqual([]);
    expect(names({ parties: 3, persons: 5 })).toEqual(['3']);
    expect(names({ parties: 1, persons: 9 })).toEqual(['2', '3']);
    expect(names(undefined)).toEqual(['1', '2', '3']);
  });

  it('whatever is booked, keeps what fits and would not without the last one', () => {
    const parties = fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 9 });
    const sizes = fc.record({ parties: fc.nat(6), persons: fc.nat(15) });
    fc.assert(
      fc.property(parties, sizes, (persons, size) => {
        const booked = persons.map((count, index) => aVisit(String(index), '2026-03-10', { persons: count }));
        const beyond = beyondCapacity(size, [...booked].reverse());
        const kept = booked.filter((visit) => !beyond.includes(visit));
        expect(isWithin(takenBy(kept), size)).toBe(true);
        const [first] = beyond;
        if (first) expect(isWithin(takenBy([...kept, first]), size)).toBe(false);
        expect([...kept, ...beyond]).toEqual(booked);
      }),
    );
  });
});

describe('the pools of a party', () => {
  const of = (client: 'relative' | 'lawyer', walkIn: boolean, closedOnly = false) =>
    poolsFor({ client, walkIn, closedOnly });

  it('are those of its kind, with or without a booking', () => {
    expect([of('relative', false), of('lawyer', false)]).toEqual([
      ['open', 'closed', 'video'],
      ['legal', 'video'],
    ]);
    expect([of('relative', true), of('lawyer', true)]).toEqual([['walk-in'], ['walk-in', 'legal']]);
  });

  it('where visits are closed are the closed one alone, but never for counsel', () => {
    expect([of('relative', false, true), of('relative', true, true)]).toEqual([['closed'], ['closed']]);
    expect(of('lawyer', false, true)).toEqual(['legal', 'video']);
  });
});
