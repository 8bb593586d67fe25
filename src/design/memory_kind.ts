import type { MemoryKind, MemoryPlan } from "./memory_plans.ts";

/** Memories of fewer bits than this are made of look-up tables. */
const LEAST_BLOCK_BITS = 1024;

/** A shift register of a look-up table has this many places. */
export const SHIFT_PLACES = 32;

/** The most words of a FIFO that is shift registers, whatever the bits of a word. */
export function mostShifted(bits: number): number {
  return Math.max(SHIFT_PLACES, Math.floor(LEAST_BLOCK_BITS / bits));
}

/** What decides of what a memory is made. */
export type MemoryRequest = Omit<MemoryPlan, "kind">;

/** A memory with what it is made of: decided here, for all memories. */
export function withKind(request: MemoryRequest): MemoryPlan {
  return { ...request, kind: kindOf(request) };
}

function kindOf({ role, words, bits }: MemoryRequest): MemoryKind {
  if (role === "fifo") return words > mostShifted(bits) ? "block" : "shift";
  return words > 1 && words * bits >= LEAST_BLOCK_BITS ? "block" : "lut";
}
