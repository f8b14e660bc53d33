import { Refusal, type EventEnvelope } from '@kezek/contracts';
import type { DataSource } from 'typeorm';
import { databaseAway } from '../database/errors';
import { inTransaction, type Tx } from '../database/transaction';
import type { LogRecord } from '../kafka/record';
import { backOff } from '../retry/backoff';
import { Outage } from '../retry/outage';
import { logger } from '../telemetry/logger';
import { runWithTraceparent } from '../telemetry/trace';
import { claimEvents } from './claim';
import { ContractViolation } from './contract-violation';
import { runLimited, type EventHandler } from './handler';
import { handled, handling } from './inbox-metrics';
import { parkRecord, queueKeyOf } from './parked-event';
import type { ParkReason } from './parked-event.row';
import { readEvent } from './read-event';

export interface DelivererOptions {
  readonly dataSource: DataSource;
  readonly consumer: string;
  /** By event type; other types are skipped. */
  readonly handlers: ReadonlyMap<string, EventHandler>;
  /** Default 10,000. */
  readonly handlerTimeLimitMs?: number;
  /** Failures in a row before an event is parked; default 5. */
  readonly attemptsAtMost?: number;
  /** No further attempt begins after so long; default 15,000. */
  readonly attemptForMs?: number;
}

type Outcome = 'done' | 'duplicate' | 'refused' | 'behind' | 'contract' | 'failure' | 'skipped';

interface Item {
  readonly record: LogRecord;
  readonly event: EventEnvelope;
  readonly handler: EventHandler;
}

const betweenAttempts = { firstMs: 50, mostMs: 2_000 };
const databaseBackoff = { firstMs: 200, mostMs: 5_000 };

/** The event waited (for the database) and was told to give up: it is delivered again. */
export class GaveUp extends Error {
  constructor() {
    super('gave up waiting');
    this.name = 'GaveUp';
  }
}

/** Brings records to their handlers: the effect and the mark that it happened in one transaction. */
export class Deliverer {
  readonly #options: DelivererOptions;
  readonly #outage: Outage;

  constructor(options: DelivererOptions) {
    this.#options = options;
    this.#outage = new Outage('inbox', `PostgreSQL (consumer ${options.consumer})`);
  }

  get consumer(): string {
    return this.#options.consumer;
  }

  /**
   * Takes records of one key in order; resolves when all are done: handled, refused or parked. Together in one
   * transaction where that works, else each in its own. A database that is away is waited for.
   * @throws GaveUp
   */
  async deliver(records: readonly LogRecord[], giveUp: AbortSignal): Promise<void> {
    if (records.length > 1 && (await this.#together(records))) return;
    for (const record of records) {
      if (giveUp.aborted) throw new GaveUp();
      this.#count(await this.#outcome(record, giveUp));
    }
  }

  /** Reads a record and finds its handler. @throws ContractViolation */
  read(record: LogRecord): { event: EventEnvelope; handler: EventHandler } | undefined {
    const type = record.headers['ce_type'];
    if (type === undefined) throw new ContractViolation('there is no ce_type');
    const handler = this.#options.handlers.get(type);
    return handler && { event: readEvent(record, handler.definition), handler };
  }

  /** Runs the handler within `tx`, in the trace of the event. */
  async handle(tx: Tx, record: LogRecord, event: EventEnvelope, handler: EventHandler): Promise<void> {
    const { topic, partition, offset } = record;
    const context = { tx, consumer: this.consumer, topic, partition, offset };
    await runWithTraceparent(event.traceparent, () =>
      runLimited(handler, event, context, this.#options.handlerTimeLimitMs ?? 10_000),
    );
  }

  async #outcome(record: LogRecord, giveUp: AbortSignal): Promise<Outcome> {
    let found;
    try {
      found = this.read(record);
    } catch (error) {
      return this.#park(record, { reason: 'contract', error }, giveUp);
    }
    return found === undefined ? 'skipped' : this.#attempts(record, found.event, found.handler, giveUp);
  }

  async #attempts(
    record: LogRecord,
    event: EventEnvelope,
    handler: EventHandler,
    giveUp: AbortSignal,
  ): Promise<Outcome> {
    const started = performance.now();
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#whenDatabaseIsThere(giveUp, () => this.#once(record, event, handler));
      } catch (error) {
        if (error instanceof GaveUp) throw error;
        if (error instanceof Refusal) return this.#refused(record, event, error, giveUp);
        const reason = error instanceof ContractViolation ? 'contract' : 'failure';
        if (reason === 'contract' || this.#exhausted(attempt, started))
          return this.#park(record, { reason, error }, giveUp);
        logger('inbox').warn({ err: error, ...this.#where(record), attempt }, 'event handler failed');
        await backOff(betweenAttempts, attempt, giveUp);
        if (giveUp.aborted) throw new GaveUp();
      }
    }
  }

  #exhausted(attempts: number, started: number): boolean {
    const { attemptsAtMost = 5, attemptForMs = 15_000 } = this.#options;
    return attempts >= attemptsAtMost || performance.now() - started > attemptForMs;
  }

  #once(record: LogRecord, event: EventEnvelope, handler: EventHandler): Promise<Outcome> {
    return this.#transaction([{ record, event, handler }]).then(([outcome]) => outcome ?? 'duplicate');
  }

