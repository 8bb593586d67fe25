import { laneOf, mantissaAt } from "../../fixed/mod.ts";
import { indexBits } from "../../walk/mod.ts";
import type { FixedTensor } from "../../tensor/mod.ts";

/** A memory of constants that a module reads word by word. */
export interface ConstantMemory {
  /** How many there are. */
  readonly words: number;
  /** Of each. */
  readonly bits: number;
  /** Bits of the address of a word. */
  readonly addressBits: number;
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
    addressBits: indexBits(words),
    get values() {
      return values ??= fill().map((word) => BigInt.asUintN(bits, word));
    },
  };
}

/** A word for every number of a tensor. */
export function tensorMemory({ data, type }: FixedTensor): ConstantMemory {
  return constantMemory({
    words: data.length,
    bits: type.width,
    fill: () => Array.from(data, (_, i) => laneOf(mantissaAt(data, i, type))),
  });
}
