import type { EventFact, History, PeriodFact } from './history';
import { judge } from './judge';

// A day on which K001 was served at counter 1, and then K002 called there.
const periods: PeriodFact[] = [
  { ticket: 'a', version: 1, state: 'waiting', from: 0, counter: null },
  { ticket: 'a', version: 2, state: 'called', from: 10, counter: '1' },
  { ticket: 'a', version: 3, state: 'serving', from: 20, counter: '1' },
  { ticket: 'a', version: 4, state: 'served', from: 30, counter: '1' },
  { ticket: 'b', version: 1, state: 'waiting', from: 5, counter: null },
  { ticket: 'b', version: 2, state: 'called', from: 30, counter: '1' },
];
const events: EventFact[] = periods.map(({ ticket, version, state, counter }) => ({
  id: `${ticket}${String(version)}`,
  type: `queue.ticket.${state}`,
  ticket,
  sequence: version,
  data: { state, number: ticket === 'a' ? 'K001' : 'K002', ...(counter !== null && { counter }) },
}));
const good: History = {
  tickets: [
    { id: 'a', number: 'K001', businessDay: '2026-03-10', state: 'served', version: 4, outcome: 'SERVED' },
    { id: 'b', number: 'K002', businessDay: '2026-03-10', state: 'called', version: 2, outcome: null },
  ],
  periods,
  events,
  board: { calls: [{ number: 'K002', counter: '1', state: 'called' }] },
};

const period = (index: number, changes: Partial<PeriodFact>): History => ({
  ...good,
  periods: periods.map((some, at) => (at === index ? { ...some, ...changes } : some)),
});

describe('the checker of histories', () => {
  it('finds nothing in a good day, nor in one whose events were delivered twice', () => {
    expect(judge(good)).toEqual([]);
    expect(judge({ ...good, events: [...events.slice(0, 3), ...events] })).toEqual([]);
  });

  it('finds a number that is missing or given twice', () => {
    const [first, second] = good.tickets as [History['tickets'][0], History['tickets'][0]];
    expect(judge({ ...good, tickets: [first, { ...second, number: 'K003' }] })[0]).toMatch(
      '3 stands where 2',
    );
    expect(judge({ ...good, tickets: [first, { ...second, number: 'K001' }] })[0]).toMatch(
      '1 stands where 2',
    );
  });

  it('finds a jump between states, a period that runs backwards, a missing end', () => {
    expect(judge(period(2, { state: 'parked' }))).toContain('K001 went from parked to served');
    expect(judge(period(2, { from: 9 }))).toContain('K001: serving began before called');
    expect(judge({ ...good, periods: periods.slice(0, 5) })).toContain(
      'K002 is called, its last period waiting',
    );
  });

  it('finds two visitors at one counter', () => {
    expect(judge(period(5, { from: 29 }))).toEqual(['counter 1 had a and b at once']);
  });

  it('finds an end without an outcome, and an outcome without an end', () => {
    const [first, second] = good.tickets as [History['tickets'][0], History['tickets'][0]];
    expect(judge({ ...good, tickets: [{ ...first, outcome: null }, second] })).toHaveLength(1);
    expect(judge({ ...good, tickets: [first, { ...second, outcome: 'SERVED' }] })).toHaveLength(1);
  });

  it('finds events that are lost, doubled under another id, or out of order', () => {
    expect(judge({ ...good, events: events.filter(({ id }) => id !== 'a3') })).toHaveLength(1);
    const again = { ...(events[2] as EventFact), id: 'other' };
    expect(judge({ ...good, events: [...events.slice(0, 3), again, ...events.slice(3)] })).toHaveLength(1);
    const [a1, a2, ...rest] = events as [EventFact, EventFact];
    expect(judge({ ...good, events: [a2, a1, ...rest] })).toEqual(['K001: events out of order: 2,1,3,4']);
  });

  it('finds a board that shows something else', () => {
    expect(judge({ ...good, board: { calls: [] } })).toEqual([
      'the events fold to [K002 called at 1], the board shows []',
    ]);
  });
});
