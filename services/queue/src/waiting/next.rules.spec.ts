import fc from 'fast-check';
import { at } from '../testing/ticket.fixture';
import { callNext, overtakenBy, type Policy, type Waiting } from './next.rules';

const target = { minutes: 20, legalBasis: 'order', validFrom: '2026-01-01' };
const service = (code: string, skills: string[] = []) => ({
  code,
  prefix: 'A',
  name: { kk: code, ru: code },
  expectedMinutes: 5,
  target,
  skills,
});
const policy: Policy = {
  services: [service('reports'), service('papers', ['papers'])],
  rules: { overtakenAtMost: 5 },
  present: [],
  open: ['1', '2'].map((counter) => ({ counter, services: null, skills: ['papers'] })),
};
const everything = { counter: '1', services: null, skills: ['papers'] };
const only = (services: string[], skills: string[]) => ({ counter: '1', services, skills });
const now = at('06:00:00');

const waiting = (id: string, more: Partial<Waiting> = {}): Waiting => ({
  id,
  service: 'reports',
  channel: 'kiosk',
  issueOrder: 1,
  basisAt: at('05:00:00'),
  dueAt: at('05:20:00'),
  syncedAt: null,
  emergency: false,
  overtakenTimes: 0,
  forCounter: null,
  priority: null,
  ...more,
});
const ids = (tickets: readonly Waiting[]) => tickets.map(({ id }) => id);

describe('who is next', () => {
  it('is who has the earliest deadline, by order of issue where it is the same', () => {
    const tickets = [
      waiting('third', { dueAt: at('05:30:00'), issueOrder: 1 }),
      waiting('second', { issueOrder: 3 }),
      waiting('first', { issueOrder: 2 }),
    ];
    expect(ids(callNext(tickets, everything, now, policy))).toEqual(['first', 'second', 'third']);
  });

  it('is somebody whom the counter can serve, by service and by skill', () => {
    const tickets = [
      waiting('papers', { service: 'papers' }),
      waiting('gone', { service: 'gone' }),
      waiting('a'),
    ];
    expect(ids(callNext(tickets, { counter: '1', services: null, skills: [] }, now, policy))).toEqual(['a']);
    expect(ids(callNext(tickets, only(['papers'], ['papers']), now, policy))).toEqual(['papers']);
    expect(callNext(tickets, only(['papers'], []), now, policy)).toEqual([]);
  });

  it('is an appointment to come only when nobody else waits, and never one that may be on the way', () => {
    const early = waiting('early', { basisAt: at('06:30:00'), dueAt: at('05:00:00') });
    const away = waiting('away', { basisAt: at('06:30:00'), channel: 'web' });
    expect(ids(callNext([early, away, waiting('here')], everything, now, policy))).toEqual(['here', 'early']);
    expect(ids(callNext([early, away], everything, now, policy))).toEqual(['early']);
    expect(ids(callNext([away], everything, at('06:30:00'), policy))).toEqual(['away']);
  });

  it('is an emergency first, then whoever was overtaken too often, as they came', () => {
    const tickets = [
      waiting('soon', { dueAt: at('05:01:00') }),
      waiting('often, later', { overtakenTimes: 6, basisAt: at('05:10:00'), dueAt: at('05:15:00') }),
      waiting('often', { overtakenTimes: 5, dueAt: at('05:50:00') }),
      waiting('emergency', { emergency: true, basisAt: at('05:59:00'), dueAt: at('06:19:00') }),
      waiting('emergency, not here yet', { emergency: true, basisAt: at('06:30:00'), dueAt: at('06:50:00') }),
    ];
    expect(ids(callNext(tickets, everything, now, policy))).toEqual([
      'emergency',
      'emergency, not here yet',
      'often',
      'often, later',
      'soon',
    ]);
  });

  it('is nobody who lacks a prosecutor, or is waited for at another counter that is open', () => {
    const crime = { ...service('crime'), resources: ['prosecutor' as const] };
    const office = { ...policy, services: [...policy.services, crime] };
    const tickets = [
      waiting('crime', { service: 'crime' }),
      waiting('here', { forCounter: '1' }),
      waiting('there', { forCounter: '2' }),
      waiting('closed', { forCounter: '3' }),
    ];
    expect(ids(callNext(tickets, everything, now, office))).toEqual(['here', 'closed']);
    const present = { ...office, present: ['prosecutor' as const] };
    expect(ids(callNext(tickets, everything, now, present))).toEqual(['crime', 'here', 'closed']);
  });

  it.each([
    { counter: '2', services: ['reports'], skills: ['papers'] },
    { counter: '2', services: null, skills: [] },
  ])('is also who is waited for at another counter that gives the service no more', (other) => {
    const tickets = [
      waiting('there', { service: 'papers', forCounter: '2' }),
      waiting('reports', { forCounter: '2' }),
    ];
    expect(ids(callNext(tickets, everything, now, { ...policy, open: [other] }))).toEqual(['there']);
  });

  it('is the same whatever the order in which the tickets are looked at, and nobody is asked twice', () => {
    const minute = fc.integer({ min: 0, max: 90 });
    const ticket = fc.record({
      service: fc.constantFrom('reports', 'papers'),
      channel: fc.constantFrom('kiosk', 'web'),
      basis: minute,
      due: minute,
    });
    fc.assert(
      fc.property(fc.array(ticket, { maxLength: 30 }), fc.infiniteStream(fc.nat()), (facts, shuffle) => {
        const tickets = facts.map(({ basis, due, ...rest }, index) =>
          waiting(String(index), {
            ...rest,
            issueOrder: index,
            basisAt: new Date(at('05:00:00').getTime() + basis * 60_000),
            dueAt: new Date(at('05:00:00').getTime() + due * 60_000),
          }),
        );
        const mixed = tickets
          .map((each) => ({ each, key: shuffle.next().value }))
          .sort((a, b) => a.key - b.key)
          .map(({ each }) => each);
        const order = callNext(tickets, everything, now, policy);
        expect(callNext(mixed, everything, now, policy)).toEqual(order);
        expect(new Set(ids(order)).size).toBe(order.length);
        const due = order.filter(({ basisAt }) => basisAt <= now);
        expect(order.slice(0, due.length)).toEqual(due);
        for (const [index, next] of due.entries()) {
          const before = due[index - 1];
          if (before) expect(before.dueAt <= next.dueAt).toBe(true);
        }
      }),
    );
  });
});

