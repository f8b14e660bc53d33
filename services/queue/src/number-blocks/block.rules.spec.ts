import { office as officeSchema, Refusal, type Office } from '@kezek/contracts';
import { anOffice, text } from '../testing/office.fixture';
import { numberOf, serialOf } from '../changes/number.rules';
import { seriesOf, dayIsOver, blockEnd, rangeWith } from './block.rules';

const target = { minutes: 20, legalBasis: 'order 1', validFrom: '2026-01-01' };
const service = (code: string, prefix: string) => ({
  code,
  prefix,
  name: text(code),
  expectedMinutes: 10,
  target,
});
const place = (more: Partial<Office> = {}): Office =>
  officeSchema.parse({ ...anOffice(more), code: 'ALM-TRK', version: 1 });
const days = ['mon', 'tue', 'wed', 'thu', 'fri'] as const;
const weekly = (from: string, to: string) => ({ days: [...days], from, to });
const now = new Date('2026-03-10T05:00:00Z'); // 10:00 on a Tuesday in Almaty

describe('the series of a block', () => {
  const office = place({ services: [service('b', 'K'), service('a', 'A'), service('c', 'K')] });

  it('are one for each series, in the order of their prefixes', () => {
    expect(seriesOf(office)).toEqual([
      { prefix: 'A', services: ['a'] },
      { prefix: 'K', services: ['b', 'c'] },
    ]);
  });

  it('are only for the services that were asked for', () => {
    expect(seriesOf(office, ['c'])).toEqual([{ prefix: 'K', services: ['c'] }]);
    expect(seriesOf(office, ['c', 'x'])).toMatchObject({
      code: 'service-unknown',
      details: { errors: [{ pointer: '/services/1', code: 'service-unknown' }] },
    });
  });
});

describe('a block ends', () => {
  const ends = (office: Office, more: { hours?: number; dayEnded?: boolean; at?: Date } = {}) => {
    const end = blockEnd(office, {
      now: more.at ?? now,
      dayEnded: more.dayEnded ?? false,
      hours: more.hours,
    });
    return end instanceof Refusal ? end : end.toISOString();
  };

  it('with the last closing of the day, also over a break', () => {
    const hours = { weekly: [weekly('09:00', '13:00'), weekly('14:00', '18:00')] };
    expect(ends(place({ hours }))).toBe('2026-03-10T13:00:00.000Z');
    expect(ends(place({ hours }), { hours: 2 })).toBe('2026-03-10T07:00:00.000Z');
    expect(ends(place({ hours }), { at: new Date('2026-03-10T03:00:00Z') })).toBe('2026-03-10T13:00:00.000Z');
  });

  it('with the business day where the office never closes', () => {
    expect(ends(place())).toBe('2026-03-11T00:00:00.000Z');
    expect(ends(place({ businessDayStartsAt: '00:00' }))).toBe('2026-03-10T19:00:00.000Z');
  });

  it('with the business day where the hours go on beyond it', () => {
    const hours = { weekly: [{ days: [...days], from: '00:00', to: '24:00' }] };
    expect(ends(place({ hours }))).toBe('2026-03-11T00:00:00.000Z');
  });

  it('before it begins where the office opens no more on that day', () => {
    const hours = { weekly: [weekly('09:00', '09:30')] };
    expect(ends(place({ hours }))).toMatchObject({
      code: 'office-closed',
      details: { extra: { opensAt: '2026-03-11T04:00:00.000Z' } },
    });
    expect(ends(place(), { dayEnded: true })).toMatchObject({ code: 'office-closed' });
  });
});

describe('the day of a block', () => {
  const facts = { now: new Date('2026-03-11T05:00:00Z'), dayEnded: false };
  const hours = { weekly: [weekly('09:00', '18:00')] };

  it('is over when the next one has begun, unless the office never closes', () => {
    expect(dayIsOver(place({ hours }), '2026-03-10', facts)).toBe(true);
    expect(dayIsOver(place({ hours }), '2026-03-11', facts)).toBe(false);
    expect(dayIsOver(place(), '2026-03-10', facts)).toBe(false);
  });

  it('is over when the office has ended it', () => {
    expect(dayIsOver(place(), '2026-03-10', { now, dayEnded: true })).toBe(true);
  });
});

describe('a number', () => {
  it('is written as the series write it, and in no other way', () => {
    expect([numberOf('A', 7), numberOf('KM', 1000)]).toEqual(['A007', 'KM1000']);
    expect(serialOf('KM1000')).toEqual({ prefix: 'KM', serial: 1000 });
    expect(['A07', 'A0007', '007', 'A', ''].map(serialOf)).toEqual(Array(5).fill(undefined));
  });

  it('belongs to the range that has it', () => {
    const ranges = [{ prefix: 'A', from: 5, to: 9, services: ['a'] }];
    expect(['A005', 'A009'].map((number) => rangeWith(ranges, number)?.prefix)).toEqual(['A', 'A']);
    expect(['A004', 'A010', 'K005', 'A5'].map((number) => rangeWith(ranges, number))).toEqual(
      Array(4).fill(undefined),
    );
  });
});
