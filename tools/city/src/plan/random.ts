/** Chance that can be repeated: the same seed gives the same draws. Not for secrets. */
export class Random {
  #state: [number, number, number, number];

  constructor(seed: string) {
    this.#state = mixed(seed);
    // The first draws of related seeds resemble each other.
    for (let round = 0; round < 12; round += 1) this.next();
  }

  /** In [0, 1): sfc32, which passes PractRand. */
  next(): number {
    const [a, b, c, counter] = this.#state;
    const sum = (((a + b) | 0) + counter) | 0;
    this.#state = [
      b ^ (b >>> 9),
      (c + (c << 3)) | 0,
      (((c << 21) | (c >>> 11)) + sum) | 0,
      (counter + 1) | 0,
    ];
    return (sum >>> 0) / 2 ** 32;
  }

  between(low: number, high: number): number {
    return low + (high - low) * this.next();
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** One of the keys, by their weights. */
  pick<Key extends string>(weights: Readonly<Partial<Record<Key, number>>>): Key {
    const entries = Object.entries(weights) as [Key, number][];
    let left = this.next() * entries.reduce((sum, [, weight]) => sum + weight, 0);
    const found = entries.find(([, weight]) => (left -= weight) < 0) ?? entries.at(-1);
    if (found === undefined) throw new RangeError('nothing to pick from');
    return found[0];
  }

  /** Half of the draws are below `median`; `spread` is the standard deviation of the logarithm. */
  logNormal(median: number, spread: number): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.next()));
    return median * Math.exp(spread * radius * Math.cos(2 * Math.PI * this.next()));
  }

  /** How many events fall into a span in which `mean` are expected (Knuth's product of uniforms; small means). */
  poisson(mean: number): number {
    const limit = Math.exp(-mean);
    let count = -1;
    for (let product = 1; product > limit; product *= this.next()) count += 1;
    return Math.max(0, count);
  }
}

/** Four words from a text (FNV-1a with a different start for each). */
function mixed(seed: string): [number, number, number, number] {
  const word = (start: number): number =>
    [...seed].reduce((hash, letter) => Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 16_777_619), start);
  return [word(0x811c9dc5), word(0x9e3779b9), word(0x85ebca6b), 1];
}
