import { Channel, type ChannelEnd } from './channel';
import { type Pdu, type UnknownPdu, encodePdu } from './codec';
import { type CommandName, isResponse } from './commands';
import { type Answer, Outstanding } from './outstanding';
import type { BindIdentity, SessionEnd, SessionOptions, SessionPorts } from './session-options';
import { statusCode } from './status';

type SessionState = 'connecting' | 'binding' | 'bound' | 'unbinding' | 'closed';

/** A request ready for the wire: encoded, its sequence number still to be written in. */
export interface ReadyRequest {
  readonly response: CommandName;
  readonly bytes: Buffer;
  readonly settle: (answer: Answer) => void;
}

const sequenceOffset = 12;

/**
 * One connection of an ESME: bind, window, timers, enquire_link, orderly unbind. It owns no socket and no clock:
 * both are ports. Ends once; everything open then settles as unknown, and it is never used again.
 */
export class EsmeSession {
  private readonly channel: Channel;
  private readonly outstanding: Outstanding;
  private readonly stopTimers = new Set<() => void>();
  private phase: SessionState = 'connecting';
  private inUse = 0;
  private inbound = 0;
  private probing = false;
  private leaving = false;
  private heardAt: number;
  private usedAt: number;

  constructor(
    private readonly options: SessionOptions,
    private readonly ports: SessionPorts,
  ) {
    const { clock, open } = ports;
    this.outstanding = new Outstanding(clock, options.timers.response);
    this.heardAt = this.usedAt = clock.ticks();
    this.schedule(options.timers.bind, () => {
      if (this.phase === 'connecting' || this.phase === 'binding') this.finish({ reason: 'bind-timeout' });
    });
    this.channel = new Channel(
      open,
      {
        open: () => {
          this.bind();
        },
        pdu: (pdu) => {
          this.receive(pdu);
        },
        drain: () => {
          ports.room();
        },
        close: (end) => {
          this.finish(endOf(end));
        },
      },
      clock,
    );
  }

  get state(): SessionState {
    return this.phase;
  }

  /** Requests written and not answered; enquire_link and unbind don't count. */
  get windowInUse(): number {
    return this.inUse;
  }

  /** Whether a request written now would leave now. */
  get writable(): boolean {
    return this.phase === 'bound' && this.inUse < this.options.window && !this.channel.congested;
  }

  /** Writes a request and answers its sequence number. Only when `writable`. */
  write(request: ReadyRequest): number {
    const sequence = this.outstanding.nextSequence();
    request.bytes.writeUInt32BE(sequence, sequenceOffset);
    this.inUse += 1;
    this.usedAt = this.ports.clock.ticks();
    this.expect(sequence, request.response, (answer) => {
      this.inUse -= 1;
      request.settle(answer);
      this.leaveIfIdle();
      this.ports.room();
    });
    this.channel.write(request.bytes);
    return sequence;
  }

  /** Takes nothing new, waits for what is open, unbinds and closes. */
  unbind(): void {
    if (this.phase === 'closed' || this.phase === 'unbinding') return;
    if (this.phase !== 'bound') {
      this.finish({ reason: 'unbound' });
      return;
    }
    this.phase = 'unbinding';
    this.leaveIfIdle();
  }

  private bind(): void {
    this.phase = 'binding';
    const { mode = 'transceiver' } = this.options.identity;
    const sequence = this.outstanding.nextSequence();
    this.outstanding.wait(
      sequence,
      `bind_${mode}_resp`,
      (answer) => {
        this.bindAnswered(answer);
      },
      () => undefined,
    );
    this.channel.write(encodeBind(this.options.identity, sequence));
  }

  private bindAnswered(answer: Answer): void {
    if (this.phase !== 'binding') return;
    if (answer.kind === 'unknown') {
      this.finish({ reason: 'bind-timeout' });
      return;
    }
    const { status } = answer.response;
    if (status !== 0) {
      this.finish({ reason: 'bind-refused', status });
      return;
    }
    this.phase = 'bound';
    this.watchLink(this.options.timers.enquireLink);
    const { inactivity } = this.options.timers;
    if (inactivity !== undefined) this.watchUse(inactivity, inactivity);
    this.ports.bound();
  }

  private receive(pdu: Pdu | UnknownPdu): void {
    this.heardAt = this.ports.clock.ticks();
    if (pdu.command === 'unknown') {
      if (pdu.commandId < 0x80000000) this.channel.refuse(pdu.sequence, statusCode.ESME_RINVCMDID);
      return;
    }
    if (isResponse(pdu.command)) {
      if (!this.outstanding.answer(pdu)) this.ports.late(pdu);
      return;
    }
    this.answerRequest(pdu);
  }

