import { describeError, HealthRegistry, Lifecycle, logger } from '@kezek/platform';
import type { INestApplicationContext } from '@nestjs/common';
import { SealingKeys } from '../contacts/sealing-keys.service';
import { Erasure } from '../erasure/erasure.service';
import { Moves } from '../notifications/moves.service';
import { Providers } from '../providers/providers.service';
import { Receipts } from '../receipts/receipts.service';
import { Cancellations } from '../sending/cancellations.service';
import { Outcomes } from '../sending/outcomes.service';
import { Recovery } from '../sending/recovery.service';
import { Resolutions } from '../sending/resolutions.service';
import { Sender } from '../sending/sender.service';
import { Templates } from '../templates/templates.service';
import { Rounds } from './rounds.service';

const aWhile = 600_000;

const roundsOf = (app: INestApplicationContext): Rounds =>
  new Rounds([
    { name: 'expire', everyMs: 500, work: async () => app.get(Recovery).expire() },
    { name: 'recover', everyMs: 1000, work: async () => app.get(Recovery).recover() },
    { name: 'strays', everyMs: 1000, work: async () => app.get(Receipts).matchStrays() },
    { name: 'cancel', everyMs: 250, work: async () => app.get(Cancellations).round() },
    { name: 'resolve', everyMs: 1000, work: async () => app.get(Resolutions).round() },
    { name: 'erase', everyMs: aWhile, work: async () => app.get(Erasure).erase() },
    { name: 'retire-keys', everyMs: aWhile, work: async () => app.get(SealingKeys).retire() },
  ]);

/** Starts and stops everything that goes on by itself; an SMSC that is away holds up nothing but its messages. */
export class Dispatch {
  readonly #rounds: Rounds;

  constructor(private readonly app: INestApplicationContext) {
    this.#rounds = roundsOf(app);
  }

  /** @throws {Error} when the texts or the keys aren't fit to work with */
  async start(): Promise<void> {
    const { app } = this;
    const sender = app.get(Sender);
    const pump = () => {
      sender.pump();
    };
    await app.get(Templates).seed();
    await app.get(SealingKeys).publish();
    app.get(Lifecycle).onStop('consumers', 'sender', async () => this.stop());
    app.get(Moves).onWork(pump);
    app.get(Providers).start({
      onReceipt: async (receipt) => app.get(Receipts).take(receipt),
      onLateOutcome: (reference, outcome) => {
        const [notification = '', segment = ''] = reference.split(' ');
        const recorded = app.get(Outcomes).recordLate(notification, Number(segment), outcome);
        recorded.catch((error: unknown) => {
          logger('sender').warn({ err: describeError(error), notification }, 'a late response was lost');
        });
      },
      onRoom: pump,
    });
    sender.start();
    this.#rounds.start(app.get(HealthRegistry));
  }

  /** No claim is left behind; what was written is answered, or becomes unknown. */
  async stop(): Promise<void> {
    const sender = this.app.get(Sender);
    await Promise.all([sender.stop(), this.#rounds.stop()]);
    await this.app.get(Providers).stop();
    await sender.settled();
  }
}
