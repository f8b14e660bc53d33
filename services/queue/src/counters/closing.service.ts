import { Refusal, type Office } from '@kezek/contracts';
import { Clock, emit, type Tx } from '@kezek/platform';
import { Injectable } from '@nestjs/common';
import { atCounter } from '../tickets/claim.query';
import { record } from '../tickets/save.query';
import type { Command } from '../tickets/ticket.effects.rules';
import type { TicketRow } from '../tickets/ticket.row';
import { decide } from '../tickets/ticket.rules';
import { saveSession } from './session.query';
import type { SessionRow } from './session.row';
import { counterEvent } from './session.rules';

/** Why a counter closes: the operator said so, opened another one, or was not heard of. */
export type ClosingReason = 'logout' | 'moved' | 'lease-expired';

const attemptsAtMost = 5;

@Injectable()
export class ClosingService {
  constructor(private readonly clock: Clock) {}

  /** Closes a session that the caller has locked. Who was called waits again; who was served has been served. */
  async close(tx: Tx, session: SessionRow, office: Office, reason: ClosingReason): Promise<SessionRow> {
    await this.#release(tx, session, office, reason);
    const closed = { ...session, state: 'closed', reason, version: session.version + 1 } as const;
    await saveSession(tx, closed);
    await emit(tx, counterEvent(closed, this.clock.now()));
    return closed;
  }

  // The visitor may leave, or the call may end, at the same moment: then there is nobody to release any more.
  async #release(tx: Tx, session: SessionRow, office: Office, reason: ClosingReason): Promise<void> {
    for (let attempt = 1; attempt <= attemptsAtMost; attempt += 1) {
      const ticket = await atCounter(tx, session.office, session.counter);
      if (ticket === undefined) return;
      const facts = { now: this.clock.now(), rules: office.rules, by: 'system' } as const;
      const decision = decide(ticket, releaseOf(ticket, reason), facts);
      if (decision instanceof Refusal) throw decision;
      if (await record(tx, ticket, decision, reason === 'lease-expired' ? 'system' : session.operator))
        return;
    }
    throw new Refusal('conflict');
  }
}

const releaseOf = (ticket: TicketRow, reason: ClosingReason): Command =>
  ticket.state === 'called'
    ? { action: 'lose-counter', reason: `counter-${reason}` }
    : { action: reason === 'lease-expired' ? 'end-by-timeout' : 'end-by-logout' };
