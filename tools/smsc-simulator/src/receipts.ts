import { type Clock, type FieldsOf, type NamedTlvs, type SmscSession } from '@kezek/smpp';

export interface OutgoingReceipt {
  readonly systemId: string;
  readonly fields: Partial<FieldsOf<'deliver_sm'>>;
  readonly tlvs: NamedTlvs;
}

const window = 50;
const waitingAtMost = 100_000;
const repeatAfter = 1000;

/** Receipts on their way to the ESME that sent the message: kept until it is bound, repeated until acknowledged. */
export class ReceiptOutbox {
  private readonly waiting = new Set<OutgoingReceipt>();
  private readonly sessions = new Set<SmscSession>();
  private readonly stopTimers = new Set<() => void>();
  private stopped = false;
  delivered = 0;

  constructor(private readonly clock: Clock) {}

  get size(): number {
    return this.waiting.size;
  }

  add(receipt: OutgoingReceipt): void {
    this.waiting.add(receipt);
    const oldest = this.waiting.size > waitingAtMost ? this.waiting.values().next().value : undefined;
    if (oldest) this.waiting.delete(oldest);
    this.pump();
  }

  bound(session: SmscSession): void {
    this.sessions.add(session);
    this.pump();
  }

  closed(session: SmscSession): void {
    this.sessions.delete(session);
  }

  stop(): void {
    this.stopped = true;
    for (const stop of this.stopTimers) stop();
    this.sessions.clear();
  }

  private pump(): void {
    for (const session of this.sessions) {
      for (const receipt of this.waiting) {
        if (!session.receives || session.delivering >= window) break;
        if (receipt.systemId === session.systemId) this.send(session, receipt);
      }
    }
  }

  private send(session: SmscSession, receipt: OutgoingReceipt): void {
    this.waiting.delete(receipt);
    void session.deliver(receipt.fields, receipt.tlvs).then((status) => {
      if (status === 0) {
        this.delivered += 1;
        this.pump();
      } else {
        this.repeat(receipt);
      }
    });
  }

  private repeat(receipt: OutgoingReceipt): void {
    if (this.stopped) return;
    const stop = this.clock.after(repeatAfter, () => {
      this.stopTimers.delete(stop);
      this.add(receipt);
    });
    this.stopTimers.add(stop);
  }
}
