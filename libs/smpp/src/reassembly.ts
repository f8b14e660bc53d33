import type { Concatenation } from './udh';

interface Unfinished<T> {
  readonly parts: Map<number, T>;
  readonly since: number;
}

export interface ReassemblyLimits {
  /** Milliseconds after which an unfinished message is given up. */
  readonly timeToLive: number;
  /** Unfinished messages held at most; the oldest goes first. */
  readonly atMost: number;
}

/** Collects segments until a message is whole. Bounded in time and number; the clock is the caller's. */
export class Reassembler<T> {
  private readonly unfinished = new Map<string, Unfinished<T>>();

  constructor(private readonly limits: ReassemblyLimits = { timeToLive: 600_000, atMost: 10_000 }) {}

  get size(): number {
    return this.unfinished.size;
  }

  /**
   * Adds a segment; answers the parts in order when it was the last one missing. `conversation` names sender and
   * receiver. A repeated segment replaces the earlier one.
   */
  add(conversation: string, at: Concatenation, part: T, now: number): readonly T[] | undefined {
    this.forget(now);
    const key = `${conversation}|${String(at.bits)}|${String(at.reference)}|${String(at.total)}`;
    const entry = this.unfinished.get(key) ?? { parts: new Map<number, T>(), since: now };
    entry.parts.set(at.number, part);
    this.unfinished.set(key, entry);
    if (entry.parts.size < at.total) return undefined;
    this.unfinished.delete(key);
    return [...entry.parts].sort(([first], [second]) => first - second).map(([, whole]) => whole);
  }

  // Insertion order is age: a Map keeps the place of a key that is set again.
  private forget(now: number): void {
    for (const [key, { since }] of this.unfinished) {
      if (now - since < this.limits.timeToLive && this.unfinished.size <= this.limits.atMost) return;
      this.unfinished.delete(key);
    }
  }
}
