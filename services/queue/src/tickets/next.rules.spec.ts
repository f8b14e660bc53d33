import fc from 'fast-check';
import { at } from '../testing/ticket.fixture';
import { callNext, type Waiting } from './next.rules';

const target = { minutes: 20, legalBasis: 'order', validFrom: '2026-01-01' };
const service = (code: string, skills: string[] = []) => ({
  ...{ code, prefix: 'A', name: { kk: code, ru: code }, expectedMinutes: 5, target, skills },
});
const policy = { services: [service('reports'), service('papers', ['papers'])] };
const everything = { services: null, skills: ['papers'] };
const now = at('06:00:00');

const waiting = (id: string, more: Partial<Waiting> = {}): Waiting => ({
  ...{ id, service: 'reports', channel: 'kiosk', issueOrder: 1 },
  ...{ basisAt: at('05:00:00'), dueAt: at('05:20:00') },
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
    expect(ids(callNext(tickets, { services: null, skills: [] }, now, policy))).toEqual(['a']);
    expect(ids(callNext(tickets, { services: ['papers'], skills: ['papers'] }, now, policy))).toEqual([
      'papers',
    ]);
    expect(callNext(tickets, { services: ['papers'], skills: [] }, now, policy)).toEqual([]);
  });

  it('is an appointment to come only when nobody else waits, and never one that may be on the way', () => {
    const early = waiting('early', { basisAt: at('06:30:00'), dueAt: at('05:00:00') });
    const away = waiting('away', { basisAt: at('06:30:00'), channel: 'web' });
    expect(ids(callNext([early, away, waiting('here')], everything, now, policy))).toEqual(['here', 'early']);
    expect(ids(callNext([early, away], everything, now, policy))).toEqual(['early']);
    expect(ids(callNext([away], everything, at('06:30:00'), policy))).toEqual(['away']);
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
