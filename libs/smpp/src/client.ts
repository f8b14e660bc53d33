import { reconnectDelay } from './backoff';
import {
  type ClientHandlers,
  type ClientOptions,
  type ClientStatus,
  type ResolvedOptions,
  resolveOptions,
} from './client-options';
import { encodePdu, type Pdu } from './codec';
import type { FieldsOf } from './commands';
import type { Answer } from './outstanding';
import { Pacer } from './pacer';
import { type NotWritten, type QueuedRequest, RequestQueue, giveBack } from './request-queue';
import { cancelResult, queryResult, submitResponseResult, submitResult } from './results';
import { EsmeSession, encodeBind } from './session';
import type { SessionEnd } from './session-options';
import { isRefusedForGood, isThrottling } from './status';
import type {
  CancelResult,
  QueryResult,
  RequestOptions,
  Submission,
  SubmitOptions,
  SubmitResult,
} from './submission';
import { formatAbsoluteTime, formatRelativeTime } from './time';

const lateAtMost = 10_000;
const provenAfter = 10_000;

/**
 * An account at an SMSC: one bound session at a time, opened again with full jitter when it ends. What was written
 * is never written again by the client; what wasn't waits for the next session or its deadline. A refused password
 * stops it until `start` is called again.
 */
export class SmppClient {
  private readonly options: ResolvedOptions;
  private readonly queue: RequestQueue;
  private readonly pacer: Pacer;
  private readonly late = new Map<number, string>();
  private session: EsmeSession | undefined;
  private state: ClientStatus['state'] = 'down';
  private running = false;
  private refused = false;
  private failures = 0;
  private boundAt: number | undefined;
  private stopReconnect: (() => void) | undefined;
  private stopPump: (() => void) | undefined;
  private stopRecovery: (() => void) | undefined;
  private stopped: (() => void)[] = [];

  /** Throws `UnencodablePdu` at once for a name or password that SMPP can't carry (15 and 8 characters). */
  constructor(
    options: ClientOptions,
    private readonly handlers: ClientHandlers = {},
  ) {
    this.options = resolveOptions(options);
    encodeBind(this.options.session.identity, 0);
    this.queue = new RequestQueue(this.options.clock, this.options.queueAtMost);
    this.pacer = new Pacer(this.options.pace);
  }

  get status(): ClientStatus {
    const windowInUse = this.session?.windowInUse ?? 0;
    const { clock, session } = this.options;
    return {
      state: this.state,
      windowInUse,
      queued: this.queue.size,
      room: this.state === 'down' ? 0 : Math.max(0, session.window - windowInUse - this.queue.size),
      segmentsPerSecond: this.pacer.rate(clock.ticks()),
    };
  }

  /** Connects and stays connected. */
  start(): void {
    if (this.running) return;
    this.running = true;
    this.refused = false;
    this.connect();
  }

  /**
   * Gives back what isn't written, waits for what is, unbinds. Resolves when the connection is closed: within two
   * response time-outs.
   */
  stop(): Promise<void> {
    this.running = false;
    this.stopReconnect?.();
    this.stopPump?.();
    this.stopRecovery?.();
    this.queue.refuseAll('stopped');
    const { session } = this;
    if (!session) return Promise.resolve();
    const closed = new Promise<void>((resolve) => this.stopped.push(resolve));
    session.unbind();
    return closed;
  }

  /** Sends one submit_sm. Rejects only with `UnencodablePdu`, at once and unwritten. */
  submit(submission: Submission, options: SubmitOptions = {}): Promise<SubmitResult> {
    const { fields, tlvs = {}, segments = 1 } = submission;
    const encode = (now: number) => {
      const validityPeriod = remainingValidity(options, now);
      const complete = validityPeriod === undefined ? fields : { ...fields, validityPeriod };
      return encodePdu({ command: 'submit_sm', sequence: 0, fields: complete, tlvs });
    };
    return this.enqueue({ response: 'submit_sm_resp', segments, options, encode }, (settled) => {
      if (settled.kind === 'response' && isThrottling(settled.response.status)) this.throttle();
      return submitResult(settled);
    });
  }

  /** Asks the SMSC to forget a message that isn't delivered yet. */
  cancel(fields: Partial<FieldsOf<'cancel_sm'>>, options: RequestOptions = {}): Promise<CancelResult> {
    const encode = () => encodePdu({ command: 'cancel_sm', sequence: 0, fields });
    return this.enqueue({ response: 'cancel_sm_resp', segments: 0, options, encode }, cancelResult);
  }

  /** Asks what became of a message; `sourceAddress` must be that of its submit_sm. */
  query(fields: Partial<FieldsOf<'query_sm'>>, options: RequestOptions = {}): Promise<QueryResult> {
    const encode = () => encodePdu({ command: 'query_sm', sequence: 0, fields });
    return this.enqueue({ response: 'query_sm_resp', segments: 0, options, encode }, queryResult);
  }

