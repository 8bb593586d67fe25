import { type FixedType, type Interval, storableInterval } from "../../../fixed/mod.ts";

/** Bits of the magnitude of an interval: every number of it is in −2^bits … 2^bits. */
export function bitsOfInterval({ lo, hi }: Pick<Interval, "lo" | "hi">): number {
  const magnitude = -lo > hi ? -lo : hi;
  return magnitude <= 0n ? 0 : magnitude.toString(2).length;
}

/** Whether every number of an interval is a signed word of so many bits. */
export function fitsWord({ lo, hi }: Pick<Interval, "lo" | "hi">, bits: number): boolean {
  const end = 1n << BigInt(bits - 1);
  return lo >= -end && hi < end;
}

/** Bytes in which the simulator keeps a number of a type: 2, 4 or 8; an unsigned one of 64 bits as raw bits. */
export function storageBytes(type: FixedType): 2 | 4 | 8 {
  return wordBytes(storableInterval(type));
}

/** Bytes of the narrowest word that holds all numbers of an interval: 2, 4 or 8. */
export function wordBytes(interval: Pick<Interval, "lo" | "hi">): 2 | 4 | 8 {
  return fitsWord(interval, 16) ? 2 : fitsWord(interval, 32) ? 4 : 8;
}
