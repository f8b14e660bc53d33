import { notificationState, type NotificationState } from '@kezek/contracts';
import { durationOf, isExpired, isFinal, mayBecome, sourcesOf } from './notification.rules';

const states = notificationState.options;
const rank: Readonly<Record<NotificationState, number>> = {
  scheduled: 0,
  created: 1,
  sending: 2,
  pending: 3,
  'temporary-failure': 4,
  sent: 5,
  delivered: 5,
  expired: 5,
  cancelled: 5,
  suppressed: 5,
  'permanent-failure': 5,
  'technical-failure': 5,
};

describe('a message', () => {
  it('never goes back', () => {
    for (const from of states)
      for (const to of states) if (mayBecome(from, to)) expect(rank[to]).toBeGreaterThan(rank[from]);
  });

  it('can come to an end from wherever it is', () => {
    for (const state of states)
      expect(isFinal(state) || states.some((to) => mayBecome(state, to) && isFinal(to))).toBe(true);
  });

  it('that was delivered, cancelled or expired stays so', () => {
    const finals = states.filter(isFinal);
    expect(finals).toEqual([
      'sent',
      'delivered',
      'expired',
      'cancelled',
      'suppressed',
      'permanent-failure',
      'technical-failure',
    ]);
  });

  it('that failed for the time being is revised by a late receipt', () => {
    expect(states.filter((to) => mayBecome('temporary-failure', to))).toEqual([
      'delivered',
      'expired',
      'permanent-failure',
    ]);
  });

  it('is delivered from where it was written, also before the response came', () => {
    expect(sourcesOf('delivered')).toEqual(['sending', 'pending', 'temporary-failure']);
    expect(sourcesOf('cancelled')).toEqual(['scheduled', 'created', 'sending', 'pending']);
    expect(sourcesOf('created')).toEqual(['scheduled']);
  });
});

describe('the time of a message', () => {
  it.each([
    [0, 60_000, false],
    [0, 1000, false],
    [0, 999, true],
    [0, 0, true],
    [1, 0, true],
  ])('at %i with its end at %i: is it over? %s', (now, expiresAt, over) => {
    expect(isExpired({ now, expiresAt })).toBe(over);
  });

  it.each([
    ['PT5M', 300_000],
    ['PT30S', 30_000],
    ['PT1H30M', 5_400_000],
    ['PT0.5S', 500],
    ['P1D', 86_400_000],
    ['P1W', 604_800_000],
    ['P1M', 2_592_000_000],
    ['P1Y', 31_536_000_000],
    ['P1DT12H', 129_600_000],
  ])('of %s is %i milliseconds', (iso, milliseconds) => {
    expect(durationOf(iso)).toBe(milliseconds);
  });
});
