import { cityOf, type DayResult, drive, type Happening, planDay, profiles } from '@kezek/city';
import { historyOf } from './checker/read';
import { judge } from './checker/judge';
import { messagesOf } from './support/phone';
import { sandboxForThisFile } from './support/sandbox';

// The busiest part of a Tuesday: four hours in four minutes. `node tools/city/dist/main.js day` plays all of it.
const part = { seed: '1', date: '2026-03-10', timeZone: 'Asia/Almaty', from: '08:45', to: '12:45' };
// A second of ours is a minute there.
const oneMinute = { toleranceMs: 60_000 };
const plan = planDay(profiles, part);
const phones = plan.flatMap((step) => (step.kind === 'arrive' ? (step.visitor.phone ?? []) : []));
const sandbox = sandboxForThisFile({ clock: { startsAt: '2026-03-10T08:40:00+05:00', rate: 60 } });

describe('a working day in three offices at 60 times real time, with 20 counters', () => {
  let result: DayResult;
  const happenings: Happening[] = [];
  beforeAll(async () => {
    const tell = (happening: Happening) => void happenings.push(happening);
    result = await drive(plan, cityOf(sandbox()), { tell });
  }, 480_000);

  it('refuses nobody but whom the rules refuse', () => {
    expect(result.unexpected).toEqual([]);
  });

  it('holds everything that a day holds', () => {
    const kinds = new Set(happenings.map(({ kind }) => kind));
    const expected = ['no-show', 'reopened', 'parked', 'resumed', 'transferred', 'next-service', 'sent-away'];
    expect([...kinds]).toEqual(
      expect.arrayContaining([...expected, 'left', 'counter-paused', 'prosecutor-left']),
    );
    const counters = happenings.filter(({ kind }) => kind === 'counter-open');
    expect(new Set(counters.map(({ office, counter }) => `${office} ${counter ?? ''}`)).size).toBe(20);
  });

  it('reaches those who gave a number by SMS, each message before its time is over', async () => {
    const messages = await Promise.all(phones.map((phone) => messagesOf(sandbox(), phone)));
    expect(messages.filter((some) => some.length > 0).length).toBeGreaterThan(phones.length / 2);
    const late = messages.flat().filter(({ receivedAt, validUntil = '' }) => receivedAt >= validUntil);
    expect(late).toEqual([]);
  });

  describe.each(profiles)('in $office', ({ office }) => {
    it('ends every ticket with an outcome', () => {
      const fates = result.offices[office];
      expect(fates?.open).toEqual([]);
      const turnedAway = happenings.filter(
        (one) => one.office === office && one.kind === 'turned-away',
      ).length;
      expect(fates?.tickets).toBe((fates?.arrivals ?? 0) - turnedAway);
      expect(fates?.outcomes['served']).toBeGreaterThan((fates?.tickets ?? 0) / 2);
    });

    it('leaves a history in which the checker finds nothing', async () => {
      expect(judge(await historyOf(sandbox(), office, oneMinute))).toEqual([]);
    }, 180_000);
  });
});
