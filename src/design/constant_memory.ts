/** A memory of constants that a module reads word by word. */
export interface ConstantMemory {
  /** How many there are. */
  readonly words: number;
  /** Of each. */
  readonly bits: number;
  /** Of so many bits each, those of negative numbers in two's complement; put together when they are first read. */
  readonly values: readonly bigint[];
}

/**
 * A memory of constants.
 *
 * @param size `fill`: makes its words, as many as it has.
 */
export function constantMemory(
  { words, bits, fill }: {
    readonly words: number;
    readonly bits: number;
    readonly fill: () => readonly bigint[];
  },
): ConstantMemory {
  let values: readonly bigint[] | null = null;
  return {
    words,
    bits,
    get values() {
      return values ??= fill().map((word) => BigInt.asUintN(bits, word));
    },
  };
}
