/** A source of pseudo-random numbers. */
export interface Random {
  /** The next number, uniform in [0, 1), with 53 random bits. */
  next(): number;
}

const MASK = (1n << 64n) - 1n;

/**
 * A seeded generator: SplitMix64 (Steele, Lea, Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014).
 * Equal seeds give equal numbers on every machine.
 *
 * @example
 * ```ts
 * import { seededRandom } from "./random.ts";
 *
 * seededRandom(1).next() === seededRandom(1).next(); // true
 * ```
 */
export function seededRandom(seed: number): Random {
  let state = BigInt.asUintN(64, BigInt(seed));
  return {
    next() {
      state = (state + 0x9e3779b97f4a7c15n) & MASK;
      let z = state;
      z = ((z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n) & MASK;
      z = ((z ^ (z >> 27n)) * 0x94d049bb133111ebn) & MASK;
      z ^= z >> 31n;
      return Number(z >> 11n) * 2 ** -53;
    },
  };
}
