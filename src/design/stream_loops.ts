/**
 * What the stages of an `io_stream` design do to their streams, for the schedule of the network: the loops of
 * `templates/nnet/*_stream.h`, iteration by iteration. Iterations, reads and writes are those of the C++. Assumed are
 * the cycles that an iteration is in a pipeline; each is written down beside its loop. An assumption is rather too
 * large than too small: a pipeline deeper than assumed holds beats that a FIFO beside it must hold too.
 */
import type { SelectAxis } from "../layers/mod.ts";
import { LoopBuilder, proportionalLoop, type StreamLoop, uniformLoop, windowLoop } from "../schedule/mod.ts";
import type { ConvolutionPlan, ConvolutionStream } from "./convolution_plans.ts";
import type { ConcatenatePlan, MergePlan, SelectPlan, SelectStream, ShufflePlan } from "./graph_plans.ts";
import { iterationsOf } from "./mac_schedule.ts";
import type { DensePlan, Stage, TensorPlan } from "./plan.ts";
import type { StreamWalk } from "./walk_plans.ts";
import type { PoolPlan, UpsamplePlan } from "./window_plans.ts";

/** Reading a stream, passing it through registers, writing a stream. */
const MOVE_CYCLES = 3;

/** As above, with a multiplication or a look-up in a table between. */
const ELEMENT_CYCLES = 6;

/** Reading, line buffer and window, masks; then a product, the accumulator, the cast, writing. */
const MULTIPLY_CYCLES = 9;

/** Reading, line buffer and window, masks, then the cast and writing: the window without multiplications. */
const WINDOW_CYCLES = 6;

/** Ports of a memory that is kept in block RAM: elements that a loop moves in and out in a cycle. */
const MEMORY_PORTS = 2;

const ONE_EACH = { reads: [0], writes: [0] } as const;

/** The tensors that a stage reads and writes. */
export interface StageEnds {
  readonly inputs: readonly TensorPlan[];
  readonly outputs: readonly TensorPlan[];
}

/** The loops of a stage, in the order in which they run; a graph input has none. */
export function stageLoops({ plan }: Stage, { inputs, outputs }: StageEnds): readonly StreamLoop[] {
  switch (plan.kind) {
    case "input":
      return [];
    case "convolution":
      return plan.walk.kind === "stream" ? [convolutionLoop(plan, plan.walk)] : [];
    case "pool":
    case "upsample":
      return plan.walk.kind === "stream" ? [poolLoop(plan, plan.walk)] : [];
    case "interpolate":
      return plan.walk.kind === "parallel" ? [] : [
        windowLoop(
          { ...plan, iterationsOf: () => 1 },
          plan.walk,
          // Two products and two sums behind the window.
          every(MULTIPLY_CYCLES + 3),
        ),
      ];
    case "dense":
      return denseLoops(plan, inputs[0].beats.count);
    case "permute":
      return permuteLoops(inputs[0].beats, outputs[0].beats);
    case "merge":
      return [mergeLoop(plan, outputs[0].beats.count)];
    case "concatenate":
      return [concatenateLoop(plan, inputs, outputs[0])];
    case "select":
      return plan.walk.kind === "stream" ? [selectLoop(plan, plan.walk)] : [];
    case "shuffle":
      return [shuffleLoop(plan)];
    case "repack":
      return [repackLoop(inputs[0].beats, outputs[0].beats)];
    case "clone":
      // A beat an iteration, in about three cycles.
      return [uniformLoop(outputs[0].beats.count, { reads: [0], writes: [0, 1] }, every(MOVE_CYCLES))];
    case "affine":
    case "relu":
    case "rectifier":
    case "clip":
    case "hard_sigmoid":
    case "threshold":
    case "cast":
      // A beat an iteration, in about six cycles: affine layers multiply, tables are read.
      return [uniformLoop(outputs[0].beats.count, ONE_EACH, every(ELEMENT_CYCLES))];
    case "table":
      // A cycle more where the place is compared with the borders of segments.
      return [
        uniformLoop(
          outputs[0].beats.count,
          ONE_EACH,
          every(ELEMENT_CYCLES + (plan.segments.length > 1 ? 1 : 0)),
        ),
      ];
    case "softmax":
      // Beside both tables: a tree of comparisons, one of adders, and the leading one of the sum.
      return [
        uniformLoop(outputs[0].beats.count, ONE_EACH, every(2 * ELEMENT_CYCLES + 3 * levels(plan.channels))),
      ];
    case "global_pool":
      return [proportional({ inputs, outputs }, ELEMENT_CYCLES + divisionCycles(plan.division))];
    default:
      // Of any other stage it is taken that it reads and writes in proportion, its longest stream without a pause.
      return [proportional({ inputs, outputs }, ELEMENT_CYCLES)];
  }
}

/** As many iterations as the longest stream has beats. */
function proportional({ inputs, outputs }: StageEnds, depth: number): StreamLoop {
  const counts = (tensors: readonly TensorPlan[]) => tensors.map(({ beats }) => beats.count);
  return proportionalLoop({ inputs: counts(inputs), outputs: counts(outputs) }, every(depth));
}

