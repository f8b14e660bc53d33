import { Channel } from './channel';
import type { Clock } from './clock';
import type { Pdu, PduInput, UnknownPdu } from './codec';
import { type CommandName, type FieldsOf, isResponse } from './commands';
import type { OpenLink } from './link';
import { Outstanding } from './outstanding';
import { statusCode } from './status';
import type { NamedTlvs } from './tlv';

export type BindMode = 'transceiver' | 'transmitter' | 'receiver';

/** Requests of a bound ESME that the SMSC's owner answers itself, by `respond`, when and if it likes. */
export type EsmeRequest = Pdu<'submit_sm'> | Pdu<'cancel_sm'> | Pdu<'query_sm'>;

export interface SmscHandlers {
  /** The `command_status` for a bind: 0 lets it in. */
  authenticate(bind: {
    readonly mode: BindMode;
    readonly systemId: string;
    readonly password: string;
  }): number;
  bound(session: SmscSession): void;
  request(session: SmscSession, request: EsmeRequest): void;
  /** A session that was bound is gone. */
  closed(session: SmscSession): void;
}

export interface SmscTimers {
  /** From the connection to the bind, and for each response. Milliseconds. */
  readonly response: number;
}

/** The SMSC's side of one connection: enough for a simulator and for tests of ESMEs. */
export class SmscSession {
  private readonly channel: Channel;
  private readonly outstanding: Outstanding;
  private identity: { readonly mode: BindMode; readonly systemId: string } | undefined;
  private readonly stopBindTimer: () => void;

  constructor(
    open: OpenLink,
    private readonly handlers: SmscHandlers,
    clock: Clock,
    timers: SmscTimers = { response: 10_000 },
  ) {
    this.outstanding = new Outstanding(clock, timers.response);
    this.channel = new Channel(
      open,
      {
        open: () => undefined,
        pdu: (pdu) => {
          this.receive(pdu);
        },
        drain: () => undefined,
        close: () => {
          this.closed();
        },
      },
      clock,
    );
    this.stopBindTimer = clock.after(timers.response, () => {
      if (!this.identity) this.channel.destroy();
    });
  }

  get systemId(): string | undefined {
    return this.identity?.systemId;
  }

  /** Bound, and deliver_sm may be sent to it. */
  get receives(): boolean {
    return this.identity !== undefined && this.identity.mode !== 'transmitter' && !this.channel.closed;
  }

  /** deliver_sm that wait for their response. */
  get delivering(): number {
    return this.outstanding.size;
  }

  respond<C extends CommandName>(pdu: PduInput<C>): void {
    this.channel.send(pdu);
  }

  /** Sends a deliver_sm; answers its status, or `undefined` when none came (time-out or connection closed). */
  deliver(fields: Partial<FieldsOf<'deliver_sm'>>, tlvs: NamedTlvs = {}): Promise<number | undefined> {
    return new Promise((resolve) => {
      const sequence = this.outstanding.nextSequence();
      this.outstanding.wait(
        sequence,
        'deliver_sm_resp',
        (answer) => {
          resolve(answer.kind === 'response' ? answer.response.status : undefined);
        },
        () => undefined,
      );
      this.channel.send({ command: 'deliver_sm', sequence, fields, tlvs });
    });
  }

  /** Writes bytes as they are, then closes: for broken-off PDUs. */
  breakOff(bytes: Buffer): void {
    this.channel.write(bytes);
    this.channel.end();
  }

  /** Unbinds without waiting for the answer and closes. */
  end(): void {
    this.channel.send({ command: 'unbind', sequence: this.outstanding.nextSequence() });
    this.channel.end();
  }

  private receive(pdu: Pdu | UnknownPdu): void {
    if (pdu.command === 'unknown') {
      if (pdu.commandId < 0x80000000) this.channel.refuse(pdu.sequence, statusCode.ESME_RINVCMDID);
      return;
    }
    if (isResponse(pdu.command)) {
      this.outstanding.answer(pdu);
      return;
    }
    this.answerRequest(pdu);
  }

  private answerRequest(pdu: Pdu): void {
    const { sequence } = pdu;
    switch (pdu.command) {
      case 'bind_transceiver':
      case 'bind_transmitter':
      case 'bind_receiver':
        this.bind(pdu);
        return;
      case 'enquire_link':
        this.respond({ command: 'enquire_link_resp', sequence });
        return;
      case 'unbind':
        this.respond({ command: 'unbind_resp', sequence });
        this.channel.end();
        return;
      case 'submit_sm':
      case 'cancel_sm':
      case 'query_sm':
        this.serve(pdu);
        return;
      default:
        this.channel.refuse(sequence, statusCode.ESME_RINVCMDID);
    }
  }

  private bind(pdu: Pdu<'bind_transceiver'> | Pdu<'bind_transmitter'> | Pdu<'bind_receiver'>): void {
    const mode = pdu.command.slice('bind_'.length) as BindMode;
    const command = `bind_${mode}_resp` as const;
    const { sequence } = pdu;
    const { systemId, password } = pdu.fields;
    const status = this.identity
      ? statusCode.ESME_RALYBND
      : this.handlers.authenticate({ mode, systemId, password });
    if (status !== 0) {
      this.respond({ command, sequence, status });
      return;
    }
    this.stopBindTimer();
    this.identity = { mode, systemId };
    this.respond({
      command,
      sequence,
      fields: { systemId: 'kezek-smsc' },
      tlvs: { scInterfaceVersion: 0x34 },
    });
    this.handlers.bound(this);
  }

  private serve(request: EsmeRequest): void {
    if (this.identity && this.identity.mode !== 'receiver') {
      this.handlers.request(this, request);
      return;
    }
    const command = `${request.command}_resp` as const;
    this.respond({ command, sequence: request.sequence, status: statusCode.ESME_RINVBNDSTS });
  }

  private closed(): void {
    this.stopBindTimer();
    this.outstanding.abandon();
    if (this.identity) this.handlers.closed(this);
  }
}
