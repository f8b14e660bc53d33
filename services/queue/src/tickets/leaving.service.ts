import { leaveQueue, Refusal, type InputOf, type Track } from '@kezek/contracts';
import { rows, type Once, type Tx } from '@kezek/platform';
import { Injectable } from '@nestjs/common';
import { TrackQuery } from '../tracking/track.query';
import { Work } from '../work.service';
import { DecidingService } from './deciding.service';
import { ticketColumns, type TicketRow } from './ticket.row';

/** What the visitor does, by the handle alone. */
@Injectable()
export class LeavingService {
  constructor(
    private readonly work: Work,
    private readonly deciding: DecidingService,
    private readonly tracks: TrackQuery,
  ) {}

  /** The visitor gives the ticket back. */
  leave(input: InputOf<typeof leaveQueue>): Promise<Once<Track>> {
    const { handle } = input.params;
    const call = { operation: leaveQueue, input, client: `visitor ${handle}` };
    return this.work.once(call, async (tx, now) => {
      await this.deciding.retried(async () =>
        this.deciding.apply(
          tx,
          await heldBy(tx, handle),
          { action: 'leave' },
          { by: 'visitor', actor: 'visitor', now },
        ),
      );
      return this.tracks.in(tx, handle);
    });
  }
}

async function heldBy(tx: Tx, handle: string): Promise<TicketRow> {
  const [ticket] = await rows<TicketRow & Record<string, unknown>>(tx, {
    name: 'ticket-by-handle',
    text: `SELECT ${ticketColumns} FROM ticket t WHERE t.handle = $1`,
    values: [handle],
  });
  if (ticket === undefined) throw new Refusal('not-found');
  return ticket;
}
