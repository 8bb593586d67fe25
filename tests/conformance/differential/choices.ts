import { RandomWord } from "../../fixed/random.ts";
import { seedOf } from "../data.ts";

/** A rest of no larger count keeps all its bits in a float64 beside another 32. */
const MOST_COUNTED = 2 ** 21;

/** Choices that a text decides: equal texts, equal choices. */
export class Choices {
  readonly #random: RandomWord;

  constructor(text: string) {
    this.#random = new RandomWord(seedOf(text));
  }

  /** An integer from `least` to `most`, both included: the one that `bigint()` chooses. */
  integer(least: number, most: number): number {
    const count = most - least + 1;
    if (count > MOST_COUNTED) return Number(this.bigint(BigInt(least), BigInt(most)));
    return least + this.#restOfWord(this.#restOfWord(0, count), count);
  }

  bigint(least: bigint, most: bigint): bigint {
    // Two words, since a range may have 64 bits, of which every number is to be as likely.
    return least + ((this.#word() << 64n) | this.#word()) % (most - least + 1n);
  }

  of<T>(items: readonly T[]): T {
    return items[this.integer(0, items.length - 1)];
  }

  /** True so many times out of a hundred. */
  percent(percent: number): boolean {
    return this.integer(1, 100) <= percent;
  }

  /** A float64 from −1 to 1 with all its bits. */
  unit(): number {
    return Number(this.bigint(-(2n ** 60n), 2n ** 60n)) / 2 ** 60;
  }

  #word(): bigint {
    this.#random.step();
    return this.#random.word;
  }

  /** What is left of a rest of words so far, and the next word behind them, divided by a count. */
  #restOfWord(rest: number, count: number): number {
    this.#random.step();
    const upper = (rest * 2 ** 32 + this.#random.high) % count;
    return (upper * 2 ** 32 + this.#random.low) % count;
  }
}
