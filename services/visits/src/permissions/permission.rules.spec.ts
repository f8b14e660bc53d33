import { Refusal } from '@kezek/contracts';
import { addDays } from '@kezek/platform';
import fc from 'fast-check';
import { allowed, refused } from '../testing/booking.fixture';
import { decide, stateOn, type Action, type Permission } from './permission.rules';

const aPermission = (more: Partial<Permission> = {}): Permission => ({
  state: 'active',
  version: 1,
  uses: 1,
  usesLeft: 1,
  validFrom: '2026-03-01',
  validTo: '2026-03-31',
  ...more,
});
const march = '2026-03-10';

describe('a permission', () => {
  it.each([
    ['2026-02-28', 1, 'issued'],
    ['2026-03-01', 1, 'active'],
    ['2026-03-31', 1, 'active'],
    ['2026-04-01', 1, 'expired'],
    ['2026-03-10', 0, 'used'],
    ['2026-04-01', 0, 'used'],
  ])('is on %s with %i uses left %s', (today, usesLeft, state) => {
    expect(stateOn(aPermission({ usesLeft }), today)).toBe(state);
    expect(allowed(decide(aPermission({ usesLeft }), 'age', today)).permission.state).toBe(state);
  });

  it('is used by a booking, also before its days have begun', () => {
    const { permission, event } = allowed(decide(aPermission(), 'use', march));
    expect(permission).toMatchObject({ state: 'used', usesLeft: 0, version: 2 });
    expect(event?.type).toBe('visits.permission.used');
    const early = aPermission({ state: 'issued', uses: 2, usesLeft: 2 });
    expect(allowed(decide(early, 'use', '2026-02-20')).permission).toMatchObject({
      state: 'issued',
      usesLeft: 1,
    });
  });

  it('that is used up, expired or taken back is used no more', () => {
    const spent = aPermission({ state: 'used', usesLeft: 0 });
    expect(refused(decide(spent, 'use', march))).toMatchObject({
      code: 'permission-wrong-state',
      details: { state: 'used', actions: [] },
    });
    // Nobody has written down yet that its days are over.
    expect(refused(decide(aPermission(), 'use', '2026-04-01')).details.state).toBe('expired');
    expect(refused(decide(aPermission({ state: 'revoked' }), 'use', march)).details.state).toBe('revoked');
  });

  it('gets its use back, and is then what its days make of it', () => {
    const back = (state: Permission['state'], today: string) => {
      const { permission, event } = allowed(decide(aPermission({ state, usesLeft: 0 }), 'give-back', today));
      return [permission.state, permission.usesLeft, event?.type];
    };
    expect(back('used', march)).toEqual(['active', 1, 'visits.permission.returned']);
    expect(back('used', '2026-04-01')).toEqual(['expired', 1, 'visits.permission.returned']);
    expect(back('revoked', march)).toEqual(['revoked', 1, 'visits.permission.returned']);
    expect(() => decide(aPermission(), 'give-back', march)).toThrow(RangeError);
  });

  it('is taken back once, also when it is used up', () => {
    const { permission, event } = allowed(
      decide(aPermission({ state: 'used', usesLeft: 0 }), 'revoke', march),
    );
    expect([permission.state, event?.type]).toEqual(['revoked', 'visits.permission.revoked']);
    expect(decide(permission, 'revoke', march)).toEqual({ permission });
    expect(refused(decide(aPermission(), 'revoke', '2026-04-01')).details).toEqual({
      state: 'expired',
      actions: [],
    });
  });
});

it('whatever is asked of a permission, its uses are those that were not given back, and what is revoked stays so', () => {
  const actions = fc.constantFrom<Action>('use', 'give-back', 'age', 'revoke');
  fc.assert(
    fc.property(
      fc.array(fc.tuple(actions, fc.nat(3)), { maxLength: 30 }),
      fc.integer({ min: 1, max: 3 }),
      (asked, uses) => {
        let permission = aPermission({ state: 'issued', uses, usesLeft: uses });
        let [used, today] = [0, '2026-02-25'];
        for (const [action, later] of asked) {
          today = addDays(today, later);
          if (action === 'give-back' && used === 0) continue;
          const decision = decide(permission, action, today);
          if (decision instanceof Refusal) continue;
          used += action === 'use' ? 1 : action === 'give-back' ? -1 : 0;
          expect(decision.permission.usesLeft).toBe(uses - used);
          if (permission.state === 'revoked') expect(decision.permission.state).toBe('revoked');
          else if (action !== 'revoke')
            expect(decision.permission.state).toBe(stateOn(decision.permission, today));
          permission = decision.permission;
        }
      },
    ),
  );
});
