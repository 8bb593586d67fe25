import {
  fifoMemory,
  type MemoryKind,
  type MemoryPlan,
  mostShifted,
  SHIFT_PLACES,
  streamOf,
  type StreamTensor,
  type StreamWalk,
  type TensorPlan,
  type WindowPlan,
} from "../design/mod.ts";
import { NONE, type ResourceCounts, scale, sum } from "./estimate_counts.ts";
import { select } from "./estimate_logic.ts";

/** Words of a memory and bits of a word. */
export interface MemorySize {
  readonly width: number;
  readonly depth: number;
}

/** A look-up table holds so many words of one bit. */
export const LUT_WORDS = 64;

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

/** Memories of a stage. */
export function memories(plans: readonly MemoryPlan[]): ResourceCounts {
  return sum(
    plans.map(({ words, bits, kind, count }) => scale(MADE_OF[kind]({ width: bits, depth: words }), count)),
  );
}

/** What a memory takes, by what it is made of. */
const MADE_OF: Readonly<Record<MemoryKind, (size: MemorySize) => ResourceCounts>> = {
  lut: ({ width, depth }) => ({ ...NONE, LUT: width * Math.ceil(depth / LUT_WORDS) }),
  shift: ({ width, depth }) => ({ ...NONE, LUT: width * Math.ceil(depth / SHIFT_PLACES) }),
  block: (size) => ({ ...NONE, BRAM_18K: romBlocks(size) }),
};

/** The FIFO of a stream between two stages: its memory, and a beat in registers. */
export function fifo(tensor: StreamTensor): ResourceCounts {
  const plan = fifoMemory(tensor);
  return sum([memories([plan]), { ...NONE, FF: plan.bits }]);
}

/** Less than a FIFO takes, however deep: a deep one has no look-up tables, a shallow one no block RAM. */
export function leastOfFifo(tensor: StreamTensor): ResourceCounts {
  return { ...NONE, FF: fifo(tensor).FF };
}

/** At least as much of everything as a FIFO takes that is as deep as given, or shallower. */
export function mostOfFifo(tensor: StreamTensor): ResourceCounts {
  const depth = Math.min(tensor.depth, mostShifted(tensor.beats.bits));
  return { ...fifo(tensor), LUT: fifo({ ...tensor, depth }).LUT };
}

/** The window of a stage that keeps nothing else; in parallel mode it is wires. */
export function windowOf(
  { rows, walk }: Pick<WindowPlan, "rows" | "walk">,
  input: TensorPlan,
): ResourceCounts {
  return walk.kind === "parallel" ? NONE : streamWindow({ rows, walk }, streamOf(input));
}

/** The window of a stream kernel in registers, its newest column, and what both are filled through. */
export function streamWindow(
  { rows, walk }: { readonly rows: WindowPlan["rows"]; readonly walk: Pick<StreamWalk, "window"> },
  { beats: { bits: pixel } }: StreamTensor,
): ResourceCounts {
  if (rows === null) return { ...NONE, FF: walk.window * pixel };
  return sum([
    { ...NONE, FF: (walk.window + rows.window) * pixel },
    // A row that is swept again comes from the line buffers as it is, a new one moves by one.
    scale(select(pixel, 2), rows.phases.length > 1 ? rows.window : 0),
  ]);
}
