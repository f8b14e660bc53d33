import { type Pdu, type PduInput, type UnknownPdu, encodePdu } from '../codec';
import type { CommandName } from '../commands';
import { PduDecoder } from '../decoder';
import type { Link, LinkEvents, OpenLink } from '../link';

/** The far end of a connection in memory: what was written to it, and what it sends. */
export class FakePeer implements Link {
  readonly received: (Pdu | UnknownPdu)[] = [];
  congested = false;
  paused = false;
  ended = false;
  destroyed = false;
  private readonly decoder = new PduDecoder();

  constructor(private readonly events: LinkEvents) {}

  write(bytes: Buffer): void {
    this.received.push(...this.decoder.push(bytes).pdus);
  }

  pause(): void {
    this.paused = true;
  }

  resume(): void {
    this.paused = false;
  }

  end(): void {
    this.ended = true;
  }

  destroy(): void {
    this.destroyed = true;
    this.events.close();
  }

  open(): void {
    this.events.open();
  }

  drain(): void {
    this.congested = false;
    this.events.drain();
  }

  close(error?: Error): void {
    this.events.close(error);
  }

  raw(bytes: Buffer): void {
    this.events.data(bytes);
  }

  send<C extends CommandName>(pdu: PduInput<C>): void {
    this.raw(encodePdu(pdu));
  }

  /** What it received of one kind. */
  of<C extends CommandName>(command: C): Pdu<C>[] {
    return this.received.filter((pdu) => pdu.command === command) as Pdu<C>[];
  }

  /** Opens and lets the ESME in. */
  accept(status = 0): void {
    this.open();
    const bind = this.received.find((pdu) => pdu.command.startsWith('bind_'));
    if (!bind || bind.command === 'unknown') throw new Error('no bind was written');
    this.send({
      command: `${bind.command}_resp` as 'bind_transceiver_resp',
      sequence: bind.sequence,
      status,
    });
  }
}

/** Opens connections to peers that the test drives; `peers` are all so far, the last is the present one. */
export function fakeNetwork(): { open: OpenLink; peers: FakePeer[]; peer: () => FakePeer } {
  const peers: FakePeer[] = [];
  return {
    peers,
    open: (events) => {
      const peer = new FakePeer(events);
      peers.push(peer);
      return peer;
    },
    peer: () => {
      const last = peers.at(-1);
      if (!last) throw new Error('nobody connected');
      return last;
    },
  };
}
