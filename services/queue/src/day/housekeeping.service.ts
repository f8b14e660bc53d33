import { plusMinutes, Work } from '@kezek/platform';
import { Injectable } from '@nestjs/common';
import { ContactsService } from '../contacts/contacts.service';
import { forgetSilences } from '../devices/contact.query';
import { BlocksService } from '../number-blocks/blocks.service';
import { forgetHolders } from '../persons/person.query';
import { SealingService } from '../statistics/sealing.service';

/** Who has come back from a no-show is known again, and who books twice is told so; then nobody asks any more. */
const personKeptMinutes = 24 * 60;
/** A sync asks for the last minutes; what it found stays with its tickets. The rest is for who looks into a dispute. */
const silenceKeptMinutes = 24 * 60;

/** What may wait a minute, and does not change who waits. */
@Injectable()
export class HousekeepingService {
  constructor(
    private readonly work: Work,
    private readonly contacts: ContactsService,
    private readonly blocks: BlocksService,
    private readonly sealing: SealingService,
  ) {}

  /** Blocks that no kiosk settled, what nobody needs to know of a person any more, and the figures of days that are over. */
  works(): (() => Promise<unknown>)[] {
    return [
      () => this.blocks.settleOverdue(),
      () => this.work.run((tx, now) => this.contacts.erase(tx, plusMinutes(now, -personKeptMinutes))),
      () => this.work.run((tx, now) => forgetHolders(tx, plusMinutes(now, -personKeptMinutes))),
      () => this.work.run((tx, now) => forgetSilences(tx, plusMinutes(now, -silenceKeptMinutes))),
      () => this.sealing.sealOver(),
    ];
  }
}
