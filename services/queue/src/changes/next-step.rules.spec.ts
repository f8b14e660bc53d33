import { office as officeSchema } from '@kezek/contracts';
import { anOffice } from '../testing/office.fixture';
import { aTicket, at } from '../testing/ticket.fixture';
import { goesOn, nextStepOf } from './next-step.rules';

const office = officeSchema.parse({ ...anOffice(), code: 'ALM-TRK', version: 1 });
const served = aTicket({ state: 'served', outcome: 'served', planned: ['papers'] });

describe('a visit', () => {
  it('goes on after a transfer, and while services are to come', () => {
    expect(goesOn(aTicket({ state: 'transferred', outcome: 'transferred' }))).toBe(true);
    expect(goesOn(served)).toBe(true);
    expect(goesOn({ ...served, outcome: 'ended-by-timeout' })).toBe(true);
  });

  it('is over with its last service, with its redirection, and with every other end', () => {
    expect(goesOn({ ...served, planned: [] })).toBe(false);
    expect(goesOn({ ...served, outcome: 'redirected-office' })).toBe(false);
    expect(goesOn(aTicket({ state: 'cancelled', planned: ['papers'] }))).toBe(false);
  });

  it('keeps its basis and its priority in the next step', () => {
    const to = { service: 'papers', forCounter: '3', reason: 'transferred' } as const;
    expect(nextStepOf(office, { ...served, priority: 'infant' }, to)).toEqual({
      action: 'next-step',
      ...to,
      targetAt: at('05:20:00'),
      dueAt: at('05:05:00'),
    });
    expect(nextStepOf(office, served, to)).toMatchObject({ dueAt: at('05:20:00') });
  });

  it('has no step of a service that is gone', () => {
    for (const service of ['gone', undefined])
      expect(
        nextStepOf(office, served, { service, forCounter: null, reason: 'next-service' }),
      ).toBeUndefined();
  });
});
