import type { Clock } from './clock';
import { type Pdu, type PduInput, type UnknownPdu, encodePdu } from './codec';
import type { CommandName } from './commands';
import { PduDecoder } from './decoder';
import type { Link, OpenLink } from './link';
import type { MalformedPdu } from './malformed';
import { statusCode } from './status';

/** Why a channel is over. */
export interface ChannelEnd {
  readonly malformed?: MalformedPdu;
  readonly error?: Error;
}

export interface ChannelEvents {
  open(): void;
  pdu(pdu: Pdu | UnknownPdu): void;
  drain(): void;
  /** Once; nothing is reported afterwards. */
  close(end: ChannelEnd): void;
}

const lingering = 2000;

/** PDUs over a link. A malformed one is answered by generic_nack and closes this channel, and nothing else. */
export class Channel {
  private readonly decoder = new PduDecoder();
  private readonly link: Link;
  private over = false;
  private stopLingering?: () => void;

  constructor(
    open: OpenLink,
    private readonly events: ChannelEvents,
    private readonly clock: Clock,
  ) {
    this.link = open({
      open: () => {
        if (!this.over) events.open();
      },
      data: (chunk) => {
        this.receive(chunk);
      },
      drain: () => {
        this.link.resume();
        if (!this.over) events.drain();
      },
      close: (error) => {
        this.stopLingering?.();
        this.finish(error ? { error } : {});
      },
    });
  }

  get closed(): boolean {
    return this.over;
  }

  get congested(): boolean {
    return this.link.congested;
  }

  send<C extends CommandName>(pdu: PduInput<C>): void {
    this.write(encodePdu(pdu));
  }

  /** Hands bytes to the socket; a closed channel swallows them. */
  write(bytes: Buffer): void {
    if (!this.over) this.link.write(bytes);
  }

  /** Answers a request that can't be understood or isn't ours to answer (SMPP 3.4, 4.3). */
  refuse(sequence: number, status: number): void {
    this.send({ command: 'generic_nack', sequence, status });
  }

  /** Closes after what was written; a peer that doesn't close its side is cut off after two seconds. */
  end(end: ChannelEnd = {}): void {
    if (this.over) return;
    this.stopLingering = this.clock.after(lingering, () => {
      this.link.destroy();
    });
    this.link.end();
    this.finish(end);
  }

  destroy(): void {
    this.link.destroy();
    this.finish({});
  }

  private receive(chunk: Buffer): void {
    if (this.over) return;
    const { pdus, error } = this.decoder.push(chunk);
    for (const pdu of pdus) {
      if (this.closed) return;
      this.events.pdu(pdu);
    }
    if (error) this.breakOff(error);
    // A peer that sends and doesn't read would fill our memory with answers.
    else if (this.link.congested) this.link.pause();
  }

  private breakOff(malformed: MalformedPdu): void {
    const { reason, header } = malformed;
    const status = reason.startsWith('length') ? statusCode.ESME_RINVCMDLEN : statusCode.ESME_RSYSERR;
    if (this.over) return;
    this.refuse(header.sequence ?? 0, status);
    this.end({ malformed });
  }

  private finish(end: ChannelEnd): void {
    if (this.over) return;
    this.over = true;
    this.events.close(end);
  }
}
