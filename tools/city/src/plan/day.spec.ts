import { officeDefinition } from '@kezek/contracts';
import { localMoment } from '@kezek/platform';
import { clients, offices } from '@kezek/stack';
import { assert, constant, date, property, record, string } from 'fast-check';
import { type DayOptions, planDay } from './day';
import { profiles } from './offices';
import type { Arrival, CounterStep, Plan } from './plan';
import type { Profile } from './profile';

const timeZone = 'Asia/Almaty';
const tuesday: DayOptions = { seed: '1', date: '2026-03-10', timeZone, from: '08:45', to: '19:30' };
const anyDay = record({
  seed: string(),
  date: date({ min: new Date('2026-01-01'), max: new Date('2027-12-31'), noInvalidDate: true }).map((day) =>
    day.toISOString().slice(0, 10),
  ),
  timeZone: constant(timeZone),
  from: constant('00:00'),
  to: constant('24:00'),
});

const arrivalsOf = (plan: Plan): Arrival[] => plan.filter((step): step is Arrival => step.kind === 'arrive');
const counterSteps = (plan: Plan): CounterStep[] =>
  plan.filter((step): step is CounterStep => 'counter' in step);
const hourOf = (at: Date): number => Number(localMoment(at, timeZone).time.slice(0, 2));

describe('a planned day', () => {
  it('is the same for the same seed, and another for another', () => {
    assert(
      property(anyDay, (options) => {
        expect(planDay(profiles, options)).toEqual(planDay(profiles, { ...options }));
      }),
      { numRuns: 3 },
    );
    expect(planDay(profiles, { ...tuesday, seed: '2' })).not.toEqual(planDay(profiles, tuesday));
  });

  it('leaves an office as it is when another one is added', () => {
    const alone = planDay(profiles.slice(0, 1), tuesday);
    expect(planDay(profiles, tuesday).filter(({ office }) => office === 'ALM-SIZO')).toEqual(alone);
  });

  it('goes on in the order of time', () => {
    const times = planDay(profiles, tuesday).map(({ at }) => at.getTime());
    expect(times).toEqual([...times].sort((a, b) => a - b));
  });

  it.each(profiles.map((profile) => ({ office: profile.office, profile })))(
    'brings people to $office as its curve says',
    ({ profile }) => {
      const days = 60;
      const plans = Array.from({ length: days }, (_, seed) =>
        planDay([{ ...profile, atDoors: 0 }], { ...tuesday, seed: String(seed), from: '00:00', to: '24:00' }),
      );
      const counts = new Map<number, number>();
      for (const { at } of plans.flatMap(arrivalsOf))
        counts.set(hourOf(at), (counts.get(hourOf(at)) ?? 0) + 1);
      const lastHour = Number((profile.hours?.to ?? '24:00').slice(0, 2)) - 1;
      for (const [hour, rate] of Object.entries(profile.curve)) {
        // Nobody comes in the last quarter of an hour before the end.
        const expected = days * rate * (Number(hour) === lastHour ? 0.75 : 1);
        // Five standard deviations of a Poisson count.
        expect(Math.abs((counts.get(Number(hour)) ?? 0) - expected)).toBeLessThan(5 * Math.sqrt(expected));
      }
      expect([...counts.keys()].every((hour) => hour in profile.curve)).toBe(true);
    },
  );

  it('has people before the doors when they open', () => {
    const opening = arrivalsOf(planDay(profiles, tuesday)).filter(
      ({ office, at }) => office === 'ALM-SIZO' && localMoment(at, timeZone).time < '09:03',
    );
    expect(opening.length).toBeGreaterThanOrEqual(12);
  });

  it('ends for every visitor: each service has a counter that is open after the last arrival', () => {
    assert(
      property(anyDay, (options) => {
        const plan = planDay(profiles, options);
        for (const profile of profiles)
          expectEnds(
            profile,
            plan.filter(({ office }) => office === profile.office),
          );
      }),
      { numRuns: 8 },
    );
  });

  it('gives everybody a telephone number and a name of their own', () => {
    const visitors = arrivalsOf(planDay(profiles, tuesday)).map(({ visitor }) => visitor);
    const phones = visitors.flatMap(({ phone }) => phone ?? []);
    expect(new Set(phones).size).toBe(phones.length);
    expect(new Set(visitors.map(({ name }) => name)).size).toBe(visitors.length);
    for (const phone of phones) expect(phone).toMatch(/^\+7701\d{6}0$/);
  });

  it('has everything that makes a day: breaks, no-shows, parks, transfers, several services, leaving, priorities', () => {
    const plan = planDay(profiles, tuesday);
    const visitors = arrivalsOf(plan).map(({ visitor }) => visitor);
    const twists = new Set(visitors.map(({ twist }) => twist?.kind));
    expect([...twists].sort()).toEqual(['park', 'return-later', 'transfer', undefined]);
    expect(visitors.some(({ coming }) => coming === 'never')).toBe(true);
    expect(visitors.some(({ coming }) => typeof coming === 'object')).toBe(true);
    expect(visitors.some(({ furtherServices }) => furtherServices.length > 0)).toBe(true);
    expect(visitors.some(({ patienceMinutes }) => patienceMinutes !== undefined)).toBe(true);
    expect(visitors.some(({ priority }) => priority !== undefined)).toBe(true);
    expect(counterSteps(plan).filter(({ kind }) => kind === 'pause').length).toBeGreaterThan(20);
    expect(plan.some((step) => step.kind === 'prosecutor' && !step.present)).toBe(true);
  });

  it('is worked at 20 counters, each held by an operator of the sandbox', () => {
    const steps = counterSteps(planDay(profiles, tuesday));
    expect(new Set(steps.map(({ office, counter }) => `${office} ${counter}`)).size).toBe(20);
    const known = new Map(clients.map((client) => [client.id, client.offices]));
    for (const { operator, office } of steps) expect(known.get(operator)).toEqual([office]);
  });

  it('ends with the prosecutor present, for those who still wait', () => {
    assert(
      property(anyDay, (options) => {
        const last = planDay(profiles, { ...options, from: '09:00', to: '11:00' }).findLast(
          (step) => step.kind === 'prosecutor',
        );
        expect(last).toMatchObject({ present: true });
      }),
      { numRuns: 5 },
    );
  });
});

