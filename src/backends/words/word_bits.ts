/** Every {@linkcode WordBits}. */
export const WORD_BITS = [8, 16, 32, 64, 128] as const;

/** Bits of a word that travels. */
export type WordBits = typeof WORD_BITS[number];
