import { office as officeSchema, type Hours, type Office, type Weekday } from '@kezek/contracts';
import { anOffice } from '../testing/office.fixture';
import { at } from '../testing/ticket.fixture';
import {
  beginningOf,
  dayOf,
  openingOf,
  opensOn,
  refuseClosed,
  restOfDay,
  servesSince,
} from './opening.rules';

const office = (hours: Hours, more: Partial<Office> = {}): Office =>
  officeSchema.parse({ ...anOffice(), hours, ...more, code: 'ALM-TRK', version: 1 });
const everyNight = (from: string, to: string) => [
  { days: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as Weekday[], from, to },
];
const everyDay = (from: string, to: string): Hours => ({ weekly: everyNight(from, to) });
const utc = (text: string): Date => new Date(text);
/** 2026-03-10 is a Tuesday; Almaty is five hours ahead. */
const now = at('05:00:00');

describe('an office', () => {
  it('is open by its hours, until their end', () => {
    expect(openingOf(office(everyDay('09:00', '18:00')), now, false)).toEqual({
      open: true,
      until: at('13:00:00'),
    });
    expect(openingOf(office({ roundTheClock: true }), now, false)).toEqual({ open: true });
  });

  it('is closed outside of them, until it opens next', () => {
    const hours: Hours = { weekly: [{ days: ['mon', 'tue'], from: '11:00', to: '18:00' }] };
    expect(openingOf(office(hours), now, false)).toEqual({ open: false, opensAt: at('06:00:00') });
    expect(openingOf(office(hours), at('13:00:00'), false)).toEqual({
      open: false,
      opensAt: utc('2026-03-16T06:00:00Z'),
    });
  });

  it('that has ended its day opens on the next one, round the clock as its business day begins', () => {
    expect(openingOf(office(everyDay('09:00', '18:00')), now, true)).toEqual({
      open: false,
      opensAt: utc('2026-03-11T04:00:00Z'),
    });
    expect(openingOf(office({ roundTheClock: true }), now, true)).toEqual({
      open: false,
      opensAt: utc('2026-03-11T00:00:00Z'),
    });
  });

  it('that has closed for good opens no more, nor on the day before if that is over', () => {
    const closure = { from: '2026-03-11', reason: 'moved', successor: 'ALM-NEW' };
    const closing = office(everyDay('09:00', '18:00'), { closure });
    expect(openingOf(closing, now, false)).toMatchObject({ open: true });
    expect(openingOf(closing, at('14:00:00'), false)).toEqual({ open: false });
    expect(openingOf(closing, utc('2026-03-11T06:00:00Z'), false)).toEqual({ open: false });
    expect(refuseClosed(closing, undefined)).toMatchObject({
      code: 'office-closed',
      details: { extra: { successor: 'ALM-NEW' } },
    });
  });

  it('is refused with the time at which it opens, on its own clock', () => {
    const refusal = refuseClosed(office({ roundTheClock: true }), at('06:00:00'), 'closing-soon');
    expect(refusal).toMatchObject({
      code: 'closing-soon',
      details: { extra: { opensAt: '2026-03-10T06:00:00.000Z' } },
    });
  });

  it('is refused without a time where it never opens again', () => {
    const exceptions = Array.from({ length: 70 }, (_, week) => ({
      date: new Date(Date.UTC(2026, 2, 9 + week * 7)).toISOString().slice(0, 10),
      closed: true as const,
    }));
    const never = office({ weekly: [{ days: ['mon'], from: '09:00', to: '18:00' }], exceptions });
    expect(openingOf(never, now, false)).toEqual({ open: false });
    expect(refuseClosed(never, undefined).details).toEqual({ extra: {} });
  });
});

// At 2024-03-01 00:00 +06 Almaty's clocks went back to 2024-02-29 23:00 +05: that day had 25 hours.
describe('on the day of 25 hours', () => {
  const night = office(everyDay('22:00', '23:30'));

  it('an office that is open in the hour that comes twice is open in both, each time to its own end', () => {
    expect(openingOf(night, utc('2024-02-29T17:10:00Z'), false)).toEqual({
      open: true,
      until: utc('2024-02-29T17:30:00Z'),
    });
    expect(openingOf(night, utc('2024-02-29T17:40:00Z'), false)).toMatchObject({ open: false });
    expect(openingOf(night, utc('2024-02-29T18:10:00Z'), false)).toEqual({
      open: true,
      until: utc('2024-02-29T18:30:00Z'),
    });
  });

  it('the business day begins at its hour by the new clock, 25 hours after the one before', () => {
    const hours =
      (beginningOf(night, '2024-03-01').getTime() - beginningOf(night, '2024-02-29').getTime()) / 3_600_000;
    expect(hours).toBe(25);
    expect(dayOf(night, utc('2024-02-29T23:59:59Z'))).toBe('2024-02-29');
    expect(dayOf(night, utc('2024-03-01T00:00:00Z'))).toBe('2024-03-01');
  });

  it('closing comes an hour later than the morning would think', () => {
    const late = office(everyDay('09:00', '24:00'));
    const opening = openingOf(late, utc('2024-02-29T12:00:00Z'), false);
    expect(opening).toEqual({ open: true, until: utc('2024-02-29T19:00:00Z') });
  });
});

