import { at } from '../testing/ticket.fixture';
import { rankOf } from './due.rules';

const terms = { targetMinutes: 20, priorityMinutes: 0, graceMinutes: 10 };
const issuedAt = at('05:00:00');

describe('the rank of a ticket', () => {
  it('counts from the issue', () => {
    expect(rankOf({ issuedAt }, terms)).toEqual({
      basisAt: issuedAt,
      targetAt: at('05:20:00'),
      dueAt: at('05:20:00'),
    });
  });

  it('is earlier by a priority, even before the issue', () => {
    const rank = rankOf({ issuedAt }, { ...terms, priorityMinutes: 25 });
    expect([rank.targetAt, rank.dueAt]).toEqual([at('05:20:00'), at('04:55:00')]);
  });

  it('counts from the appointment for who comes early', () => {
    const rank = rankOf({ issuedAt, appointmentAt: at('06:00:00') }, terms);
    expect(rank).toMatchObject({ basisAt: at('06:00:00'), dueAt: at('06:20:00') });
  });

  it('counts from the arrival for who comes late, within the grace', () => {
    expect(rankOf({ issuedAt, appointmentAt: at('04:50:00') }, terms).basisAt).toEqual(issuedAt);
    const arrivedAt = at('06:05:00');
    expect(rankOf({ issuedAt, arrivedAt, appointmentAt: at('06:00:00') }, terms).basisAt).toEqual(arrivedAt);
  });

  it('has lost the appointment beyond the grace', () => {
    const arrivedAt = at('06:10:01');
    const rank = rankOf({ issuedAt, arrivedAt, appointmentAt: at('06:00:00') }, terms);
    expect(rank).toMatchObject({ basisAt: arrivedAt, dueAt: at('06:30:01') });
  });
});