  private answerRequest(pdu: Pdu): void {
    const { sequence } = pdu;
    switch (pdu.command) {
      case 'enquire_link':
        this.channel.send({ command: 'enquire_link_resp', sequence });
        return;
      case 'unbind':
        this.channel.send({ command: 'unbind_resp', sequence });
        this.finish({ reason: 'unbound-by-peer' });
        return;
      case 'deliver_sm':
        this.deliver(pdu);
        return;
      case 'alert_notification':
        return; // has no response (SMPP 3.4, 4.12.1)
      default:
        this.channel.refuse(sequence, statusCode.ESME_RINVCMDID);
    }
  }

  private deliver(pdu: Pdu<'deliver_sm'>): void {
    const { sequence } = pdu;
    const acknowledge = (status: number) => {
      this.channel.send({ command: 'deliver_sm_resp', sequence, status });
    };
    const bound = this.phase === 'bound' || this.phase === 'unbinding';
    if (!bound || this.inbound >= this.options.inboundAtMost) {
      acknowledge(bound ? statusCode.ESME_RX_T_APPN : statusCode.ESME_RINVBNDSTS);
      return;
    }
    this.inbound += 1;
    this.usedAt = this.ports.clock.ticks();
    let open = true;
    const settle = (status: number) => {
      if (!open) return;
      open = false;
      stop();
      this.inbound -= 1;
      acknowledge(status);
      this.leaveIfIdle();
    };
    const putOff = () => {
      settle(statusCode.ESME_RX_T_APPN);
    };
    const stop = this.schedule(this.options.timers.handler, putOff);
    this.ports.deliver(pdu).then(() => {
      settle(statusCode.ESME_ROK);
    }, putOff);
  }

  private expect(sequence: number, response: CommandName, settle: (answer: Answer) => void): void {
    this.outstanding.wait(sequence, response, settle, () => {
      this.probe();
    });
  }

  // The peer's last sign of life decides: a busy link needs no enquire_link.
  private watchLink(delay: number): void {
    this.schedule(delay, () => {
      const silence = this.ports.clock.ticks() - this.heardAt;
      const period = this.options.timers.enquireLink;
      if (silence >= period) this.probe();
      this.watchLink(silence >= period ? period : period - silence);
    });
  }

  private watchUse(delay: number, limit: number): void {
    this.schedule(delay, () => {
      const idle = this.ports.clock.ticks() - this.usedAt;
      if (idle < limit || this.inUse > 0) this.watchUse(Math.max(1, limit - idle), limit);
      else this.leave({ reason: 'inactive' });
    });
  }

  // Also after a lost response: a dead link is known ten seconds later instead of forty.
  private probe(): void {
    if (this.probing || this.phase === 'closed') return;
    this.probing = true;
    const sequence = this.outstanding.nextSequence();
    const settle = (answer: Answer) => {
      this.probing = false;
      if (answer.kind === 'unknown' && answer.reason === 'timeout') this.finish({ reason: 'link-timeout' });
    };
    this.outstanding.wait(sequence, 'enquire_link_resp', settle, () => undefined);
    this.channel.send({ command: 'enquire_link', sequence });
  }

  private leaveIfIdle(): void {
    if (this.phase === 'unbinding' && this.inUse === 0 && this.inbound === 0)
      this.leave({ reason: 'unbound' });
  }

  private leave(end: SessionEnd): void {
    if (this.leaving) return;
    this.leaving = true;
    this.phase = 'unbinding';
    const sequence = this.outstanding.nextSequence();
    const settle = () => {
      this.finish(end);
    };
    this.outstanding.wait(sequence, 'unbind_resp', settle, () => undefined);
    this.channel.send({ command: 'unbind', sequence });
  }

  private schedule(delay: number, callback: () => void): () => void {
    const stop = this.ports.clock.after(delay, () => {
      this.stopTimers.delete(stop);
      callback();
    });
    this.stopTimers.add(stop);
    return () => {
      this.stopTimers.delete(stop);
      stop();
    };
  }

  private finish(end: SessionEnd): void {
    if (this.phase === 'closed') return;
    this.phase = 'closed';
    for (const stop of this.stopTimers) stop();
    this.stopTimers.clear();
    this.channel.end();
    this.outstanding.abandon();
    this.ports.closed(end);
  }
}

function endOf({ malformed, error }: ChannelEnd): SessionEnd {
  if (malformed) return { reason: 'malformed-pdu', error: malformed };
  return { reason: 'connection-closed', ...(error && { error }) };
}

/** The bind of an account. Throws `UnencodablePdu`: SMPP allows names of 15 and passwords of 8 characters. */
export function encodeBind(identity: BindIdentity, sequence: number): Buffer {
  const { mode = 'transceiver', systemId, password, systemType = '' } = identity;
  const fields = { systemId, password, systemType, interfaceVersion: 0x34 };
  return encodePdu({ command: `bind_${mode}`, sequence, fields });
}
