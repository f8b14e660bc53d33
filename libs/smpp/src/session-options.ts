import type { Clock } from './clock';
import type { Pdu } from './codec';
import type { OpenLink } from './link';
import type { MalformedPdu } from './malformed';

export interface BindIdentity {
  /** Default `transceiver`; with `transmitter` and `receiver` an account needs one client each. */
  readonly mode?: 'transceiver' | 'transmitter' | 'receiver';
  readonly systemId: string;
  readonly password: string;
  readonly systemType?: string;
}

/** Milliseconds. */
export interface SessionTimers {
  /** From opening the connection to being bound. Default 10,000. */
  readonly bind: number;
  /** For each request. Default 10,000. */
  readonly response: number;
  /** Silence of the peer before enquire_link. Default 30,000. */
  readonly enquireLink: number;
  /** Without any message either way the session unbinds; off by default, since receipts need a bound session. */
  readonly inactivity?: number;
  /** For the handler of one deliver_sm. Default 30,000. */
  readonly handler: number;
}

export const defaultTimers: SessionTimers = {
  bind: 10_000,
  response: 10_000,
  enquireLink: 30_000,
  handler: 30_000,
};

export interface SessionOptions {
  readonly identity: BindIdentity;
  readonly timers: SessionTimers;
  /** Requests that may wait for their response at once. */
  readonly window: number;
  /** deliver_sm handled at once; more are put off with ESME_RX_T_APPN. */
  readonly inboundAtMost: number;
}

/** Why a session ended. `bind-refused` carries the SMSC's status. */
export type SessionEnd =
  | { readonly reason: 'bind-refused'; readonly status: number }
  | { readonly reason: 'malformed-pdu'; readonly error: MalformedPdu }
  | { readonly reason: 'connection-closed'; readonly error?: Error }
  | { readonly reason: 'bind-timeout' | 'link-timeout' | 'unbound-by-peer' | 'inactive' | 'unbound' };

export interface SessionPorts {
  readonly clock: Clock;
  readonly open: OpenLink;
  bound(): void;
  /** The window or the socket has room again. */
  room(): void;
  /** A response to a request that was given up. */
  late(response: Pdu): void;
  /** A deliver_sm; acknowledged when this resolves, put off (ESME_RX_T_APPN) when it rejects. */
  deliver(pdu: Pdu<'deliver_sm'>): Promise<void>;
  closed(end: SessionEnd): void;
}
