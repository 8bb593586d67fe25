import type { MemoryKind, MemoryPlan } from "./memory_plans.ts";

/** Memories of fewer bits than this are made of look-up tables. */
export const LEAST_BLOCK_BITS = 1024;

/** A shift register of a look-up table has this many places. */
export const SHIFT_PLACES = 32;

/** What decides of what a memory is made. */
export type MemoryRequest = Omit<MemoryPlan, "kind">;

/** A memory with what it is made of: decided here, for all memories. */
export function withKind(request: MemoryRequest): MemoryPlan {
  return { ...request, kind: kindOf(request) };
}

function kindOf({ role, words, bits }: MemoryRequest): MemoryKind {
  if (role === "fifo") return words > SHIFT_PLACES && words * bits > LEAST_BLOCK_BITS ? "block" : "shift";
  return words > 1 && words * bits >= LEAST_BLOCK_BITS ? "block" : "lut";
}
