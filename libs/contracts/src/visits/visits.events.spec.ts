import { events, topics } from '../catalogue';
import { asyncApiDocument } from '../generate/asyncapi';
import { custodyEvents, custodyTopic } from './custody.events';
import { sessionTemplate } from './timetable';
import { facilityRules } from './facility';
import { visitTopic } from './visits.events';

const examples = events.flatMap(({ type, data, example }) =>
  example === undefined ? [] : [{ type, data, example }],
);

describe('the events of visits', () => {
  it.each(examples)('$type is as its example shows', ({ data, example }) => {
    expect(data.safeParse(example).error).toBeUndefined();
    expect(data.parse(example)).toEqual(example);
  });

  it('of the custody system all have one, for who has to write them', () => {
    expect(custodyEvents.filter(({ type }) => !examples.some((one) => one.type === type))).toEqual([]);
  });

  it('say what we send and what we receive', () => {
    const { operations, channels } = asyncApiDocument(topics, events);
    const of = (topic: { name: string }) => `#/channels/${topic.name.replaceAll('.', '_')}`;
    const actionOf = (topic: { name: string }) =>
      Object.values(operations).find(({ channel }) => channel.$ref === of(topic))?.action;
    expect([actionOf(visitTopic), actionOf(custodyTopic)]).toEqual(['send', 'receive']);
    expect(channels['custody_detainee_v1']).toMatchObject({
      'x-producer': 'custody',
      'x-audience': 'private',
    });
  });
});

const rules = {
  adultAge: 18,
  visitorsAtMost: 3,
  notice: { relative: { minDays: 1, maxDays: 30, workingDays: true }, lawyer: { minDays: 0, maxDays: 14 } },
  weekStartsOn: 'mon',
  lockers: [{ code: 'L1', size: 'small' }],
};

describe("a facility's rules", () => {
  it('are few words; the law is what they have where nothing is said', () => {
    const { entitlements, permissions, holdMinutes, weekend, limits } = facilityRules.parse(rules);
    expect(entitlements.map(({ minor, visitsAtMost }) => [minor, visitsAtMost])).toEqual([
      [true, 3],
      [false, 2],
    ]);
    expect([...entitlements, ...permissions].every(({ legalBasis }) => legalBasis.includes('353-I'))).toBe(
      true,
    );
    expect([holdMinutes, weekend, limits]).toEqual([10, ['sat', 'sun'], {}]);
  });

  it('name a locker and a day once', () => {
    const twice = [rules.lockers[0], rules.lockers[0]];
    expect(facilityRules.safeParse({ ...rules, lockers: twice }).success).toBe(false);
    const calendar = [true, false].map((working) => ({ date: '2026-03-08', working }));
    expect(facilityRules.safeParse({ ...rules, calendar }).success).toBe(false);
  });
});

const template = {
  weekday: 'tue',
  startsAt: '10:00',
  endsAt: '11:00',
  validFrom: '2026-01-01',
  anchorDate: '2026-01-06',
  room: 'R1',
  kind: 'social',
  bookableBy: ['relative'],
  pools: [{ kind: 'open', parties: 4, persons: 12 }],
};

describe('a template', () => {
  it('is weekly where nothing else is said, and may go on over midnight', () => {
    expect(sessionTemplate.parse(template)).toEqual({ ...template, everyWeeks: 1, approval: false });
    expect(sessionTemplate.safeParse({ ...template, startsAt: '23:30', endsAt: '00:30' }).success).toBe(true);
  });

  it.each([
    ['no length', { endsAt: '10:00' }],
    ['a beginning on the next day', { startsAt: '24:00' }],
    ['an end before its beginning', { validTo: '2025-12-31' }],
    ['two pools of a kind', { pools: [template.pools[0], template.pools[0]] }],
    ['nobody who may book', { bookableBy: [] }],
  ])('has not %s', (_, more) => {
    expect(sessionTemplate.safeParse({ ...template, ...more }).success).toBe(false);
  });
});