// Berlin: on 2026-03-29 at 02:00 the clocks went to 03:00, on 2026-10-25 at 03:00 back to 02:00.
describe('in the nights of summer time', () => {
  const nights: Hours = {
    weekly: [
      { days: ['sat'], from: '22:00', to: '24:00' },
      { days: ['sun'], from: '00:00', to: '06:00' },
    ],
  };
  const berlin = office(nights, { timeZone: 'Europe/Berlin', businessDayStartsAt: '12:00' });

  it.each([
    { opens: '2026-03-28T21:00:00Z', closes: '2026-03-29T04:00:00Z', minutes: 7 * 60 },
    { opens: '2026-10-24T20:00:00Z', closes: '2026-10-25T05:00:00Z', minutes: 9 * 60 },
  ])('an office is open from its evening to its morning: $minutes minutes', ({ opens, closes, minutes }) => {
    const [from, until] = [utc(opens), utc(closes)];
    expect(openingOf(berlin, new Date(from.getTime() - 1), false)).toEqual({ open: false, opensAt: from });
    for (let at = from.getTime(); at < until.getTime(); at += 600_000)
      expect(openingOf(berlin, new Date(at), false)).toEqual({ open: true, until });
    expect(openingOf(berlin, until, false)).toMatchObject({ open: false });
    expect(restOfDay(berlin, from)).toMatchObject({ minutes });
    expect(dayOf(berlin, new Date(until.getTime() - 1))).toBe(dayOf(berlin, from));
  });
});

describe('the rest of a day', () => {
  it('is what is left of all its hours, without the break between them', () => {
    const hours: Hours = {
      weekly: [
        { days: ['tue'], from: '09:00', to: '13:00' },
        { days: ['tue'], from: '14:00', to: '18:00' },
      ],
    };
    const opensAt = utc('2026-03-17T04:00:00Z');
    expect(restOfDay(office(hours), at('07:30:00'))).toEqual({ minutes: 270, opensAt });
    expect(restOfDay(office(hours), at('12:30:00'))).toEqual({ minutes: 30, opensAt });
    expect(restOfDay(office({ roundTheClock: true }), now)).toEqual({ minutes: Infinity });
  });

  it('of an office that closes for good ends there', () => {
    const closing = office({ roundTheClock: true }, { closure: { from: '2026-03-11', reason: 'moved' } });
    expect(openingOf(closing, now, false)).toEqual({ open: true, until: utc('2026-03-11T00:00:00Z') });
    expect(restOfDay(closing, utc('2026-03-10T23:00:00Z'))).toEqual({ minutes: 60 });
  });
});

describe('who waits in an office', () => {
  const cut = utc('2026-03-11T00:00:00Z');
  const later = utc('2026-03-11T00:00:30Z');

  it('is served no more when the day is over, unless the office does not close', () => {
    expect(servesSince(office(everyDay('09:00', '18:00')), later)).toEqual(cut);
    expect(servesSince(office({ roundTheClock: true }), later)).toBeUndefined();
    expect(servesSince(office(everyDay('00:00', '24:00')), later)).toBeUndefined();
  });

  it('is served after the cut where the office is open over it, if he came after it opened', () => {
    const weekly = [...everyNight('22:00', '24:00'), ...everyNight('00:00', '08:00')];
    expect(servesSince(office({ weekly }), later)).toEqual(utc('2026-03-10T17:00:00Z'));
    expect(servesSince(office({ weekly: everyNight('05:00', '18:00') }), later)).toEqual(cut);
    expect(servesSince(office({ weekly: everyNight('01:00', '05:00') }), later)).toEqual(cut);
  });

  it('is served no more from the day on which the office closes for good', () => {
    const closure = { from: '2026-03-11', reason: 'moved' };
    expect(servesSince(office({ roundTheClock: true }, { closure }), later)).toEqual(cut);
    expect(servesSince(office({ roundTheClock: true }, { closure }), at('20:00:00'))).toBeUndefined();
  });
});

it('an office receives somebody on a day on which it opens at all', () => {
  const tuesdays = office({ weekly: [{ days: ['tue'], from: '09:00', to: '18:00' }] });
  const on = (day: string) => opensOn(tuesdays, day, beginningOf(tuesdays, day), false);
  expect([on('2026-03-09'), on('2026-03-10'), on('2026-03-11')]).toEqual([false, true, false]);
  expect(opensOn(tuesdays, '2026-03-10', at('14:00:00'), false)).toBe(false);
  expect(opensOn(tuesdays, '2026-03-10', now, true)).toBe(false);
});
