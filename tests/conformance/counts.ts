import type { StageCounts } from "../../src/backends/mod.ts";
import {
  type ConvolutionParallel,
  type ConvolutionPlan,
  type Design,
  loopOf,
  type SelectPlan,
  type Stage,
  streamNamed,
} from "../../src/design/mod.ts";
import type { Lanes } from "../../src/design/multipliers/lanes.ts";
import type { AxisGeometry } from "../../src/layers/mod.ts";
import { sizeOf } from "../../src/tensor/mod.ts";

/** What a stage must count for each image, from its geometry alone: nothing is read of phases and schedules. */
export function expectedCounts(design: Design, stage: Stage): StageCounts {
  const { plan } = stage;
  const stream = design.io === "io_stream";
  const beatsOf = (name: string) => stream ? streamNamed(design, name).beats.count : 0;
  const input = stage.inputs.reduce((sum, name) => sum + beatsOf(name), 0);
  const output = beatsOf(stage.name);
  const beats = { reads: input, writes: output };
  switch (plan.kind) {
    case "convolution":
      return {
        reads: stream ? inputPixels(plan) : 0,
        writes: stream ? outputPixels(plan).length : 0,
        // How many iterations a stream convolution takes is the schedule's to say; see `intervalBound`.
        iterations: plan.walk.kind === "stream"
          ? loopOf(plan.walk).iterations
          : windowIterations(plan, plan.walk),
        multiplications: outputPixels(plan).reduce((sum, taps) => sum + taps, 0) *
          plan.channels.input / plan.groups * plan.channels.output,
      };
    case "dense":
      return {
        ...beats,
        // Several beats are written one by one, one with the last turn.
        iterations: input + (plan.schedule.kind === "unrolled" ? 1 : plan.schedule.factor) +
          (stream && output > 1 ? output : 0),
        multiplications: plan.inputs * plan.outputs,
      };
    case "repack":
      return { ...beats, iterations: sizeOf(design.tensors.get(stage.name)!.shape), multiplications: 0 };
    case "permute":
      return { ...beats, iterations: stream ? input + output : 1, multiplications: 0 };
    case "interpolate":
    case "pool":
    case "upsample":
      return {
        ...beats,
        iterations: plan.walk.kind === "stream" ? loopOf(plan.walk).iterations : 1,
        multiplications: 0,
      };
    case "global_pool":
      return { ...beats, iterations: stream ? input : 1, multiplications: 0 };
    case "select":
      return { ...beats, iterations: stream ? visitedPositions(plan) : 1, multiplications: 0 };
    case "shuffle":
      return { ...beats, iterations: stream ? Math.max(input, output) : 1, multiplications: 0 };
    default:
      return { ...beats, iterations: stream ? output : 1, multiplications: 0 };
  }
}

/** Positions along the spatial axes between the first and the last one that the input or the output has. */
function visitedPositions({ axes }: SelectPlan): number {
  return axes.slice(0, -1).reduce((product, { input, output, start, step }) => {
    const ends = [0, input - 1, start, start + (output - 1) * step];
    return product * (Math.max(...ends) - Math.min(...ends) + 1);
  }, 1);
}

/**
 * The largest of input beats, output beats and cycles of all output pixels: no stream convolution is faster.
 *
 * @param asked Lanes that the layer asked for; without, its factor is made of turns of the inputs first.
 */
export function intervalBound(plan: ConvolutionPlan, asked: Lanes | null = null): number {
  const pixels = outputPixels(plan);
  const { factor } = plan.schedule;
  const groupInputs = plan.channels.input / plan.groups;
  const largest = Math.max(...pixelsOfAllPhases(plan)) * groupInputs;
  const lanes = asked?.inputs ?? (factor <= largest ? largest / factor : 1);
  const parts = asked === null
    ? (factor <= largest ? 1 : factor / largest)
    : plan.channels.output / plan.groups / asked.outputs;
  const cyclesOf = (taps: number) =>
    plan.schedule.kind === "unrolled" || taps === 0 ? 1 : Math.ceil(taps * groupInputs / lanes) * parts;
  const cycles = pixels.reduce((sum, taps) => sum + cyclesOf(taps), 0);
  return Math.max(inputPixels(plan), pixels.length, cycles);
}

function inputPixels({ geometry }: ConvolutionPlan): number {
  return geometry.reduce((count, axis) => count * axis.input, 1);
}

/** Positions of the phase grid, ⌈(o + c0)/s⌉ − ⌊c0/s⌋ an axis, or output pixels: so many at once, each in turns. */
function windowIterations(plan: ConvolutionPlan, walk: ConvolutionParallel): number {
  const positions = plan.geometry.map(({ output, before, stride }) =>
    plan.transposed ? Math.ceil((output + before) / stride) - Math.floor(before / stride) : output
  );
  const windows = positions.reduce((product, count) => product * count, 1) / walk.windows;
  return plan.schedule.kind === "unrolled" ? windows : windows * plan.schedule.factor;
}

/** Taps of every output pixel, those that meet padding included. */
function outputPixels({ geometry, transposed }: ConvolutionPlan): number[] {
  return product(
    geometry.map((axis) => Array.from({ length: axis.output }, (_, j) => tapsOf(axis, transposed, j))),
  );
}

/** Taps that a pixel of each phase has, whether or not the output holds one: multipliers are there for all. */
function pixelsOfAllPhases({ geometry, transposed }: ConvolutionPlan): number[] {
  return product(
    geometry.map((axis) => Array.from({ length: axis.stride }, (_, j) => tapsOf(axis, transposed, j))),
  );
}

function tapsOf(axis: AxisGeometry, transposed: boolean, output: number): number {
  if (!transposed) return axis.kernel;
  let taps = 0;
  for (let tap = 0; tap < axis.kernel; tap++) {
    if ((output + axis.before - tap * axis.dilation) % axis.stride === 0) taps++;
  }
  return taps;
}

/** Products of one number of each list. */
function product(lists: readonly (readonly number[])[]): number[] {
  return lists.reduce<number[]>((found, list) => found.flatMap((a) => list.map((b) => a * b)), [1]);
}
