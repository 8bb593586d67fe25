import {
  blockRams,
  fifoMemory,
  isConstant,
  type MemoryKind,
  type MemoryPlan,
  type MemoryRule,
  type MemorySize,
  mostShifted,
  ramLuts,
  romLuts,
  SHIFT_PLACES,
  streamOf,
  type StreamTensor,
  type StreamWalk,
  type TensorPlan,
  ultraRams,
  type WindowPlan,
} from "../design/mod.ts";
import { most, NONE, type ResourceCounts, scale, sum } from "./counts.ts";
import { select } from "./logic.ts";

/** Memories of a stage. */
export function memories(plans: readonly MemoryPlan[]): ResourceCounts {
  return sum(
    plans.map((plan) => scale(MADE_OF[plan.kind]({ width: plan.bits, depth: plan.words }, plan), plan.count)),
  );
}

/** What a memory takes, by what it is made of. */
const MADE_OF: Readonly<Record<MemoryKind, (size: MemorySize, plan: MemoryPlan) => ResourceCounts>> = {
  lut: (size, plan) => ({ ...NONE, LUT: isConstant(plan) ? romLuts(size) : ramLuts(size) }),
  shift: ({ width, depth }) => ({ ...NONE, LUT: width * Math.ceil(depth / SHIFT_PLACES) }),
  block: (size) => ({ ...NONE, BRAM_18K: blockRams(size) }),
  ultra: (size) => ({ ...NONE, URAM: ultraRams(size) }),
};

/** The FIFO of a stream between two stages: its memory, and a beat in registers. */
export function fifo(tensor: StreamTensor, rule: MemoryRule): ResourceCounts {
  const plan = fifoMemory(tensor, rule);
  return sum([memories([plan]), { ...NONE, FF: plan.bits }]);
}

/** Less than a FIFO takes, however deep: a deep one has no look-up tables, a shallow one no block RAM. */
export function leastOfFifo(tensor: StreamTensor, rule: MemoryRule): ResourceCounts {
  return { ...NONE, FF: fifo(tensor, rule).FF };
}

/** At least as much of everything as a FIFO takes that is as deep as given, or shallower. */
export function mostOfFifo(tensor: StreamTensor, rule: MemoryRule): ResourceCounts {
  const { depth, beats } = tensor;
  const whole = fifo(tensor, rule);
  return most([
    whole,
    fifo({ ...tensor, depth: Math.min(depth, mostShifted(beats.bits)) }, rule),
    // One that is less deep may be of block RAM still.
    whole.URAM === 0 ? NONE : { ...NONE, BRAM_18K: blockRams({ width: beats.bits, depth }) },
  ]);
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
