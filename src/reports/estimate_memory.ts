import type { TensorPlan, WindowPlan } from "../design/mod.ts";
import { NONE, type ResourceCounts, scale, sum } from "./estimate_counts.ts";
import { select } from "./estimate_logic.ts";

/** Words of a memory and bits of a word. */
export interface MemorySize {
  readonly width: number;
  readonly depth: number;
}

/** Memories of fewer bits than this are made of look-up tables. */
export const LEAST_BLOCK_BITS = 1024;

/** A look-up table holds so many words of one bit. */
export const LUT_WORDS = 64;

/** A shift register of a look-up table has this many places. */
const SHIFT_PLACES = 32;

/**
 * Block RAMs of 18 Kibit for a memory that is read one word at a time: 1024 words of 18 bits or 512 of 36 each. A tool
 * cuts a deeper memory into parts of 1024 words.
 */
export function romBlocks({ width, depth }: MemorySize): number {
  const rest = depth % 1024;
  const blocks = Math.floor(depth / 1024) * Math.ceil(width / 18);
  if (rest === 0) return blocks;
  return blocks + (rest <= 512 ? Math.ceil(width / 36) : Math.ceil(width / 18));
}

/** A memory or a table that is read at one place at a time. */
export function memory(size: MemorySize): ResourceCounts {
  const { width, depth } = size;
  return depth > 1 && width * depth >= LEAST_BLOCK_BITS
    ? { ...NONE, BRAM_18K: romBlocks(size) }
    : { ...NONE, LUT: width * Math.ceil(depth / LUT_WORDS) };
}

/** A table that so many elements are looked up in at once: a memory has two ports. */
export function tables(size: MemorySize, lookups: number): ResourceCounts {
  return scale(memory(size), Math.ceil(lookups / 2));
}

/** The FIFO of a stream between two stages. */
export function fifo({ beats, type, depth }: TensorPlan): ResourceCounts {
  const width = beats.width * type.width;
  if (depth > SHIFT_PLACES && depth * width > LEAST_BLOCK_BITS) {
    return { ...NONE, BRAM_18K: romBlocks({ width, depth }), FF: width };
  }
  return { ...NONE, FF: width, LUT: width * Math.ceil(depth / SHIFT_PLACES) };
}

/** Less than a FIFO takes, however deep: a deep one has no look-up tables, a shallow one no block RAM. */
export function leastOfFifo(tensor: TensorPlan): ResourceCounts {
  return { ...NONE, FF: fifo(tensor).FF };
}

/** At least as much of everything as a FIFO takes that is as deep as given, or shallower. */
export function mostOfFifo(tensor: TensorPlan): ResourceCounts {
  const width = tensor.beats.width * tensor.type.width;
  // Up to so many beats it is a shift register.
  const places = Math.max(SHIFT_PLACES, Math.floor(LEAST_BLOCK_BITS / width));
  return { ...fifo(tensor), LUT: fifo({ ...tensor, depth: Math.min(tensor.depth, places) }).LUT };
}

/** The window of a kernel in registers, its newest column, and the rows that both are filled from; nothing in parallel mode. */
export function streamWindow(
  { rows, columns, walk }: Pick<WindowPlan, "rows" | "columns" | "walk">,
  input: TensorPlan,
): ResourceCounts {
  if (walk.kind === "parallel") return NONE;
  const pixel = input.beats.width * input.type.width;
  if (rows === null) return { ...NONE, FF: walk.window * pixel };
  const line = memory({ width: pixel, depth: columns.input });
  return sum([
    { ...NONE, FF: (walk.window + rows.window) * pixel },
    scale(line, walk.lineRows),
    // A row that is swept again comes from the line buffers as it is, a new one moves by one.
    scale(select(pixel, 2), rows.phases.length > 1 ? rows.window : 0),
  ]);
}
