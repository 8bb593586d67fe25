/** Repeatable random bits: SplitMix64 from a seed. */
export function randomBits(seed: bigint): () => bigint {
  const random = new RandomWord(seed);
  return () => {
    random.step();
    return random.word;
  };
}

/** A word, and its halves, the lower one first. */
const words = new BigUint64Array(1);
const halves = new Uint32Array(words.buffer);

/** A word of 64 random bits after the other, computed in halves: products of bigints take several times as long. */
export class RandomWord {
  /** The newest word: bits 0 to 31, and 32 to 63. */
  low = 0;
  high = 0;
  #low: number;
  #high: number;

  constructor(seed: bigint) {
    this.#low = Number(BigInt.asUintN(32, seed));
    this.#high = Number(BigInt.asUintN(32, seed >> 32n));
  }

  /** Both halves. */
  get word(): bigint {
    halves[0] = this.low;
    halves[1] = this.high;
    return words[0];
  }

  /** Makes the next word. */
  step(): void {
    // state += 0x9e3779b97f4a7c15
    const sum = this.#low + 0x7f4a7c15;
    this.#high = this.#high + 0x9e3779b9 + (sum > 0xffff_ffff ? 1 : 0) >>> 0;
    this.#low = sum >>> 0;
    // z = state; z ^= z >> 30; z *= 0xbf58476d1ce4e5b9; z ^= z >> 27; z *= 0x94d049bb133111eb; z ^= z >> 31
    let low = this.#low ^ (this.#low >>> 30 | this.#high << 2);
    let high = this.#high ^ this.#high >>> 30;
    high = upperHalf(low, 0x1ce4e5b9) + Math.imul(low, 0xbf58476d) + Math.imul(high, 0x1ce4e5b9) | 0;
    low = Math.imul(low, 0x1ce4e5b9);
    low ^= low >>> 27 | high << 5;
    high ^= high >>> 27;
    high = upperHalf(low, 0x133111eb) + Math.imul(low, 0x94d049bb) + Math.imul(high, 0x133111eb) | 0;
    low = Math.imul(low, 0x133111eb);
    this.low = (low ^ (low >>> 31 | high << 1)) >>> 0;
    this.high = (high ^ high >>> 31) >>> 0;
  }
}

/** Bits 32 to 63 of the product of two words of 32 bits without sign. */
function upperHalf(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  // Each sum is below 2^33, of which a division keeps all bits.
  const lower = aHigh * bLow + (aLow * bLow >>> 16);
  const upper = aLow * bHigh + (lower & 0xffff);
  return aHigh * bHigh + Math.floor(lower / 0x1_0000) + Math.floor(upper / 0x1_0000);
}
