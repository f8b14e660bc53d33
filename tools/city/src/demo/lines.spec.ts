import type { Happening } from '../driver/happening';
import { lineOf } from './lines';

const at = new Date('2026-03-10T04:07:31Z');
const line = (happening: Omit<Happening, 'at' | 'office'>): string =>
  lineOf({ at, office: 'ALM-SIZO', ...happening });

describe('a line of the demonstration', () => {
  it('tells the local time, the number, the counter and the wait', () => {
    expect(line({ kind: 'called', number: 'A007', counter: '2', waitedMinutes: 7.9 })).toBe(
      '09:07  A007 → counter 2 after 7 minutes',
    );
    expect(line({ kind: 'called', number: 'A007', counter: '2', waitedMinutes: 1.2 })).toMatch(/1 minute$/);
    expect(line({ kind: 'called', number: 'A007', counter: '2', waitedMinutes: 0.5 })).toMatch(
      /less than a minute$/,
    );
  });

  it('names services by what they are for', () => {
    expect(line({ kind: 'issued', number: 'M001', service: 'parcel', trackingToken: 'secret' })).toBe(
      '09:07  M001 takes a ticket: Parcels for detainees',
    );
  });

  it('says why a counter pauses, and why there was no ticket', () => {
    expect(line({ kind: 'counter-paused', counter: '3', reason: 'lunch' })).toBe(
      '09:07  counter 3 pauses: lunch',
    );
    expect(line({ kind: 'turned-away', service: 'parcel', reason: 'closing-soon' })).toBe(
      '09:07  no ticket for Parcels for detainees: closing-soon',
    );
  });

  it('never shows a tracking token', () => {
    expect(
      line({ kind: 'issued', number: 'M001', service: 'parcel', trackingToken: 'secret' }),
    ).not.toContain('secret');
  });
});
