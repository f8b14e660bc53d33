import { leaveQueue, type InputOf, type Track } from '@kezek/contracts';
import { Work, type Once } from '@kezek/platform';
import { Injectable } from '@nestjs/common';
import { TrackQuery } from '../tracking/track.query';
import { DecidingService } from '../changes/deciding.service';
import { tokenHash } from '../contacts/tracking-tokens.service';
import { ticketHeldBy } from '../tickets/ticket-access.query';

/** What the visitor does, by the tracking token alone. */
@Injectable()
export class LeavingService {
  constructor(
    private readonly work: Work,
    private readonly deciding: DecidingService,
    private readonly tracks: TrackQuery,
  ) {}

  /** The visitor gives the ticket back. */
  leave(input: InputOf<typeof leaveQueue>): Promise<Once<Track>> {
    const { trackingToken } = input.params;
    const call = {
      operation: leaveQueue,
      input,
      client: `visitor ${tokenHash(trackingToken).toString('base64url')}`,
    };
    return this.work.once(call, async (tx, now) => {
      await this.deciding.retried(async () =>
        this.deciding.apply(
          tx,
          await ticketHeldBy(tx, trackingToken),
          { action: 'leave' },
          { by: 'visitor', actor: 'visitor', now },
        ),
      );
      return this.tracks.in(tx, trackingToken);
    });
  }
}