  private enqueue<R>(
    request: Omit<QueuedRequest, 'settle'>,
    result: (settled: Answer | NotWritten) => R,
  ): Promise<R> {
    return new Promise((resolve) => {
      request.encode(this.options.clock.now());
      const queued: QueuedRequest = {
        ...request,
        settle: (settled) => {
          resolve(result(settled));
        },
      };
      if (this.running) this.queue.add(queued);
      else giveBack(queued, { outcome: 'unsent', reason: this.refused ? 'bind-refused' : 'stopped' });
      this.pump();
    });
  }

  // Writes while window, socket and pace have room; a single timer wakes it when only the pace is missing.
  private pump(): void {
    const { clock } = this.options;
    while (this.running && this.session?.writable === true && this.queue.size > 0) {
      const delay = this.pacer.delay(clock.ticks());
      if (delay > 0) {
        this.wakeIn(delay);
        return;
      }
      const request = this.queue.next();
      if (request) this.write(this.session, request);
    }
  }

  private wakeIn(delay: number): void {
    this.stopPump?.();
    this.stopPump = this.options.clock.after(Math.ceil(delay), () => {
      this.pump();
    });
  }

  private write(session: EsmeSession, request: QueuedRequest): void {
    const { clock } = this.options;
    const at = clock.now();
    const { reference, onWritten } = request.options;
    if (request.segments > 0) this.pacer.take(clock.ticks(), request.segments);
    const sequence = session.write({
      response: request.response,
      bytes: request.encode(at),
      settle: (answer) => {
        const lost = answer.kind === 'unknown' && answer.reason === 'timeout';
        if (lost && reference !== undefined) this.remember(sequence, reference);
        request.settle(answer);
      },
    });
    this.late.delete(sequence);
    onWritten?.({ at, sequence });
  }

  private remember(sequence: number, reference: string): void {
    this.late.set(sequence, reference);
    const oldest = this.late.size > lateAtMost ? this.late.keys().next().value : undefined;
    if (oldest !== undefined) this.late.delete(oldest);
  }

  private connect(): void {
    const { clock, open, session } = this.options;
    this.session = new EsmeSession(session, {
      clock,
      open,
      bound: () => {
        this.boundAt = clock.ticks();
        this.announce();
        this.pump();
      },
      room: () => {
        this.pump();
      },
      late: (response) => {
        this.answeredLate(response);
      },
      deliver: (pdu) => this.deliver(pdu),
      closed: (end) => {
        this.sessionClosed(end);
      },
    });
  }

  private async deliver(pdu: Pdu<'deliver_sm'>): Promise<void> {
    if (!this.handlers.onDeliver) throw new Error('nobody takes deliver_sm');
    await this.handlers.onDeliver(pdu);
  }

  private answeredLate(response: Pdu): void {
    const reference = this.late.get(response.sequence);
    if (reference === undefined) return;
    this.late.delete(response.sequence);
    this.handlers.onLateResult?.(reference, submitResponseResult(response));
  }

  private sessionClosed(end: SessionEnd): void {
    const { clock, random } = this.options;
    const proven = this.boundAt !== undefined && clock.ticks() - this.boundAt >= provenAfter;
    this.session = undefined;
    this.boundAt = undefined;
    this.late.clear();
    if (end.reason === 'bind-refused' && isRefusedForGood(end.status)) this.giveUp();
    this.announce(end);
    if (this.running) {
      const delay = reconnectDelay(proven ? 0 : this.failures, random());
      this.failures = proven ? 1 : this.failures + 1;
      this.stopReconnect = clock.after(delay, () => {
        this.connect();
      });
      return;
    }
    for (const resolve of this.stopped.splice(0)) resolve();
  }

  // No retry storm: the next attempt would be refused too, and operators lock accounts for it.
  private giveUp(): void {
    this.running = false;
    this.refused = true;
    this.queue.refuseAll('bind-refused');
  }

  private throttle(): void {
    const { clock } = this.options;
    this.pacer.throttle(clock.ticks());
    this.announce();
    this.stopRecovery?.();
    this.stopRecovery = clock.after(this.pacer.recovery(clock.ticks()), () => {
      this.announce();
      this.pump();
    });
  }

  private announce(end?: SessionEnd): void {
    const slow = this.pacer.recovery(this.options.clock.ticks()) > 0;
    const state = this.session?.state !== 'bound' ? 'down' : slow ? 'throttled' : 'up';
    if (state === this.state && !end) return;
    this.state = state;
    this.handlers.onState?.(state, end);
  }
}

function remainingValidity({ validity, deadline }: SubmitOptions, now: number): string | undefined {
  if (validity === undefined || deadline === undefined) return undefined;
  return validity === 'absolute' ? formatAbsoluteTime(deadline) : formatRelativeTime(deadline - now);
}
