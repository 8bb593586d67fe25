import type { ConvolutionPlan, DensePlan, MacPlan, PackedWeights } from "../design/mod.ts";
import type { FixedTensor } from "../tensor/mod.ts";
import { COEFFICIENTS } from "./estimate_coefficients.ts";
import { NONE, type ResourceCounts, scale, sum } from "./estimate_counts.ts";
import { FITTED_BITS, unrolledLogic } from "./estimate_dense.ts";
import { add, cast, factorBits, LEAST_DSP_BITS, multiply, registers, select } from "./estimate_logic.ts";
import { LEAST_BLOCK_BITS, LUT_WORDS, memory, streamWindow } from "./estimate_memory.ts";
import type { StageSite } from "./estimate_site.ts";

/** Bits of a block RAM. */
const BLOCK_BITS = 18 * 1024;

/** Accumulators that shared an adder in the syntheses without further selections. */
const FITTED_TURNS = 2;

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
 * The least that a stage takes with another factor of the resource strategy: multipliers with what goes with them, and the
 * bits of its weights.
 *
 * @param reuseFactor Valid for the stage.
 */
export function leastShared(
  plan: DensePlan | ConvolutionPlan,
  site: StageSite,
  reuseFactor: number,
): ResourceCounts {
  const shared = { ...plan, strategy: "resource" as const, reuse: { ...plan.reuse, factor: reuseFactor } };
  const constant = hasConstants(shared, site.stream);
  return sum(
    matricesOf(plan, site.stream).map((matrix) => {
      if (constant) return constantProducts(shared, matrix, site);
      const { inputs, outputs } = matrix;
      const products = Math.ceil((inputs * outputs) / reuseFactor);
      const bits = reuseFactor > 1 && inputs > 1 ? inputs * outputs * plan.weights.type.width : 0;
      return {
        ...weightedProducts(shared, matrix, { site, products, factor: reuseFactor }),
        BRAM_18K: bits >= LEAST_BLOCK_BITS ? bits / BLOCK_BITS : 0,
      };
    }),
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

/** Whether every multiplier has one weight for good: it is not shared, and no phases take turns. */
function hasConstants(
  { kind, strategy, reuse, ...plan }: DensePlan | ConvolutionPlan,
  stream: boolean,
): boolean {
  if (strategy === "resource" && reuse.factor > 1) return false;
  return kind === "dense" || !stream || !("phases" in plan) || plan.phases.length === 1;
}

/** Multipliers, accumulators, their multiplexers and the memories of weights. */
function macResources(plan: DensePlan | ConvolutionPlan, site: StageSite): ResourceCounts {
  const matrices = matricesOf(plan, site.stream);
  if (hasConstants(plan, site.stream)) {
    return sum(matrices.map((matrix) => constantProducts(plan, matrix, site)));
  }
  const { factor } = plan.reuse;
  return sum(matrices.map((matrix) => {
    const all = matrix.inputs * matrix.outputs;
    if (plan.strategy === "resource") {
      const products = factor > 1 ? matrix.packed.lanes : all;
      return sum([weightedProducts(plan, matrix, { site, products, factor }), weightMemory(plan, matrix)]);
    }
    const logic = weightedProducts(plan, matrix, { site, products: all, factor: 1 });
    return {
      ...logic,
      DSP: Math.ceil(all / factor) * productOf(plan, site).DSP,
      // Nothing is registered but what registers between the levels of the sums hold, whatever the weights are.
      FF: unrolled(plan, matrix, site).FF,
      LUT: logic.LUT + weightSelections(plan, matrix),
    };
  }));
}

/** One product of a weight and an input. */
function productOf({ weights }: MacPlan, { dsp, inputs: [x] }: StageSite): ResourceCounts {
  return multiply({ a: factorBits(weights.type), b: factorBits(x.type) }, dsp);
}

/** Products with constants, of which those with 0 vanish; a factor allows to share what DSPs are left. */
function constantProducts(
  plan: DensePlan | ConvolutionPlan,
  matrix: Matrix,
  site: StageSite,
): ResourceCounts {
  const { DSP, LUT, FF } = unrolled(plan, matrix, site);
  const kept = shareOfNonZeros(plan.weights);
  const most = Math.ceil((matrix.inputs * matrix.outputs) / plan.reuse.factor) * productOf(plan, site).DSP;
  return {
    ...NONE,
    DSP: Math.min(Math.round(DSP * kept), most),
    FF: Math.round(FF * kept),
    LUT: Math.round(LUT * kept),
  };
}

/** All products side by side. */
function unrolled({ weights, reuse, strategy }: MacPlan, { inputs, outputs }: Matrix, site: StageSite) {
  return unrolledLogic({
    inputs,
    outputs,
    dsp: site.dsp,
    weightBits: factorBits(weights.type),
    inputBits: factorBits(site.inputs[0].type),
    // Sharing takes registers, as a kernel does whose products start every second cycle.
    strategy: reuse.factor > 1 ? "resource" : strategy,
  });
}

/** How products with weights that change are made. */
interface WeightedProducts {
  readonly site: StageSite;
  /** Multipliers at work in a cycle. */
  readonly products: number;
  /** Times that each of them is used for an output. */
  readonly factor: number;
}

/**
 * Products with weights that change, their sums and what goes with them. Multipliers, the adders of a tree and the
 * registers of weights are counted; bits of inputs that wait for their turn and of accumulators take what the tools were
 * seen to take for them in other kernels.
 */
function weightedProducts(
  plan: DensePlan | ConvolutionPlan,
  { inputs, outputs }: Pick<Matrix, "inputs" | "outputs">,
  { site, products, factor }: WeightedProducts,
): ResourceCounts {
  const weightBits = factorBits(plan.weights.type);
  const inputBits = factorBits(site.inputs[0].type);
  const held = inputs * (plan.kind === "convolution" ? plan.groups : 1) * inputBits;
  const accumulators = outputs * plan.accumulator.width;
  const [, lutOfInput, lutOfOutput] = COEFFICIENTS.sharedLut;
  const [, ffOfInput, ffOfBit, , ffOfWeight] = COEFFICIENTS.sharedFf;
  const waiting = factor > 1 ? held / FITTED_BITS : 0;
  const registered = weightBits < LEAST_DSP_BITS ? 0 : products * weightBits;
  // What was seen of an accumulator is with an addition for every second one, and with the cast of its result.
  const lutOfBit = (lutOfOutput - FITTED_BITS / FITTED_TURNS) / FITTED_BITS;
  return sum([
    scale(productOf(plan, site), products),
    scale(add(plan.accumulator.width), products),
    scale(cast(plan.accumulator), 2 * products),
    {
      ...NONE,
      LUT: Math.round(waiting * lutOfInput + accumulators * lutOfBit),
      FF: Math.round(waiting * ffOfInput + accumulators * ffOfBit + registered * ffOfWeight),
    },
  ]);
}

/** The memory of weights, a word a turn. */
function weightMemory(plan: MacPlan, { packed: { values, lanes } }: Matrix): ResourceCounts {
  return memory({ width: lanes * plan.weights.type.width, depth: values.length / Math.max(1, lanes) });
}

/** Look-up tables that select each multiplier's weight by the phase: a bit of up to 64 constants each. */
function weightSelections(plan: DensePlan | ConvolutionPlan, { inputs, outputs }: Matrix): number {
  const phases = plan.kind === "convolution" ? plan.phases.length : 1;
  return inputs * outputs * plan.weights.type.width * Math.ceil(phases / LUT_WORDS);
}

function shareOfNonZeros({ data }: FixedTensor): number {
  return data.length === 0
    ? 1
    : data.reduce((count, mantissa) => mantissa === 0n ? count : count + 1, 0) / data.length;
}
