import type { OfficeService } from '@kezek/contracts';
import { servableBy } from './profile.rules';

const service = (code: string, skills?: string[]): OfficeService => ({
  code,
  prefix: 'A',
  name: { kk: code, ru: code },
  expectedMinutes: 5,
  target: { minutes: 20, legalBasis: 'order', validFrom: '2026-01-01' },
  ...(skills && { skills }),
});
const office = {
  services: [service('reports', ['investigator']), service('certificates'), service('consultation', [])],
};

describe('a counter', () => {
  it('with every service still needs the skills', () => {
    expect(servableBy(office, { services: null, skills: [] })).toEqual(['certificates', 'consultation']);
    expect(servableBy(office, { services: null, skills: ['investigator', 'driver'] })).toEqual([
      'reports',
      'certificates',
      'consultation',
    ]);
  });

  it('with named services serves no other', () => {
    expect(servableBy(office, { services: ['certificates', 'reports'], skills: [] })).toEqual([
      'certificates',
    ]);
    expect(servableBy(office, { services: ['unknown'], skills: [] })).toEqual([]);
  });
});
