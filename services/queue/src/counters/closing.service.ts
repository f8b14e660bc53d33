import { emit, type Tx } from '@kezek/platform';
import { Injectable } from '@nestjs/common';
import { atCounter } from '../waiting/claim.query';
import { DecidingService } from '../changes/deciding.service';
import type { Command } from '../tickets/ticket-effects.rules';
import type { TicketRow } from '../tickets/ticket.row';
import { noteSession } from './session-audit.query';
import { saveSession } from './session.query';
import type { SessionRow } from './session.row';
import { counterEvent } from './session.rules';

/** Why a counter closes: the operator said so, opened another one, or was not heard of. */
export type ClosingReason = 'logout' | 'moved' | 'lease-expired';

@Injectable()
export class ClosingService {
  constructor(private readonly deciding: DecidingService) {}

  /** Closes a session that the caller has locked. Who was called waits again; who was served has been served. */
  async close(tx: Tx, session: SessionRow, reason: ClosingReason, now: Date): Promise<SessionRow> {
    const actor = reason === 'lease-expired' ? 'system' : session.operator;
    // The visitor may leave, or the call may end, at the same moment: then there is nobody to release any more.
    await this.deciding.retried(async () => {
      const ticket = await atCounter(tx, session.office, session.counter);
      if (ticket === undefined) return true;
      return this.deciding.apply(tx, ticket, releaseOf(ticket, reason), { by: 'system', actor, now });
    });
    const closed = { ...session, state: 'closed', reason, version: session.version + 1 } as const;
    await saveSession(tx, closed);
    await emit(tx, counterEvent(closed, now));
    await noteSession(tx, closed, { action: 'session-closed', at: now, actor, reason });
    return closed;
  }
}

const releaseOf = (ticket: TicketRow, reason: ClosingReason): Command =>
  ticket.state === 'called'
    ? { action: 'lose-counter', reason: `counter-${reason}` }
    : { action: reason === 'lease-expired' ? 'end-by-timeout' : 'end-by-logout' };
