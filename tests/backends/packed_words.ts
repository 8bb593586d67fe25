/** How numbers of a port lie in words, written down from what a project's README says, and not from the planner. */

/** What decides it. */
export interface PackedPort {
  /** Bits of an element. */
  readonly width: number;
  readonly signed: boolean;
  /** Elements of a beat. */
  readonly elements: number;
  readonly wordBits: number;
  /** Whether bits that say nothing are of all sorts. */
  readonly spoil?: boolean;
}

/** Words in hexadecimal, in the order in which they travel. */
export function packedWords(
  mantissas: Iterable<bigint>,
  { width, signed, elements, wordBits, spoil = false }: PackedPort,
): readonly string[] {
  const slot = [8, 16, 32, 64].find((bits) => bits >= width)!;
  const all = [...mantissas];
  const words: string[] = [];
  let noise = 12345;
  const random = (bits: number) => {
    let value = 0n;
    for (let i = 0; i < bits; i += 16) {
      noise = (noise * 1103515245 + 12345) % 2 ** 31;
      value = value << 16n | BigInt(noise >> 8 & 0xffff);
    }
    return BigInt.asUintN(bits, value);
  };
  for (let start = 0; start < all.length; start += elements) {
    // The whole beat as one number, its first element lowest.
    let beat = 0n;
    for (let e = 0; e < elements; e++) {
      const mantissa = signed ? BigInt.asIntN(width, all[start + e]) : BigInt.asUintN(width, all[start + e]);
      const filled = spoil
        ? BigInt.asUintN(width, mantissa) | random(slot - width) << BigInt(width)
        : BigInt.asUintN(slot, mantissa);
      beat |= filled << BigInt(slot * e);
    }
    const used = slot * elements;
    const total = Math.ceil(used / wordBits) * wordBits;
    if (spoil) beat |= random(total - used) << BigInt(used);
    for (let at = 0; at < total; at += wordBits) {
      const word = BigInt.asUintN(wordBits, beat >> BigInt(at));
      words.push(word.toString(16).padStart(wordBits / 4, "0"));
    }
  }
  return words;
}
