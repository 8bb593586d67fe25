/** How many things to change: one, now and then up to three. */
export function changesOf(random: Random): number {
  return random.once(2) ? 1 : 1 + random.below(3);
}

/** Random choices from a seed: the same in every run. */
export class Random {
  #state: number;

  /** @param seed Any text. */
  constructor(seed: string) {
    // FNV-1a: seeds that differ in one letter begin far from each other.
    this.#state = 0x811c9dc5;
    for (const letter of seed) this.#state = Math.imul(this.#state ^ letter.charCodeAt(0), 0x01000193);
  }

  /** A number from 0, below a bound that is at least 1 (mulberry32). */
  below(bound: number): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor(((t ^ (t >>> 14)) >>> 0) / 2 ** 32 * bound);
  }

  /** One of some choices. */
  pick<T>(choices: readonly T[]): T {
    return choices[this.below(choices.length)];
  }

  /** True once in so many times. */
  once(times: number): boolean {
    return this.below(times) === 0;
  }
}