describe('whom a kiosk issued without a line', () => {
  const told = waiting('told', { basisAt: at('05:05:00'), dueAt: at('05:25:00'), syncedAt: at('05:30:00') });
  const stood = waiting('stood', { basisAt: at('05:10:00'), dueAt: at('05:30:00'), issueOrder: 2 });
  const later = waiting('later', { basisAt: at('05:31:00'), dueAt: at('05:51:00'), issueOrder: 3 });

  it('is called by his own time, and has overtaken those who stood here when the kiosk told of him', () => {
    const here = [stood, later, told];
    expect(ids(callNext(here, everything, now, policy))).toEqual(['told', 'stood', 'later']);
    expect(ids(overtakenBy(told, here, { ...everything, now }, policy))).toEqual(['stood']);
    expect(overtakenBy(stood, here, { ...everything, now }, policy)).toEqual([]);
    expect(ids(overtakenBy(later, here, { ...everything, now }, policy))).toEqual(['stood', 'told']);
  });

  it('has nobody pass over those who were overtaken too often before he was heard of', () => {
    const often = [told, stood, later].map((one) => ({ ...one, overtakenTimes: 5 }));
    expect(ids(callNext(often, everything, now, policy))).toEqual(['stood', 'told', 'later']);
  });
});

describe('over a whole random day', () => {
  const arrival = fc.record({
    minute: fc.integer({ min: 0, max: 60 }),
    // Issued by a kiosk without a line, and told of so many minutes later.
    untold: fc.option(fc.integer({ min: 0, max: 40 })),
    service: fc.constantFrom('reports', 'papers'),
    target: fc.constantFrom(5, 20, 60),
    priority: fc.constantFrom(0, 0, 0, 15, 60),
    emergency: fc.integer({ min: 0, max: 19 }).map((one) => one === 0),
  });
  const callers = [
    everything,
    { counter: '2', services: null, skills: [] },
    { ...only(['papers'], ['papers']), counter: '3' },
  ];

  it('nobody starves, and nobody but for emergencies is overtaken more often than the office allows', () => {
    fc.assert(
      fc.property(
        fc.array(arrival, { minLength: 1, maxLength: 60 }),
        fc.array(fc.nat({ max: 2 }), { minLength: 120, maxLength: 120 }),
        fc.integer({ min: 0, max: 4 }),
        (arrivals, turns, overtakenAtMost) => {
          const day = { ...policy, rules: { overtakenAtMost } };
          let here: Waiting[] = arrivals.map(
            ({ minute, untold, service, target, priority, emergency }, issueOrder) => {
              const basisAt = new Date(at('05:00:00').getTime() + minute * 60_000);
              const syncedAt = untold === null ? null : new Date(basisAt.getTime() + untold * 60_000);
              const dueAt = new Date(basisAt.getTime() + (target - priority) * 60_000);
              return waiting(String(issueOrder), {
                service,
                basisAt,
                dueAt,
                syncedAt,
                emergency,
                issueOrder,
              });
            },
          );
          const byRule = new Map<string, number>();
          for (let minute = 0; here.length > 0; minute += 1) {
            const moment = new Date(at('05:00:00').getTime() + minute * 60_000);
            const arrived = here.filter(({ basisAt, syncedAt }) => (syncedAt ?? basisAt) <= moment);
            const caller = callers[turns[minute] ?? 0] ?? everything;
            const [called] = callNext(arrived, caller, moment, day);
            if (!called) continue;
            const passed = new Set(
              overtakenBy(called, arrived, { ...caller, now: moment }, day).map(({ id }) => id),
            );
            here = here
              .filter(({ id }) => id !== called.id)
              .map((one) => (passed.has(one.id) ? { ...one, overtakenTimes: one.overtakenTimes + 1 } : one));
            if (called.emergency) continue;
            for (const id of passed) byRule.set(id, (byRule.get(id) ?? 0) + 1);
            expect(minute).toBeLessThan(500);
          }
          for (const times of byRule.values()) expect(times).toBeLessThanOrEqual(overtakenAtMost);
        },
      ),
    );
  });
});
