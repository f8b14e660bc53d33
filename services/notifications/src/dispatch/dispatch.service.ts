import { Clock, describeError, HealthRegistry, Lifecycle, logger, onWake } from '@kezek/platform';
import type { INestApplicationContext } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { SealingKeys } from '../contacts/sealing-keys.service';
import { Erasure } from '../erasure/erasure.service';
import { messageWork } from '../notifications/moves.service';
import { Providers } from '../providers/providers.service';
import { Receipts } from '../receipts/receipts.service';
import { Cancellations } from '../sending/cancellations.service';
import { Outcomes } from '../sending/outcomes.service';
import { Recovery } from '../sending/recovery.service';
import { Resolutions } from '../sending/resolutions.service';
import { Sender } from '../sending/sender.service';
import { Templates } from '../templates/templates.service';
import { type Kind, readAgenda } from './agenda.query';
import { type Round, Rounds } from './rounds.service';

const aWhile = 600_000;

/** The sender goes on by itself with what it has begun. */
const take = async (sender: Sender): Promise<number> => {
  sender.pump();
  return Promise.resolve(0);
};

interface NamedRound extends Round {
  readonly name: Kind | 'erase' | 'retire-keys';
}

const roundsOf = (app: INestApplicationContext): readonly NamedRound[] => [
  { name: 'send', restMs: 250, work: async () => take(app.get(Sender)) },
  { name: 'expire', restMs: 500, work: async () => app.get(Recovery).expire() },
  { name: 'recover', restMs: 1000, work: async () => app.get(Recovery).recover() },
  { name: 'strays', restMs: 1000, work: async () => app.get(Receipts).matchStrays() },
  { name: 'cancel', restMs: 250, work: async () => app.get(Cancellations).round() },
  { name: 'resolve', restMs: 1000, work: async () => app.get(Resolutions).round() },
  { name: 'erase', restMs: aWhile, always: true, work: async () => app.get(Erasure).erase() },
  { name: 'retire-keys', restMs: aWhile, always: true, work: async () => app.get(SealingKeys).retire() },
];

/** Starts and stops everything that goes on by itself; an SMSC that is away holds up nothing but its messages. */
export class Dispatch {
  readonly #rounds: Rounds;
  #deafen: () => void = () => undefined;

  /** @param lookEveryMs see `RoundsOptions` */
  constructor(
    private readonly app: INestApplicationContext,
    lookEveryMs?: number,
  ) {
    const { manager } = app.get(DataSource);
    const clock = app.get(Clock);
    this.#rounds = new Rounds({
      clock,
      rounds: roundsOf(app),
      agenda: async () => readAgenda(manager, clock, app.get(Providers).up()),
      ...(lookEveryMs !== undefined && { lookEveryMs }),
    });
  }

  /** @throws {Error} when the texts or the keys aren't fit to work with */
  async start(): Promise<void> {
    const { app } = this;
    const sender = app.get(Sender);
    const wake = () => {
      sender.pump();
      this.#rounds.wake();
    };
    await app.get(Templates).seed();
    await app.get(SealingKeys).publish();
    app.get(Lifecycle).onStop('consumers', 'sender', async () => this.stop());
    this.#deafen = onWake(app.get(DataSource), messageWork, wake);
    app.get(Providers).start({
      onReceipt: async (receipt) => app.get(Receipts).take(receipt),
      onLateOutcome: (reference, outcome) => {
        const [notification = '', segment = ''] = reference.split(' ');
        const recorded = app.get(Outcomes).recordLate(notification, Number(segment), outcome);
        recorded.catch((error: unknown) => {
          logger('sender').warn({ err: describeError(error), notification }, 'a late response was lost');
        });
      },
      onRoom: wake,
    });
    sender.start();
    this.#rounds.start(app.get(HealthRegistry));
  }

  /** No claim is left behind; what was written is answered, or becomes unknown. */
  async stop(): Promise<void> {
    const sender = this.app.get(Sender);
    this.#deafen();
    await Promise.all([sender.stop(), this.#rounds.stop()]);
    await this.app.get(Providers).stop();
    await sender.settled();
  }
}
