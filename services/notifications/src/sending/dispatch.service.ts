import { describeError, Lifecycle, logger } from '@kezek/platform';
import { Injectable } from '@nestjs/common';
import { SealingKeys } from '../contacts/sealing-keys.service';
import { Providers } from '../providers/providers.service';
import { Receipts } from '../receipts/receipts.service';
import { Templates } from '../templates/templates.service';
import { Outcomes } from './outcomes.service';
import { Rounds } from './rounds.service';
import { Sender } from './sender.service';

/** Starts and stops everything that goes on by itself; an SMSC that is away holds up nothing but its messages. */
@Injectable()
export class Dispatch {
  constructor(
    private readonly lifecycle: Lifecycle,
    private readonly keys: SealingKeys,
    private readonly templates: Templates,
    private readonly providers: Providers,
    private readonly receipts: Receipts,
    private readonly outcomes: Outcomes,
    private readonly sender: Sender,
    private readonly rounds: Rounds,
  ) {}

  /** @throws {Error} when the texts or the keys aren't fit to work with */
  async start(): Promise<void> {
    await this.templates.seed();
    await this.keys.publish();
    this.lifecycle.onStop('consumers', 'sender', async () => {
      await this.stop();
    });
    this.providers.start({
      onReceipt: async (receipt) => {
        await this.receipts.take(receipt);
      },
      onLateOutcome: (reference, outcome) => {
        const [notification = '', segment = ''] = reference.split(' ');
        this.outcomes.recordLate(notification, Number(segment), outcome).catch((error: unknown) => {
          logger('sender').warn({ err: describeError(error), notification }, 'a late response was lost');
        });
      },
      onRoom: () => {
        this.sender.pump();
      },
    });
    this.sender.start();
    this.rounds.start();
  }

  /** No claim is left behind; what was written is answered, or becomes unknown. */
  async stop(): Promise<void> {
    await Promise.all([this.sender.stop(), this.rounds.stop()]);
    await this.providers.stop();
    await this.sender.settled();
  }
}
