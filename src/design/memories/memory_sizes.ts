/** Words of a memory and bits of a word. */
export interface MemorySize {
  /** Bits of a word. */
  readonly width: number;
  /** Words. */
  readonly depth: number;
}

/** A look-up table holds so many words of one bit. */
export const LUT_WORDS = 64;

/** A shift register of a look-up table has this many places. */
export const SHIFT_PLACES = 32;

/**
 * Block RAMs of 18 Kibit for a memory that is read one word at a time: 1024 words of 18 bits or 512 of 36 each. A tool
 * cuts a deeper memory into parts of 1024 words.
 */
export function blockRams({ width, depth }: MemorySize): number {
  const rest = depth % 1024;
  const blocks = Math.floor(depth / 1024) * Math.ceil(width / 18);
  if (rest === 0) return blocks;
  return blocks + (rest <= 512 ? Math.ceil(width / 36) : Math.ceil(width / 18));
}

/** UltraRAMs of a memory: 4096 words of 72 bits each (UG573, "UltraRAM Resources"). */
export function ultraRams({ width, depth }: MemorySize): number {
  return Math.ceil(width / 72) * Math.ceil(depth / 4096);
}

/**
 * Look-up tables of a memory that never changes: one a bit for every 64 words. Of `depth` words there are no more than
 * 2^depth different columns of bits, and columns that are alike are one table.
 */
export function romLuts({ width, depth }: MemorySize): number {
  return Math.min(width, 2 ** depth) * Math.ceil(depth / LUT_WORDS);
}

/**
 * Look-up tables of a memory that is written through one port and read through another: four hold 32 words of 6 bits
 * (RAM32M) or 64 words of 3 bits (RAM64M; UG474, "Distributed RAM").
 */
export function ramLuts({ width, depth }: MemorySize): number {
  return depth <= 32 ? 4 * Math.ceil(width / 6) : 4 * Math.ceil(width / 3) * Math.ceil(depth / LUT_WORDS);
}
