/**
 * What the stages of an `io_stream` design do to their streams, for the schedule of the network: the loops of
 * `templates/nnet/*_stream.h`, iteration by iteration. Iterations, reads and writes are those of the C++. Assumed are
 * the cycles that an iteration is in a pipeline: what it consists of is written down beside its loop, how long that
 * takes is the target's.
 */
import type { SelectAxis } from "../layers/mod.ts";
import { LoopBuilder, proportionalLoop, type StreamLoop, uniformLoop, windowLoop } from "../schedule/mod.ts";
import type { TargetTiming } from "../target/mod.ts";
import type { ConvolutionPlan, ConvolutionStream } from "./convolution_plans.ts";
import type { ConcatenatePlan, MergePlan, SelectPlan, SelectStream, ShufflePlan } from "./graph_plans.ts";
import { iterationsOf } from "./mac_schedule.ts";
import type { DensePlan, Stage, TensorPlan } from "./plan.ts";
import type { StreamWalk } from "./walk_plans.ts";
import type { PoolPlan, UpsamplePlan } from "./window_plans.ts";

const ONE_EACH = { reads: [0], writes: [0] } as const;

/** The tensors that a stage reads and writes, and how long things take. */
export interface StageEnds {
  readonly inputs: readonly TensorPlan[];
  readonly outputs: readonly TensorPlan[];
  readonly timing: TargetTiming;
}

/** The loops of a stage, in the order in which they run; a graph input has none. */
export function stageLoops({ plan }: Stage, ends: StageEnds): readonly StreamLoop[] {
  const { inputs, outputs, timing } = ends;
  switch (plan.kind) {
    case "input":
      return [];
    case "convolution":
      return plan.walk.kind === "stream" ? [convolutionLoop(plan, plan.walk, timing)] : [];
    case "pool":
    case "upsample":
      return plan.walk.kind === "stream" ? [poolLoop(plan, plan.walk, timing)] : [];
    case "interpolate":
      return plan.walk.kind === "parallel" ? [] : [
        windowLoop(
          { ...plan, iterationsOf: () => 1 },
          plan.walk,
          // Two products, one behind the other, each with its sum.
          every(timing.move + timing.window + 2 * timing.product),
        ),
      ];
    case "dense":
      return denseLoops(plan, inputs[0].beats.count, timing);
    case "permute":
      return permuteLoops(inputs[0].beats, outputs[0].beats, timing);
    case "merge":
      return [mergeLoop(plan, outputs[0].beats.count, timing)];
    case "concatenate":
      return [concatenateLoop(plan, ends)];
    case "select":
      return plan.walk.kind === "stream" ? [selectLoop(plan, plan.walk, timing)] : [];
    case "shuffle":
      return [shuffleLoop(plan, timing)];
    case "repack":
      return [repackLoop(inputs[0].beats, outputs[0].beats, timing)];
    case "clone":
      return [uniformLoop(outputs[0].beats.count, { reads: [0], writes: [0, 1] }, every(timing.move))];
    case "affine":
    case "rectifier":
    case "hard_sigmoid":
      return [uniformLoop(outputs[0].beats.count, ONE_EACH, every(timing.move + timing.product))];
    case "relu":
    case "clip":
    case "threshold":
    case "cast":
      return [uniformLoop(outputs[0].beats.count, ONE_EACH, every(timing.move + timing.element))];
    case "table":
      // Where there are segments, the place is compared with their borders.
      return [
        uniformLoop(
          outputs[0].beats.count,
          ONE_EACH,
          every(timing.move + timing.table + (plan.segments.length > 1 ? timing.selection : 0)),
        ),
      ];
    case "softmax":
      // Beside both tables: a tree of comparisons, one of adders, and the leading one of the sum.
      return [
        uniformLoop(
          outputs[0].beats.count,
          ONE_EACH,
          every(2 * (timing.move + timing.table) + 3 * levelCycles(plan.channels, timing)),
        ),
      ];
    case "global_pool":
      return [proportional(ends, divisionCycles(plan.division, timing))];
    default:
      // Of any other stage it is taken that it reads and writes in proportion, its longest stream without a pause.
      return [proportional(ends, 0)];
  }
}

