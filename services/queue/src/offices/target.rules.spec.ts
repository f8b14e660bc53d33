import { officeService, type OfficeService } from '@kezek/contracts';
import { text } from '../testing/office.fixture';
import { targetMinutesOn, withEarlierTargets } from './target.rules';

const target = (minutes: number, validFrom: string) => ({
  minutes,
  validFrom,
  legalBasis: `order of ${validFrom}`,
});
const service = (first: OfficeService['target'], earlierTargets?: OfficeService['target'][]): OfficeService =>
  officeService.parse({
    code: 'reports',
    prefix: 'A',
    name: text('Reports'),
    expectedMinutes: 10,
    target: first,
    ...(earlierTargets && { earlierTargets }),
  });
const [old, now, next] = [target(30, '2025-01-01'), target(20, '2026-01-01'), target(15, '2026-04-01')];
const changed = (before: OfficeService, after: OfficeService) => withEarlierTargets([before], [after])[0];

describe('the target of a service', () => {
  it('is that which began last, on the day on which it begins, and the first before all', () => {
    const one = service(next, [now, old]);
    const days = ['2024-05-01', '2025-01-01', '2025-12-31', '2026-01-01', '2026-03-31', '2026-04-01'];
    expect(days.map((day) => targetMinutesOn(one, day))).toEqual([30, 30, 30, 20, 20, 15]);
    expect(targetMinutesOn(service(next), '2026-03-31')).toBe(15);
  });

  it('that is changed from a later day on counts until then', () => {
    expect(changed(service(now, [old]), service(next))).toEqual(service(next, [old, now]));
  });

  it('that stays keeps those before it, also when they are sent back as they were read', () => {
    expect(changed(service(now, [old]), service(now))).toEqual(service(now, [old]));
    expect(changed(service(now, [old]), service(now, [old]))).toEqual(service(now, [old]));
    expect(changed(service(now, [old]), service(next, [old]))).toEqual(service(next, [old, now]));
  });

  it('that is taken back, or corrected for its own day, leaves nothing behind', () => {
    expect(changed(service(next, [old, now]), service(now))).toEqual(service(now, [old]));
    expect(changed(service(now, [old]), service(target(25, '2026-01-01')))).toEqual(
      service(target(25, '2026-01-01'), [old]),
    );
  });

  it('of a new service has the history that is said', () => {
    expect(withEarlierTargets([], [service(next, [now, next])])).toEqual([service(next, [now])]);
    expect(withEarlierTargets([], [service(now)])).toEqual([service(now)]);
  });
});
