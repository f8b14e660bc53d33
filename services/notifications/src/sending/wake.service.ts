import { afterCommit, type Tx } from '@kezek/platform';
import { Injectable } from '@nestjs/common';

/** Tells the sender of this process at once that there is something to do; other processes find it by polling. */
@Injectable()
export class Wake {
  #listener: () => void = () => undefined;

  onWake(listener: () => void): void {
    this.#listener = listener;
  }

  /** When, and if, the transaction commits. */
  after(tx: Tx): void {
    afterCommit(tx, () => {
      this.#listener();
    });
  }
}
