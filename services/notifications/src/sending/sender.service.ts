import type { Lane } from '@kezek/contracts';
import { describeError, logger, runWithTraceparent, Turns } from '@kezek/platform';
import { Injectable } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { Counter, Histogram } from 'prom-client';
import { setTimeout as pause } from 'node:timers/promises';
import type { Provider } from '../providers/provider.rules';
import { Providers } from '../providers/providers.service';
import type { Claimed, Due } from './claimed.row';
import { Claims } from './claims.service';
import { type Composed, type ComposedSegment, Composer } from './composer.service';
import { freeSlots, lanes } from './lanes.rules';
import { type AttemptRef, Outcomes, type SegmentResult } from './outcomes.service';

const toWrite = new Histogram({
  name: 'kezek_sms_created_to_written_seconds',
  help: 'From taking a message in to its first byte at the provider’s socket, by lane; waiting for a contact included',
  labelNames: ['lane'],
  buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 30, 120],
});
const outcomesSeen = new Counter({
  name: 'kezek_sms_segment_outcomes_total',
  help: 'What providers made of segments',
  labelNames: ['provider', 'outcome'],
});

const renewMs = 10_000;
const claimAtMost = 50;
const recordAttempts = 20;
const recordPauseMs = 250;

type InUse = Record<Lane, number>;

/**
 * Sends what is due: claim (committed), compose, mark as written (committed), write, record. No connection to the
 * database is held while a provider works. Any number of processes may run it.
 */
@Injectable()
export class Sender {
  readonly #owner = randomUUID();
  readonly #underWay = new Map<string, Promise<void>>();
  readonly #inUse = new Map<string, InUse>();
  readonly #timers: NodeJS.Timeout[] = [];
  readonly #turns = new Turns(async () => this.#turn());
  #running = false;

  constructor(
    private readonly claims: Claims,
    private readonly composer: Composer,
    private readonly outcomes: Outcomes,
    private readonly providers: Providers,
  ) {}

  start(): void {
    this.#running = true;
    this.#timers.push(setInterval(() => void this.#renew(), renewMs));
    this.pump();
  }

  /** Stops claiming; what was written is waited for by `providers.stop()`, which comes between the two halves. */
  async stop(): Promise<void> {
    this.#running = false;
    for (const timer of this.#timers.splice(0)) clearInterval(timer);
    await this.#turns.settled();
  }

  /** Resolves when nothing is under way any more. */
  async settled(): Promise<void> {
    await Promise.allSettled([...this.#underWay.values()]);
  }

  /** Takes up what is due now. Who has made something due, or room for it, says so; what becomes due, the rounds say. */
  pump(): void {
    this.#turns.ask();
  }

  async #turn(): Promise<void> {
    if (!this.#running) return;
    try {
      await this.#round();
    } catch (error) {
      logger('sender').warn({ err: describeError(error) }, 'claiming failed; it is tried again');
    }
  }

  async #round(): Promise<void> {
    const due = await this.claims.due(this.providers.up());
    for (const lane of lanes)
      for (const one of due) if (one.lane === lane) await this.#serve(one, due.some(bulkOf(one)));
  }

  async #serve(due: Due, bulkWaits: boolean): Promise<void> {
    const provider = this.providers.named(due.route);
    const inUse = this.#inUse.get(due.route) ?? { call: 0, normal: 0, bulk: 0 };
    this.#inUse.set(due.route, inUse);
    const limit = Math.min(claimAtMost, freeSlots(due.lane, { size: provider.window, inUse, bulkWaits }));
    if (limit === 0) return;
    const claimed = await this.claims.claim(this.#owner, due, limit);
    if (claimed.length > 0) this.pump();
    for (const one of claimed) this.#begin(provider, one, inUse);
  }

  #begin(provider: Provider, claimed: Claimed, inUse: InUse): void {
    inUse[claimed.lane]++;
    const work = runWithTraceparent(claimed.cause.traceparent, async () => this.#send(provider, claimed))
      .catch((error: unknown) => {
        // The lease lapses, and the message goes on as after a crash.
        logger('sender').error({ err: describeError(error), notification: claimed.id }, 'an attempt failed');
      })
      .finally(() => {
        inUse[claimed.lane]--;
        this.#underWay.delete(claimed.id);
        if (this.#running) this.pump();
      });
    this.#underWay.set(claimed.id, work);
  }

  async #send(provider: Provider, claimed: Claimed): Promise<void> {
    if (!this.#running) {
      await this.claims.release(claimed);
      return;
    }
    const composed = await this.composer.compose(claimed);
    if (composed === undefined || composed.segments.length === 0) {
      await this.claims.spoil(claimed, 'template-arguments');
      return;
    }
    if (!(await this.claims.mark(this.#owner, claimed, composed))) return;
    let writtenAt: number | undefined;
    const results = await Promise.all(
      composed.segments.map(async (segment): Promise<SegmentResult> => {
        const onWritten = (at: number) => (writtenAt ??= at);
        const outcome = await provider.submit({ ...outgoing(claimed, composed, segment), onWritten });
        outcomesSeen.inc({ provider: provider.name, outcome: outcome.kind });
        return { number: segment.number, outcome };
      }),
    );
    if (writtenAt !== undefined && claimed.attempt === 1)
      toWrite.observe({ lane: claimed.lane }, (writtenAt - claimed.createdAt.getTime()) / 1000);
    const ref = { notification: claimed.id, attempt: claimed.attempt, provider: provider.name };
    await this.#record(ref, results, writtenAt);
  }

  async #renew(): Promise<void> {
    if (this.#underWay.size === 0) return;
    await this.claims.renew(this.#owner, [...this.#underWay.keys()]).catch((error: unknown) => {
      logger('sender').warn({ err: describeError(error) }, 'leases could not be renewed');
    });
  }

  /** The outcome is known to nobody else: a database that is away for a moment mustn't lose it. */
  async #record(
    ref: AttemptRef,
    results: readonly SegmentResult[],
    writtenAt: number | undefined,
  ): Promise<void> {
    const at = writtenAt === undefined ? undefined : new Date(writtenAt);
    for (let attempt = 1; ; attempt++) {
      try {
        await this.outcomes.record(ref, results, at);
        return;
      } catch (error) {
        if (attempt === recordAttempts) throw error;
        await pause(recordPauseMs);
      }
    }
  }
}

const bulkOf =
  ({ route }: Due) =>
  (other: Due): boolean =>
    other.lane === 'bulk' && other.route === route;

const outgoing = (claimed: Claimed, { phone }: Composed, segment: ComposedSegment) => ({
  to: phone,
  body: segment.body,
  deadline: claimed.expiresAt.getTime(),
  urgent: claimed.lane === 'call',
  reference: `${claimed.id} ${String(segment.number)}`,
  userReference: segment.userReference,
});
