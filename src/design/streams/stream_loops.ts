/**
 * What the stages of an `io_stream` design do to their streams, for the schedule of the network: the loops of
 * `templates/nnet/*_stream.h`, iteration by iteration. Iterations, reads and writes are those of the C++; how fast the loops
 * are is in the plan of each stage's work.
 */
import { exhaustive } from "../../base/mod.ts";
import {
  LoopBuilder,
  proportionalRuns,
  type StreamLoop,
  uniformRuns,
  windowRuns,
} from "../../dataflow/mod.ts";
import type { ConvolutionPlan, ConvolutionStream } from "../plans/convolution_plans.ts";
import type { MapPlan } from "../plans/map_plan.ts";
import type { ConcatenatePlan, SelectPlan, SelectStream, ShufflePlan } from "../plans/graph_plans.ts";
import type { DensePlan, Stage, StagePlan } from "../plans/plan.ts";
import { visitsOf } from "../planners/selections.ts";
import type { Beats, StageEnds, StreamTensor } from "../plans/tensor_plan.ts";
import type { StreamWalk } from "../plans/walk_plans.ts";
import { loopOf } from "../planners/walks.ts";

const ONE_EACH = { reads: [0], writes: [0] } as const;

/** The loops of a stage over its streams, in the order in which they run; none in parallel mode, nor of a module. */
export function stageLoops(
  { plan, work }: Pick<Stage, "plan" | "work">,
  ends: StageEnds<StreamTensor>,
): readonly StreamLoop[] {
  if (work.kind === "parallel" || work.build.kind === "module") return [];
  const { loops } = work.build;
  return runsOf(plan, ends).map((runs, i) => runs.build(loops[i]));
}

/** What the iterations of each loop read and write. */
function runsOf(plan: StagePlan, { inputs, outputs }: StageEnds<StreamTensor>): readonly LoopBuilder[] {
  switch (plan.kind) {
    case "input":
      return [];
    case "convolution":
      return plan.walk.kind === "stream" ? [convolutionRuns(plan, plan.walk)] : [];
    case "pool":
    case "upsample":
    case "interpolate":
      return plan.walk.kind === "stream" ? [loopRuns({ ...plan, iterationsOf: () => 1 }, plan.walk)] : [];
    case "dense":
      return denseRuns(plan, { reads: inputs[0].beats.count, writes: outputs[0].beats.count });
    case "permute":
      return [
        uniformRuns(inputs[0].beats.count, { reads: [0], writes: [] }),
        uniformRuns(outputs[0].beats.count, { reads: [], writes: [0] }),
      ];
    case "concatenate":
      return [concatenateRuns(plan, { inputs, outputs })];
    case "select":
      return plan.walk.kind === "stream" ? [selectRuns(plan, plan.walk)] : [];
    case "shuffle":
      return [shuffleRuns(plan)];
    case "repack":
      return [repackRuns(inputs[0].beats, outputs[0].beats)];
    case "clone":
      return [uniformRuns(outputs[0].beats.count, { reads: [0], writes: [0, 1] })];
    case "map":
      return [mapRuns(plan, outputs[0].beats.count)];
    case "softmax":
      return [uniformRuns(outputs[0].beats.count, ONE_EACH)];
    case "global_pool":
      return [proportionalRuns({ inputs: beatsOf(inputs), outputs: beatsOf(outputs) })];
    default:
      return exhaustive(plan);
  }
}

function beatsOf(tensors: readonly StreamTensor[]): readonly number[] {
  return tensors.map(({ beats }) => beats.count);
}

/** Those of the one loop of a walk. */
function loopRuns(walked: Parameters<typeof windowRuns>[0], walk: StreamWalk): LoopBuilder {
  return windowRuns(walked, loopOf(walk));
}

/** A turn an iteration, or a whole pixel. */
function convolutionRuns({ rows, columns }: ConvolutionPlan, walk: ConvolutionStream): LoopBuilder {
  return loopRuns({
    rows,
    columns,
    iterationsOf: ({ row, column }) => walk.phases[row * columns.phases.length + column].iterations,
  }, walk);
}

/** Reads everything, then multiplies, then writes one beat. */
function denseRuns(
  { schedule: { iterations } }: DensePlan,
  { reads, writes }: { readonly reads: number; readonly writes: number },
): readonly LoopBuilder[] {
  const read = uniformRuns(reads, { reads: [0], writes: [] });
  if (writes > 1) {
    const write = uniformRuns(writes, { reads: [], writes: [0] });
    return [read, uniformRuns(iterations, { reads: [], writes: [] }), write];
  }
  const loop = new LoopBuilder([{ reads: [], writes: [] }, { reads: [], writes: [0] }]);
  loop.add(iterations - 1, 0);
  loop.add(1, 1);
  return [read, loop];
}

/** A beat of each input an iteration; one that meets all others is read in the first. */
function mapRuns({ repeats }: MapPlan, beats: number): LoopBuilder {
  const all = repeats.map((_, input) => input);
  const later = all.filter((input) => !repeats[input].pixels);
  const loop = new LoopBuilder([{ reads: all, writes: [0] }, { reads: later, writes: [0] }]);
  const uniform = later.length === all.length;
  loop.add(uniform ? beats : 1, 0);
  loop.add(uniform ? 0 : beats - 1, 1);
  return loop;
}

/** A beat of each input an iteration where channels are joined, else some of the first, then some of the second. */
function concatenateRuns(
  plan: ConcatenatePlan,
  { inputs, outputs: [output] }: StageEnds<StreamTensor>,
): LoopBuilder {
  if (plan.joinsPixels) return uniformRuns(output.beats.count, { reads: [0, 1], writes: [0] });
  const loop = new LoopBuilder([ONE_EACH, { reads: [1], writes: [0] }]);
  for (let block = 0; block < plan.blocks; block++) {
    inputs.forEach(({ beats }, input) => loop.add(beats.count / plan.blocks, input));
  }
  return loop;
}

/** A position an iteration, of the input or of the output or of both. */
function selectRuns({ rows, columns }: SelectPlan, walk: SelectStream): LoopBuilder {
  const loop = readsAndWrites();
  const visited = visitsOf(columns, walk.columns);
  for (const row of visitsOf(rows, walk.rows)) {
    for (const column of visited) {
      loop.add(1, kindOf({ reads: row.reads && column.reads, writes: row.writes && column.writes }));
    }
  }
  return loop;
}

/** A wide pixel an iteration; a deep one is read with the first, or written with the last, of its block. */
function shuffleRuns({ block, wide: [height, width], toDepth }: ShufflePlan): LoopBuilder {
  const loop = readsAndWrites();
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const first = row % block === 0 && column % block === 0;
      const last = row % block === block - 1 && column % block === block - 1;
      loop.add(1, kindOf(toDepth ? { reads: true, writes: last } : { reads: first, writes: true }));
    }
  }
  return loop;
}

/** An element an iteration. */
function repackRuns(input: Beats, output: Beats): LoopBuilder {
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
  return loop;
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
