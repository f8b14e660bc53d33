import { type Clock, systemClock } from './clock';
import type { Pdu } from './codec';
import { type Endpoint, type OpenLink, openSocket } from './link';
import type { PaceLimits } from './pacer';
import {
  type BindIdentity,
  type SessionEnd,
  type SessionOptions,
  type SessionTimers,
  defaultTimers,
} from './session-options';
import type { SubmitResult } from './submission';

export interface ClientOptions extends BindIdentity, Endpoint {
  /** Requests that may wait for their response at once. Default 10. */
  readonly window?: number;
  /** Default 100 segments per second. */
  readonly pace?: PaceLimits;
  readonly timers?: Partial<SessionTimers>;
  /** Requests that may wait to be written. Default 1,000; one more settles as `unsent`. */
  readonly queueAtMost?: number;
  /** deliver_sm handled at once. Default 500; one more is put off with ESME_RX_T_APPN. */
  readonly inboundAtMost?: number;
  /** For tests. */
  readonly clock?: Clock;
  readonly random?: () => number;
  readonly open?: OpenLink;
}

export interface ClientStatus {
  readonly state: 'up' | 'down' | 'throttled';
  readonly windowInUse: number;
  /** Requests that wait to be written. */
  readonly queued: number;
  /** Requests that would find a place in the window now. */
  readonly room: number;
  readonly segmentsPerSecond: number;
}

export interface ClientHandlers {
  /** A deliver_sm. It is acknowledged after the promise resolves; when it rejects, the SMSC is asked to repeat it. */
  onDeliver?(pdu: Pdu<'deliver_sm'>): Promise<void>;
  /** The state changed, or a session ended (then with the reason, also when it was down before). */
  onState?(state: ClientStatus['state'], end?: SessionEnd): void;
  /** The response to a submit_sm that had already settled as `unknown`, by its `reference`. */
  onLateResult?(reference: string, result: SubmitResult): void;
}

export type ResolvedOptions = Required<
  Pick<ClientOptions, 'pace' | 'queueAtMost' | 'clock' | 'random' | 'open'>
> & {
  readonly session: SessionOptions;
};

const defaults = {
  pace: { segmentsPerSecond: 100 },
  queueAtMost: 1000,
  clock: systemClock,
  random: Math.random,
  window: 10,
  inboundAtMost: 500,
};

export function resolveOptions(options: ClientOptions): ResolvedOptions {
  const { mode, systemId, password, systemType, host, port, tls } = options;
  const { pace, queueAtMost, clock, random, window, inboundAtMost } = { ...defaults, ...options };
  const identity = {
    systemId,
    password,
    ...(mode && { mode }),
    ...(systemType !== undefined && { systemType }),
  };
  const timers = { ...defaultTimers, ...options.timers };
  const open = options.open ?? openSocket({ host, port, ...(tls && { tls }) });
  return { pace, queueAtMost, clock, random, open, session: { identity, timers, window, inboundAtMost } };
}

const schemes = new Map([
  ['smpp:', { secure: false, port: 2775 }],
  ['smpps:', { secure: true, port: 3550 }],
  ['ssmpp:', { secure: true, port: 3550 }],
]);

/**
 * Reads `smpp://systemId:password@host:port` (`smpps://` for TLS; ports 2775 and 3550 when absent). Throws a
 * `TypeError` that doesn't repeat the password.
 */
export function parseSmppUrl(text: string): Endpoint & BindIdentity {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const scheme = schemes.get(url?.protocol ?? '');
  if (!url || !scheme || url.hostname === '' || url.username === '') {
    throw new TypeError('an SMPP address looks like smpp://systemId:password@host:port');
  }
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? scheme.port : Number(url.port),
    systemId: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    ...(scheme.secure && { tls: {} }),
  };
}