/** As many iterations as the longest stream has beats, `more` cycles deeper than a function of an element. */
function proportional({ inputs, outputs, timing }: StageEnds, more: number): StreamLoop {
  const counts = (tensors: readonly TensorPlan[]) => tensors.map(({ beats }) => beats.count);
  return proportionalLoop(
    { inputs: counts(inputs), outputs: counts(outputs) },
    every(timing.move + timing.element + more),
  );
}

/** A pipeline with a new iteration in every cycle. */
function every(depth: number) {
  return { initiationInterval: 1, depth };
}

/** The window, the products and a tree of adders; an iteration every `interval` cycles. */
function convolutionLoop(
  { rows, columns, schedule }: ConvolutionPlan,
  walk: ConvolutionStream,
  timing: TargetTiming,
): StreamLoop {
  return windowLoop(
    {
      rows,
      columns,
      iterationsOf: ({ row, column }) => walk.phases[row * columns.phases.length + column].iterations,
    },
    walk,
    { initiationInterval: schedule.interval, depth: sumCycles(schedule.inputLanes, timing) },
  );
}

/** The window, then a tree of comparisons or adders, and a division. */
function poolLoop(plan: PoolPlan | UpsamplePlan, walk: StreamWalk, timing: TargetTiming): StreamLoop {
  const division = plan.kind === "pool" ? divisionCycles(plan.division, timing) : 0;
  return windowLoop(
    { ...plan, iterationsOf: () => 1 },
    walk,
    every(timing.move + timing.window + levelCycles(plan.taps.length, timing) + division),
  );
}

function divisionCycles(
  division: { readonly dividendBits: number } | null,
  { divisionBit }: TargetTiming,
): number {
  return (division?.dividendBits ?? 0) * divisionBit;
}

/** A tree with so many leaves. */
function levelCycles(leaves: number, { level }: TargetTiming): number {
  return Math.ceil(Math.log2(Math.max(1, leaves))) * level;
}

/** Operands out of a window or of an array, their products side by side, and the tree that adds them up. */
function sumCycles(lanes: number, timing: TargetTiming): number {
  return timing.move + timing.window + timing.product + levelCycles(lanes, timing);
}

/** Reads everything, then multiplies, a turn a cycle, then writes one beat. */
function denseLoops({ schedule }: DensePlan, beats: number, timing: TargetTiming): StreamLoop[] {
  const loop = new LoopBuilder([{ reads: [], writes: [] }, { reads: [], writes: [0] }]);
  loop.add(iterationsOf(schedule) - 1, 0);
  loop.add(1, 1);
  const depth = sumCycles(schedule.inputLanes, timing);
  // What takes several cycles to the next start takes as many more until its last product.
  return [
    uniformLoop(beats, { reads: [0], writes: [] }, every(timing.load)),
    loop.build(every(depth + schedule.interval - 1)),
  ];
}

/** Keeps the whole tensor in a memory, then writes it: the elements of a beat go in and out by its ports. */
function permuteLoops(
  input: TensorPlan["beats"],
  output: TensorPlan["beats"],
  timing: TargetTiming,
): StreamLoop[] {
  const beat = (width: number) => {
    const turns = Math.ceil(width / timing.memoryPorts);
    return { initiationInterval: turns, depth: timing.move + turns };
  };
  return [
    uniformLoop(input.count, { reads: [0], writes: [] }, beat(input.width)),
    uniformLoop(output.count, { reads: [], writes: [0] }, beat(output.width)),
  ];
}

