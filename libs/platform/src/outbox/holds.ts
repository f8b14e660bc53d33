/** Topics and keys that Kafka refuses for now: their events wait in the outbox, in order, while others go on. */
export class Holds {
  readonly #until = { topic: new Map<string, number>(), key: new Map<string, number>() };

  /** Holds for `ms`, then it is tried again. True when it wasn't held before: worth a word in the log. */
  hold(kind: 'topic' | 'key', name: string, ms: number): boolean {
    const known = this.#until[kind].has(name);
    this.#until[kind].set(name, performance.now() + ms);
    return !known;
  }

  /** It went through: whatever was wrong has been mended. */
  release(topic: string, key: string): void {
    if (this.size === 0) return;
    this.#until.topic.delete(topic);
    this.#until.key.delete(key);
  }

  get size(): number {
    return this.#until.topic.size + this.#until.key.size;
  }

  /** Those whose time isn't over. */
  names(kind: 'topic' | 'key'): string[] {
    const now = performance.now();
    return [...this.#until[kind]].filter(([, until]) => until > now).map(([name]) => name);
  }
}
