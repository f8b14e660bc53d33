import { type Pdu, encodePdu } from '../codec';
import type { Answer } from '../outstanding';
import { EsmeSession } from '../session';
import { type SessionEnd, type SessionOptions, type SessionTimers, defaultTimers } from '../session-options';
import { FakeClock } from './fake-clock';
import { fakeNetwork } from './fake-link';

export function aSession(
  given: Omit<Partial<SessionOptions>, 'timers'> & { timers?: Partial<SessionTimers> } = {},
) {
  const clock = new FakeClock();
  const { open, peer } = fakeNetwork();
  const ends: SessionEnd[] = [];
  const late: Pdu[] = [];
  const delivered: Pdu<'deliver_sm'>[] = [];
  const handler = { handle: (_pdu: Pdu<'deliver_sm'>): Promise<void> => Promise.resolve() };
  const session = new EsmeSession(
    {
      identity: { systemId: 'kezek', password: 'secret' },
      window: 3,
      inboundAtMost: 2,
      ...given,
      timers: { ...defaultTimers, ...given.timers },
    },
    {
      clock,
      open,
      bound: () => undefined,
      room: () => undefined,
      late: (response) => late.push(response),
      deliver: (pdu) => {
        delivered.push(pdu);
        return handler.handle(pdu);
      },
      closed: (end) => ends.push(end),
    },
  );
  const write = (answers: Answer[] = []) =>
    session.write({
      response: 'submit_sm_resp',
      bytes: encodePdu({ command: 'submit_sm', sequence: 0 }),
      settle: (answer) => answers.push(answer),
    });
  return { clock, session, peer: peer(), ends, late, delivered, handler, write };
}

export function aBoundSession(given: Parameters<typeof aSession>[0] = {}) {
  const all = aSession(given);
  all.peer.accept();
  return all;
}
