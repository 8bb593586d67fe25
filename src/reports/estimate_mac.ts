import type { ConvolutionPlan, DensePlan, MacPlan, PackedWeights } from "../design/mod.ts";
import type { FixedTensor } from "../tensor/mod.ts";
import { NONE, type ResourceCounts, sum } from "./estimate_counts.ts";
import { dspOfProducts, estimateDense } from "./estimate_dense.ts";
import { registers, select } from "./estimate_logic.ts";
import { LEAST_BLOCK_BITS, memory, streamWindow } from "./estimate_memory.ts";
import type { StageSite } from "./estimate_site.ts";

/** Bits of a block RAM. */
const BLOCK_BITS = 18 * 1024;

/** A matrix of weights with multipliers of its own. */
interface Matrix {
  readonly inputs: number;
  readonly outputs: number;
  /** The weights in the order of a memory. */
  readonly packed: PackedWeights;
}

/** Resources of a fully connected layer. */
export function denseResources(plan: DensePlan, site: StageSite): ResourceCounts {
  const { stream, inputs: [x] } = site;
  const counts = macResources(plan, site);
  // A stream is gathered in registers first.
  return stream ? sum([counts, registers(plan.inputs * x.type.width)]) : counts;
}

/** Resources of a convolution; in stream mode with its window and the inputs of the phase whose turn it is. */
export function convolutionResources(plan: ConvolutionPlan, site: StageSite): ResourceCounts {
  const { stream, inputs: [x] } = site;
  const counts = macResources(plan, site);
  if (!stream) return counts;
  const pixel = plan.channels.input * x.type.width;
  return sum([
    counts,
    streamWindow(plan, x),
    ...Array.from({ length: plan.taps }, (_, slot) => select(pixel, placesOf(plan, slot))),
    plan.strategy === "resource" ? registers(plan.taps * pixel) : NONE,
  ]);
}

/** Places of the window from which the tap of a slot comes, in one phase or another. */
function placesOf({ phases }: ConvolutionPlan, slot: number): number {
  const places = phases.flatMap(({ taps }) =>
    slot < taps.length ? [`${taps[slot].row} ${taps[slot].column}`] : []
  );
  return new Set(places).size;
}

/**
 * The least that a stage takes if its multipliers are shared: they with what goes with them, and the bits of its weights.
 *
 * @param reuseFactor Valid for the stage.
 */
export function leastShared(
  plan: DensePlan | ConvolutionPlan,
  { stream }: StageSite,
  reuseFactor: number,
): ResourceCounts {
  const bits = ({ inputs, outputs }: Matrix) =>
    reuseFactor > 1 && inputs > 1 ? inputs * outputs * plan.weights.type.width : 0;
  return sum(
    matricesOf(plan, stream).map((matrix) => ({
      ...sharedMultipliers(plan, matrix, reuseFactor),
      BRAM_18K: bits(matrix) >= LEAST_BLOCK_BITS ? bits(matrix) / BLOCK_BITS : 0,
    })),
  );
}

/** In stream mode phases share their multipliers, in parallel mode each window and phase has its own. */
function matricesOf(plan: DensePlan | ConvolutionPlan, stream: boolean): readonly Matrix[] {
  if (plan.kind === "dense") return [plan];
  const outputs = plan.channels.output;
  if (stream) return [{ inputs: plan.inputs, outputs, packed: plan.packed[0] }];
  const phases = plan.phases.flatMap(({ inputs }, i) =>
    inputs === 0 ? [] : [{ inputs, outputs, packed: plan.packed[i] }]
  );
  return Array.from({ length: plan.parallel.factor }, () => phases).flat();
}

/** Multipliers, accumulators, their multiplexers and the memories of weights. */
function macResources(plan: DensePlan | ConvolutionPlan, { stream }: StageSite): ResourceCounts {
  const weightBits = plan.weights.type.width;
  const matrices = matricesOf(plan, stream);
  if (plan.strategy === "resource") {
    return sum(matrices.map((matrix) => {
      const { values, lanes } = matrix.packed;
      const rom = memory({ width: lanes * weightBits, depth: values.length / Math.max(1, lanes) });
      return sum([sharedMultipliers(plan, matrix, plan.reuse.factor), rom]);
    }));
  }
  // Every multiplier has one weight for good, unless phases take turns.
  const constant = plan.kind === "dense" || !stream || plan.phases.length === 1;
  // Products with 0 vanish; a factor allows to share what is left.
  const kept = shareOfNonZeros(plan.weights);
  return sum(matrices.map(({ inputs, outputs }) => {
    const unrolled = estimateDense({
      inputs,
      outputs,
      weightBits,
      accumulatorBits: plan.accumulator.width,
      reuseFactor: 1,
    });
    const most = dspOfProducts(Math.ceil((inputs * outputs) / plan.reuse.factor), weightBits);
    return {
      ...NONE,
      DSP: constant ? Math.min(Math.round(unrolled.DSP * kept), most) : most,
      FF: Math.round(unrolled.FF * kept),
      LUT: Math.round(unrolled.LUT * kept),
    };
  }));
}

function sharedMultipliers(plan: MacPlan, matrix: Matrix, reuseFactor: number): ResourceCounts {
  const { DSP, FF, LUT } = estimateDense({
    inputs: matrix.inputs,
    outputs: matrix.outputs,
    weightBits: plan.weights.type.width,
    accumulatorBits: plan.accumulator.width,
    reuseFactor,
  });
  return { ...NONE, DSP, FF, LUT };
}

function shareOfNonZeros({ data }: FixedTensor): number {
  return data.length === 0
    ? 1
    : data.reduce((count, mantissa) => mantissa === 0n ? count : count + 1, 0) / data.length;
}
