import { office as officeSchema } from '@kezek/contracts';
import { anOffice } from '../testing/office.fixture';
import { aTicket, at } from '../testing/ticket.fixture';
import type { SessionRow } from './session.row';
import {
  counterEvent,
  isLive,
  notFree,
  notHolding,
  unknownCounter,
  unknownService,
  viewOfSession,
} from './session.rules';

const office = officeSchema.parse({ ...anOffice(), code: 'ALM-TRK', version: 1 });
const session: SessionRow = {
  office: 'ALM-TRK',
  counter: '1',
  operator: 'aigerim',
  state: 'ready',
  reason: null,
  services: null,
  skills: [],
  leaseUntil: at('05:10:00'),
  version: 2,
  openedAt: at('05:00:00'),
};
const papers = office.services.find(({ code }) => code === 'papers');

describe('a session', () => {
  it('lives until its lease ends or it is closed', () => {
    expect(isLive(session, at('05:09:59'))).toBe(true);
    expect(isLive(session, at('05:10:00'))).toBe(false);
    expect(isLive({ ...session, state: 'closed' }, at('05:00:00'))).toBe(false);
  });

  it('is used by its operator alone', () => {
    const now = at('05:05:00');
    expect(notHolding(session, 'aigerim', now)).toBeUndefined();
    expect(notHolding(session, 'bolat', now)?.code).toBe('counter-occupied');
    expect(notHolding(session, 'bolat', at('05:10:00'))?.code).toBe('counter-not-open');
    expect(notHolding(null, 'aigerim', now)?.code).toBe('counter-not-open');
  });

  it('takes a visitor only where it has none, isn’t paused, and can serve', () => {
    expect(notFree(session, undefined)).toBeUndefined();
    expect(notFree({ ...session, state: 'paused' }, undefined)?.code).toBe('counter-paused');
    expect(notFree(session, undefined, papers)?.code).toBe('counter-cannot-serve');
    expect(notFree({ ...session, skills: ['papers'] }, undefined, papers)).toBeUndefined();
    expect(notFree(session, aTicket({ state: 'called' }))).toMatchObject({
      code: 'counter-busy',
      details: { state: 'called', extra: { number: 'A001' } },
    });
  });

  it('is shown with its services and its visitor', () => {
    expect(viewOfSession(session, office)).toEqual({
      counter: '1',
      operator: 'aigerim',
      state: 'ready',
      services: ['reports', 'papers'],
      skills: [],
      leaseUntil: '2026-03-10T05:10:00.000Z',
    });
    const paused = { ...session, state: 'paused', reason: 'tea', services: ['reports'] } as const;
    const view = viewOfSession({ ...paused, services: ['reports'] }, office, aTicket({ state: 'called' }));
    expect(view).toMatchObject({
      state: 'serving',
      reason: 'tea',
      services: ['reports'],
      ticket: aTicket().id,
    });
  });

  it.each([
    ['ready', 'queue.counter.opened', null, {}],
    ['paused', 'queue.counter.paused', 'Aigerim is ill', {}],
    ['closed', 'queue.counter.closed', 'logout', { reason: 'logout' }],
  ] as const)('that is %s is told as %s, without what an operator typed', (state, type, reason, said) => {
    const event = counterEvent({ ...session, state, reason }, at('05:01:00'));
    expect(event).toMatchObject({ definition: { type }, subject: 'ALM-TRK/1', key: 'ALM-TRK', sequence: 2 });
    expect(event.definition.data.parse(event.data)).toEqual({
      office: 'ALM-TRK',
      counter: '1',
      state,
      version: 2,
      ...said,
    });
  });
});

it('counters and services that the office lacks are refused, each by its place', () => {
  expect(unknownCounter(office, '1')).toBeUndefined();
  expect(unknownCounter(office, '9')?.code).toBe('counter-unknown');
  expect(unknownService(office, undefined)).toBeUndefined();
  expect(unknownService(office, ['reports', 'visas'])).toMatchObject({
    code: 'service-unknown',
    details: { errors: [{ pointer: '/services/1', detail: 'visas' }] },
  });
});
