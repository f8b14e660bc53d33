import { bookingConflict, type BookingConflict } from '@kezek/contracts';
import { reasonsFor, reasonsOfPeople } from './reasons.rules';

const of = (...codes: BookingConflict[]) => codes.map((code) => ({ code }));

describe('a visit that was booked', () => {
  it('is flagged once for what is the same to who looks at it', () => {
    expect(
      reasonsFor(of('visits-forbidden', 'pool-closed-only', 'visitor-banned', 'visitor-banned'), 'in'),
    ).toEqual(['detainee-restricted', 'visitor-banned']);
  });

  it.each([
    { whereabouts: 'released', reason: 'detainee-released' },
    { whereabouts: 'hospital', reason: 'detainee-in-hospital' },
    { whereabouts: 'transferred', reason: 'detainee-transferred' },
    { whereabouts: 'in', reason: 'detainee-transferred' },
    { whereabouts: undefined, reason: 'detainee-released' },
  ] as const)(
    'of somebody who is not here is flagged by where they are: $whereabouts',
    ({ whereabouts, reason }) => {
      expect(reasonsFor(of('detainee-not-here'), whereabouts)).toEqual([reason]);
    },
  );

  it('is not flagged for what only a new booking has to meet, nor twice for what planning flags', () => {
    const others = of('notice-too-short', 'session-excluded', 'entitlement-used-up', 'too-many-visitors');
    expect(reasonsFor(others, 'in')).toEqual([]);
    const all = reasonsFor(of(...bookingConflict.options), 'in');
    expect(all.filter((reason) => !reasonsOfPeople.includes(reason))).toEqual([]);
  });
});
