import { setTimeout as pause } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import type { SharedConnection } from '../database/shared-connection';
import { onCommitted, wakeChannel, wakeHere } from './wake-ups';

/** However many commits there are, the others are told at most so often. */
const tellEveryMs = 20;

/**
 * Wakes across processes, by LISTEN and NOTIFY on a connection that its owner keeps for other work. NOTIFY stands after
 * the commit and outside of its transaction, in which it would have all commits wait for each other; what a process that
 * dies in between didn't say is found by those who look now and then.
 */
export class WakeLine {
  readonly #connection: SharedConnection;
  readonly #dataSource: DataSource;
  readonly #untold = new Set<string>();
  #telling = false;
  #leave: () => void = () => undefined;
  /** Nobody else is there: commits are told to nobody. */
  alone = false;

  constructor(connection: SharedConnection, dataSource: DataSource) {
    this.#connection = connection;
    this.#dataSource = dataSource;
  }

  /** Listens, and wakes everybody: something may have been said while nobody did. */
  async open(): Promise<void> {
    await this.#connection.listen(wakeChannel, (about) => {
      wakeHere(this.#dataSource, about);
    });
    this.#leave = onCommitted(this.#dataSource, (about) => {
      this.#tellSoon(about);
    });
    wakeHere(this.#dataSource);
  }

  /** The connection itself is its owner's to end. */
  close(): void {
    this.#leave();
  }

  /** Wakes those of the other processes. */
  async tell(...about: readonly string[]): Promise<void> {
    await this.#connection.query(
      'SELECT pg_notify($1, about) FROM unnest($2::text[]) AS about',
      [wakeChannel, about],
      'wake-others',
    );
  }

  #tellSoon(about: string): void {
    if (this.alone) return;
    this.#untold.add(about);
    if (!this.#telling) void this.#tellAll();
  }

  async #tellAll(): Promise<void> {
    this.#telling = true;
    try {
      while (this.#untold.size > 0) {
        const all = [...this.#untold];
        this.#untold.clear();
        await this.tell(...all);
        await pause(tellEveryMs);
      }
    } catch {
      // A connection that is lost: with the next one everybody here looks, and the others do now and then.
      this.#untold.clear();
    } finally {
      this.#telling = false;
    }
  }
}
