import { randomBits } from "../../fixed/random.ts";
import { seedOf } from "../data.ts";

/** Choices that a text decides: equal texts, equal choices. */
export class Choices {
  readonly #bits: () => bigint;

  constructor(text: string) {
    this.#bits = randomBits(seedOf(text));
  }

  /** An integer from `least` to `most`, both included. */
  integer(least: number, most: number): number {
    return Number(this.bigint(BigInt(least), BigInt(most)));
  }

  bigint(least: bigint, most: bigint): bigint {
    // Two words, since a range may have 64 bits, of which every number is to be as likely.
    return least + ((this.#bits() << 64n) | this.#bits()) % (most - least + 1n);
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
}
