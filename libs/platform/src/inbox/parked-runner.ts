import { Refusal } from '@kezek/contracts';
import type { DataSource } from 'typeorm';
import { columnsOf } from '../database/columns';
import { databaseAway, LostRace, lostRace } from '../database/errors';
import { inTransaction, rows, type Tx } from '../database/transaction';
import { backOff } from '../retry/backoff';
import { logger } from '../telemetry/logger';
import { onWake } from '../wake/wake-ups';
import { sleep } from '../wake/sleep';
import { claimParked } from './claim';
import { ContractViolation } from './contract-violation';
import type { Deliverer } from './deliverer';
import { handled, parkedKeys, parkedRows } from './inbox-metrics';
import { parkedWork, recordOfParked, retryAfterMinutes, wordsOf } from './parked-event';
import { ParkedEventRow } from './parked-event.row';

/**
 * How often it looks by itself: retries are minutes apart, and for what is to be done at once it is woken; unless that
 * process died which should have.
 */
const lookEveryMs = 5_000;
/** However many events queue up behind a parked one. */
const restMs = 250;
const measureEveryMs = 5_000;
const columns = columnsOf(ParkedEventRow, 'p');
const databaseBackoff = { firstMs: 500, mostMs: 5_000 };

/** A parked event that could not be handled this time either; its transaction rolls back with it. */
class RetryFailed extends Error {
  constructor(
    readonly parked: ParkedEventRow,
    cause: unknown,
  ) {
    super('a parked event failed again', { cause });
  }
}

/**
 * Delivers parked events whose time has come: of each key the first alone, then what queues behind it. The row stays
 * locked and visible until the effect commits, so that a newer event of the key queues up instead of overtaking.
 */
export class ParkedRunner {
  readonly #dataSource: DataSource;
  readonly #deliverers: ReadonlyMap<string, Deliverer>;
  readonly #stop = new AbortController();
  #work: Promise<void> | undefined;
  #measuredAt = -Infinity;

  constructor(dataSource: DataSource, deliverers: readonly Deliverer[]) {
    this.#dataSource = dataSource;
    this.#deliverers = new Map(deliverers.map((deliverer) => [deliverer.consumer, deliverer]));
  }

  start(): void {
    this.#work ??= this.#run();
  }

  /** Ends after the event that is being handled. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#work;
  }

  async #run(): Promise<void> {
    let failures = 0;
    let wake: () => void = () => undefined;
    const unsubscribe = onWake(this.#dataSource, parkedWork, () => {
      wake();
    });
    while (!this.#stop.signal.aborted) {
      // Armed before looking: what is parked meanwhile isn't slept through.
      const woken = new Promise<void>((resolve) => (wake = resolve));
      try {
        const delivered = await this.deliverNext();
        failures = 0;
        await this.#measure();
        if (!delivered) await sleep({ atLeastMs: restMs, atMostMs: lookEveryMs }, woken, this.#stop.signal);
      } catch (error) {
        failures++;
        // The consumers tell of a database that is away.
        if (!databaseAway(error)) logger('inbox').error({ err: error }, 'parked events could not be run');
        await backOff(databaseBackoff, failures, this.#stop.signal);
      }
    }
    unsubscribe();
  }

  /** Tries one event that is due; false when there is none. */
  async deliverNext(): Promise<boolean> {
    try {
      return await inTransaction(this.#dataSource, async (tx) => {
        const parked = await this.#firstDue(tx);
        if (parked === undefined) return false;
        await this.#deliver(tx, parked);
        await tx.delete(ParkedEventRow, { id: parked.id });
        return true;
      });
    } catch (error) {
      // Of one that lost its race however often it was repeated, too.
      const failed = error instanceof LostRace ? error.cause : error;
      if (!(failed instanceof RetryFailed)) throw error;
      await this.#conclude(failed.parked, failed.cause);
      return true;
    }
  }

  // Of a key only the smallest id is ever due; while somebody has it in hand, nothing of its key is.
  async #firstDue(tx: Tx): Promise<ParkedEventRow | undefined> {
    const [parked] = await rows<ParkedEventRow>(tx, {
      text: `SELECT ${columns} FROM parked_event p
        WHERE id IN (SELECT min(id) FROM parked_event WHERE consumer = ANY ($1) GROUP BY consumer, topic, key)
          AND (reason = 'behind' OR retry_at <= now())
        ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED`,
      values: [[...this.#deliverers.keys()]],
    });
    return parked;
  }

  async #deliver(tx: Tx, parked: ParkedEventRow): Promise<void> {
    const deliverer = this.#deliverers.get(parked.consumer);
    if (deliverer === undefined) return;
    const record = recordOfParked(parked);
    try {
      const found = deliverer.read(record);
      if (found !== undefined && (await claimParked(tx, parked.consumer, found.event.id)))
        await deliverer.handle(tx, record, found.event, found.handler);
    } catch (error) {
      if (databaseAway(error)) throw error;
      const failed = new RetryFailed(parked, error);
      throw lostRace(error) ? new LostRace(failed) : failed;
    }
    handled.inc({ consumer: parked.consumer, outcome: 'unparked' });
    logger('inbox').info(
      { consumer: parked.consumer, id: parked.id, key: parked.key },
      'parked event delivered',
    );
  }

  async #conclude(parked: ParkedEventRow, cause: unknown): Promise<void> {
    const known = { consumer: parked.consumer, id: parked.id, key: parked.key };
    if (cause instanceof Refusal) {
      logger('inbox').info({ ...known, code: cause.code }, 'parked event refused');
      await inTransaction(this.#dataSource, (tx) => settleRefused(tx, parked));
      return;
    }
    logger('inbox').error({ ...known, err: cause }, 'parked event failed again');
    await inTransaction(this.#dataSource, (tx) => postpone(tx, parked, cause));
  }

  async #measure(): Promise<void> {
    if (performance.now() - this.#measuredAt < measureEveryMs) return;
    this.#measuredAt = performance.now();
    const counts = await this.#dataSource.query<{ consumer: string; events: number; keys: number }[]>(
      'SELECT consumer, count(*) AS events, count(DISTINCT (topic, key)) AS keys FROM parked_event GROUP BY consumer',
    );
    for (const consumer of this.#deliverers.keys()) {
      const found = counts.find((count) => count.consumer === consumer);
      parkedRows.set({ consumer }, found?.events ?? 0);
      parkedKeys.set({ consumer }, found?.keys ?? 0);
    }
  }
}

async function settleRefused(tx: Tx, parked: ParkedEventRow): Promise<void> {
  const eventId = parked.headers['ce_id'];
  if (eventId !== undefined) await claimParked(tx, parked.consumer, eventId);
  await tx.delete(ParkedEventRow, { id: parked.id });
}

async function postpone(tx: Tx, parked: ParkedEventRow, cause: unknown): Promise<void> {
  const contract = cause instanceof ContractViolation;
  const retry = contract ? undefined : retryAfterMinutes(parked.errorCount + 1);
  await rows(tx, {
    text: `UPDATE parked_event SET reason = $2, error = $3, error_count = error_count + 1,
      retry_at = now() + make_interval(mins => $4) WHERE id = $1`,
    values: [parked.id, contract ? 'contract' : 'failure', wordsOf(cause), retry ?? null],
  });
}