/** A pipeline with a new iteration in every cycle. */
function every(depth: number) {
  return { initiationInterval: 1, depth };
}

/** The window, the products and a tree of adders, one level a cycle. */
function convolutionLoop(
  { rows, columns, schedule }: ConvolutionPlan,
  walk: ConvolutionStream,
): StreamLoop {
  return windowLoop(
    {
      rows,
      columns,
      iterationsOf: ({ row, column }) => walk.phases[row * columns.phases.length + column].iterations,
    },
    walk,
    { initiationInterval: schedule.interval, depth: MULTIPLY_CYCLES + levels(schedule.inputLanes) },
  );
}

/** The window, then a tree of comparisons or adders, one level a cycle, and a cycle a bit of a division. */
function poolLoop(plan: PoolPlan | UpsamplePlan, walk: StreamWalk): StreamLoop {
  const division = plan.kind === "pool" ? divisionCycles(plan.division) : 0;
  return windowLoop(
    { ...plan, iterationsOf: () => 1 },
    walk,
    every(WINDOW_CYCLES + levels(plan.taps.length) + division),
  );
}

function divisionCycles(division: { readonly dividendBits: number } | null): number {
  return division?.dividendBits ?? 0;
}

/** Levels of a tree with so many leaves. */
function levels(leaves: number): number {
  return Math.ceil(Math.log2(Math.max(1, leaves)));
}

/** Reads everything, then multiplies, a turn a cycle, then writes one beat. */
function denseLoops({ schedule }: DensePlan, beats: number): StreamLoop[] {
  const loop = new LoopBuilder([{ reads: [], writes: [] }, { reads: [], writes: [0] }]);
  loop.add(iterationsOf(schedule) - 1, 0);
  loop.add(1, 1);
  const depth = MULTIPLY_CYCLES + levels(schedule.inputLanes);
  // What takes several cycles to the next start takes as many more until its last product.
  return [
    uniformLoop(beats, { reads: [0], writes: [] }, every(2)),
    loop.build(every(depth + schedule.interval - 1)),
  ];
}

/** Keeps the whole tensor in a memory of two ports, then writes it: the elements of a beat go in and out in pairs. */
function permuteLoops(input: TensorPlan["beats"], output: TensorPlan["beats"]): StreamLoop[] {
  const pairs = (width: number) => Math.ceil(width / MEMORY_PORTS);
  const timing = (width: number) => ({ initiationInterval: pairs(width), depth: MOVE_CYCLES + pairs(width) });
  return [
    uniformLoop(input.count, { reads: [0], writes: [] }, timing(input.width)),
    uniformLoop(output.count, { reads: [], writes: [0] }, timing(output.width)),
  ];
}

/** A beat of each input an iteration; one that meets all others is read in the first. */
function mergeLoop({ repeats, mean }: MergePlan, beats: number): StreamLoop {
  const later = [0, 1].filter((input) => !repeats[input].pixels);
  const loop = new LoopBuilder([{ reads: [0, 1], writes: [0] }, { reads: later, writes: [0] }]);
  const uniform = later.length === 2;
  loop.add(uniform ? beats : 1, 0);
  loop.add(uniform ? 0 : beats - 1, 1);
  return loop.build(every(ELEMENT_CYCLES + divisionCycles(mean?.division ?? null)));
}

/** A beat of each input an iteration where channels are joined, else some of the first, then some of the second. */
function concatenateLoop(
  plan: ConcatenatePlan,
  inputs: readonly TensorPlan[],
  output: TensorPlan,
): StreamLoop {
  if (plan.joinsPixels) {
    return uniformLoop(output.beats.count, { reads: [0, 1], writes: [0] }, every(MOVE_CYCLES));
  }
  const loop = new LoopBuilder([ONE_EACH, { reads: [1], writes: [0] }]);
  for (let block = 0; block < plan.blocks; block++) {
    inputs.forEach(({ beats }, input) => loop.add(beats.count / plan.blocks, input));
  }
  return loop.build(every(MOVE_CYCLES));
}

/** A position an iteration, of the input or of the output or of both. */
function selectLoop({ rows, columns }: SelectPlan, walk: SelectStream): StreamLoop {
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
  return loop.build(every(MOVE_CYCLES));
}

/** A wide pixel an iteration; a deep one is read with the first, or written with the last, of its block. */
function shuffleLoop({ block, wide: [height, width], toDepth }: ShufflePlan): StreamLoop {
  const loop = readsAndWrites();
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const first = row % block === 0 && column % block === 0;
      const last = row % block === block - 1 && column % block === block - 1;
      loop.add(1, kindOf(toDepth ? { reads: true, writes: last } : { reads: first, writes: true }));
    }
  }
  return loop.build(every(MOVE_CYCLES + 1));
}

/** An element an iteration. */
function repackLoop(input: TensorPlan["beats"], output: TensorPlan["beats"]): StreamLoop {
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
  return loop.build(every(MOVE_CYCLES));
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