function expectEnds(profile: Profile, plan: Plan): void {
  const steps = counterSteps(plan);
  const last = Math.max(...arrivalsOf(plan).map(({ at }) => at.getTime()));
  const openLate = steps.filter(({ kind, at }) => kind === 'close' && at.getTime() > last);
  const served = openLate.flatMap(({ counter }) => {
    const services = steps.find((step) => step.counter === counter && step.kind === 'open')?.services;
    return services ?? Object.keys(profile.services);
  });
  const visitors = arrivalsOf(plan).map(({ visitor }) => visitor);
  const wanted = new Set(visitors.flatMap(({ service, furtherServices }) => [service, ...furtherServices]));
  expect(served).toEqual(expect.arrayContaining([...wanted]));
  const minutes = visitors.flatMap(({ workMinutes }) => Object.values(workMinutes));
  expect(minutes.filter((work) => !(work >= 0.5 && work <= 60))).toEqual([]);
  for (const [counter, own] of Map.groupBy(steps, (step) => step.counter))
    expect([counter, own.map(({ kind }) => kind).join()]).toEqual([
      counter,
      expect.stringMatching(/^open(,pause,back)*,close$/),
    ]);
}

describe.each(profiles.map((profile) => ({ office: profile.office, profile })))(
  'the profile of $office',
  ({ office, profile }) => {
    const seeded = officeDefinition.parse(offices.find(({ code }) => code === office));

    it('has the services, priorities and counters of the seeded office', () => {
      expect(Object.keys(profile.services).sort()).toEqual(seeded.services.map(({ code }) => code).sort());
      const priorities = seeded.priorities.map(({ code }) => code);
      expect(priorities).toEqual(expect.arrayContaining(Object.keys(profile.priorities)));
      const counters = seeded.counters.map(({ code }) => code);
      expect(counters).toEqual(expect.arrayContaining(profile.shifts.map(({ counter }) => counter)));
      const known = Object.keys(profile.services);
      expect(known).toEqual(expect.arrayContaining(profile.shifts.flatMap(({ services }) => services ?? [])));
    });

    it('keeps the hours of the seeded office', () => {
      const { hours } = seeded;
      const tuesdays = 'weekly' in hours ? hours.weekly.find(({ days }) => days.includes('tue')) : undefined;
      expect(profile.hours).toEqual(tuesdays && { from: tuesdays.from, to: tuesdays.to });
    });
  },
);