/** A beat of each input an iteration; one that meets all others is read in the first. */
function mergeLoop({ repeats, mean, operation }: MergePlan, beats: number, timing: TargetTiming): StreamLoop {
  const later = [0, 1].filter((input) => !repeats[input].pixels);
  const loop = new LoopBuilder([{ reads: [0, 1], writes: [0] }, { reads: later, writes: [0] }]);
  const uniform = later.length === 2;
  loop.add(uniform ? beats : 1, 0);
  loop.add(uniform ? 0 : beats - 1, 1);
  const step = operation === "multiply" ? timing.product : timing.element;
  return loop.build(every(timing.move + step + divisionCycles(mean?.division ?? null, timing)));
}

/** A beat of each input an iteration where channels are joined, else some of the first, then some of the second. */
function concatenateLoop(
  plan: ConcatenatePlan,
  { inputs, outputs: [output], timing }: StageEnds,
): StreamLoop {
  if (plan.joinsPixels) {
    return uniformLoop(output.beats.count, { reads: [0, 1], writes: [0] }, every(timing.move));
  }
  const loop = new LoopBuilder([ONE_EACH, { reads: [1], writes: [0] }]);
  for (let block = 0; block < plan.blocks; block++) {
    inputs.forEach(({ beats }, input) => loop.add(beats.count / plan.blocks, input));
  }
  return loop.build(every(timing.move));
}

/** A position an iteration, of the input or of the output or of both. */
function selectLoop({ rows, columns }: SelectPlan, walk: SelectStream, timing: TargetTiming): StreamLoop {
  const loop = readsAndWrites();
  const at = (axis: SelectAxis, position: number) => {
    const output = (position - axis.start) / axis.step;
    return {
      reads: position >= 0 && position < axis.input,
      writes: Number.isInteger(output) && output >= 0 && output < axis.output,
    };
  };
  for (let i = 0; i < walk.rows.positions; i++) {
    const row = at(rows, walk.rows.from + i);
    for (let j = 0; j < walk.columns.positions; j++) {
      const column = at(columns, walk.columns.from + j);
      loop.add(1, kindOf({ reads: row.reads && column.reads, writes: row.writes && column.writes }));
    }
  }
  return loop.build(every(timing.move));
}

/** A wide pixel an iteration; a deep one is read with the first, or written with the last, of its block. */
function shuffleLoop(
  { block, wide: [height, width], toDepth }: ShufflePlan,
  timing: TargetTiming,
): StreamLoop {
  const loop = readsAndWrites();
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const first = row % block === 0 && column % block === 0;
      const last = row % block === block - 1 && column % block === block - 1;
      loop.add(1, kindOf(toDepth ? { reads: true, writes: last } : { reads: first, writes: true }));
    }
  }
  return loop.build(every(timing.move + timing.selection));
}

/** An element an iteration. */
function repackLoop(
  input: TensorPlan["beats"],
  output: TensorPlan["beats"],
  timing: TargetTiming,
): StreamLoop {
  const loop = readsAndWrites();
  for (let element = 0; element < input.count * input.width;) {
    const next = Math.min(input.width - element % input.width, output.width - element % output.width);
    const reads = element % input.width === 0;
    const writes = (element + next) % output.width === 0;
    loop.add(next === 1 ? 0 : 1, kindOf({ reads, writes: false }));
    loop.add(next - 2, kindOf({ reads: false, writes: false }));
    loop.add(1, kindOf({ reads: next === 1 && reads, writes }));
    element += next;
  }
  return loop.build(every(timing.move));
}

/** A loop of one input and one output; {@linkcode kindOf} says which kind is which. */
function readsAndWrites(): LoopBuilder {
  return new LoopBuilder([
    { reads: [], writes: [] },
    { reads: [0], writes: [] },
    { reads: [], writes: [0] },
    ONE_EACH,
  ]);
}

function kindOf({ reads, writes }: { readonly reads: boolean; readonly writes: boolean }): number {
  return (reads ? 1 : 0) + (writes ? 2 : 0);
}