  // Whatever goes wrong, each by itself will tell what it was.
  async #together(records: readonly LogRecord[]): Promise<boolean> {
    try {
      const items = records.flatMap((record) => {
        const found = this.read(record);
        return found === undefined ? [] : [{ record, ...found }];
      });
      const outcomes = items.length === 0 ? [] : await this.#transaction(items);
      outcomes.forEach((outcome) => {
        this.#count(outcome);
      });
      this.#count('skipped', records.length - items.length);
      return true;
    } catch {
      return false;
    }
  }

  async #transaction(items: readonly Item[]): Promise<Outcome[]> {
    const end = handling.startTimer({ consumer: this.consumer });
    try {
      return await inTransaction(this.#options.dataSource, (tx) => this.#effects(tx, items));
    } finally {
      end();
    }
  }

  async #effects(tx: Tx, items: readonly Item[]): Promise<Outcome[]> {
    const [first] = items;
    if (first === undefined) return [];
    const place = { consumer: this.consumer, topic: first.record.topic, key: queueKeyOf(first.record) };
    const claimed = await claimEvents(
      tx,
      place,
      items.map(({ event }) => event.id),
    );
    const outcomes: Outcome[] = [];
    for (const { record, event, handler } of items) {
      if (claimed === 'parked') {
        await parkRecord(tx, this.consumer, record, { reason: 'behind' });
        outcomes.push('behind');
      } else if (claimed.delete(event.id)) {
        await this.handle(tx, record, event, handler);
        outcomes.push('done');
      } else outcomes.push('duplicate');
    }
    return outcomes;
  }

  #count(outcome: Outcome, times = 1): void {
    if (times > 0) handled.inc({ consumer: this.consumer, outcome }, times);
  }

  /** The rules said no to a fact: noted, and the event is done. */
  async #refused(
    record: LogRecord,
    event: EventEnvelope,
    refusal: Refusal,
    giveUp: AbortSignal,
  ): Promise<Outcome> {
    await this.#surely(giveUp, (tx) => {
      const place = { consumer: this.consumer, topic: record.topic, key: queueKeyOf(record) };
      return claimEvents(tx, place, [event.id]);
    });
    logger('inbox').info({ ...this.#where(record), code: refusal.code, eventId: event.id }, 'event refused');
    return 'refused';
  }

  async #park(
    record: LogRecord,
    why: { readonly reason: ParkReason; readonly error: unknown },
    giveUp: AbortSignal,
  ): Promise<Outcome> {
    await this.#surely(giveUp, (tx) => parkRecord(tx, this.consumer, record, why));
    logger('inbox').error({ err: why.error, ...this.#where(record) }, `event parked (${why.reason})`);
    return why.reason;
  }

  // What must be written or the record may not count as done: tried until it is.
  async #surely(giveUp: AbortSignal, work: (tx: Tx) => Promise<unknown>): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        await this.#whenDatabaseIsThere(giveUp, () => inTransaction(this.#options.dataSource, work));
        return;
      } catch (error) {
        if (error instanceof GaveUp) throw error;
        logger('inbox').error({ err: error }, 'the fate of an event could not be written');
        await backOff(databaseBackoff, attempt, giveUp);
        if (giveUp.aborted) throw new GaveUp();
      }
    }
  }

  /** Repeats `work` while the database is away: that says nothing about the event. */
  async #whenDatabaseIsThere<T>(giveUp: AbortSignal, work: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        const result = await work();
        this.#outage.end();
        return result;
      } catch (error) {
        // An event that kills its own connection each time must not be taken for an outage.
        if (!databaseAway(error) || (attempt > 1 && (await this.#reachable()))) throw error;
        this.#outage.begin(error);
        await backOff(databaseBackoff, attempt, giveUp);
        if (giveUp.aborted) throw new GaveUp();
      }
    }
  }

  #reachable(): Promise<boolean> {
    return this.#options.dataSource.query('SELECT 1').then(
      () => true,
      () => false,
    );
  }

  #where({ topic, partition, offset, key }: LogRecord) {
    return { consumer: this.consumer, topic, partition, offset, key };
  }
}
