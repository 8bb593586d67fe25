import type { StreamTensor } from "../design/mod.ts";

/** Every {@linkcode BoardName}. */
export const BOARD_NAMES = ["axi-stream"] as const;

/** What a project can be deployed to; `axi-stream` is any design of AXI4-Stream interfaces. */
export type BoardName = typeof BOARD_NAMES[number];

/** Every {@linkcode WordBits}. */
export const WORD_BITS = [8, 16, 32, 64, 128] as const;

/** Bits of a word that travels. */
export type WordBits = typeof WORD_BITS[number];

/** What stands between the ports of a network and what it is built into. */
export interface Deployment {
  /** For what. */
  readonly board: BoardName;
  /** Of the streams in and out. */
  readonly wordBits: WordBits;
}

/** Bits of a word that nobody chose: those of DMA engines that nobody set up otherwise. */
export const DEFAULT_WORD_BITS: WordBits = 32;

/**
 * How beats travel as words. Elements lie in slots, the least of 8, 16, 32, 64 … bits that holds their type, one behind the
 * other from the lowest bit of the first word on; every beat begins with a word of its own. Slots and words are powers of two:
 * none lies across words, or it fills several.
 */
export interface Packing {
  /** Bits of an element's slot. */
  readonly slotBits: number;
  /** Words of a beat. */
  readonly words: number;
  /** Words of a sample. */
  readonly sampleWords: number;
}

/** How a stream's beats travel as words. */
export function planPacking({ type, beats }: StreamTensor, wordBits: WordBits): Packing {
  let slotBits = 8;
  while (slotBits < type.width) slotBits *= 2;
  const words = Math.ceil(beats.width * slotBits / wordBits);
  return { slotBits, words, sampleWords: words * beats.count };
}
