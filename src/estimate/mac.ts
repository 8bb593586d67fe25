import {
  type ConvolutionPlan,
  type DensePlan,
  LUT_WORDS,
  type MacPlan,
  type MacSchedule,
  STRATEGY_OF,
  streamOf,
  type WeightMemory,
  withKind,
} from "../design/mod.ts";
import type { FixedTensor } from "../tensor/mod.ts";
import { COEFFICIENTS } from "./coefficients.ts";
import { NONE, type ResourceCounts, scale, sum } from "./counts.ts";
import { FITTED_BITS, unrolledLogic } from "./dense.ts";
import { add, cast, isPowerOfTwo, LEAST_DSP_BITS, multiply, registers, select } from "./logic.ts";
import { factorBits } from "../target/mod.ts";
import { streamWindow } from "./memory.ts";
import type { StageSite } from "./site.ts";

/** Bits of a block RAM. */
const BLOCK_BITS = 18 * 1024;

/** Accumulators that shared an adder in the syntheses without further selections. */
const FITTED_TURNS = 2;

/** Multipliers with the weights that they serve. */
interface MultiplierSet {
  readonly inputs: number;
  readonly outputs: number;
  readonly multipliers: number;
  readonly memory: WeightMemory;
  /** Phases that take turns on them. */
  readonly phases: number;
}

/** How multipliers are shared. */
type Sharing = Pick<MacSchedule, "kind" | "factor">;

/** Resources of a fully connected layer. */
export function denseResources(plan: DensePlan, site: StageSite): ResourceCounts {
  const { work, inputs: [x] } = site;
  const counts = macResources(plan, { site, sets: [denseSet(plan)] });
  // A stream is gathered in registers first.
  return work.kind === "stream" ? sum([counts, registers(plan.inputs * x.type.width)]) : counts;
}

/** Resources of a convolution. */
export function convolutionResources(plan: ConvolutionPlan, site: StageSite): ResourceCounts {
  const { sets, around } = convolutionHardware(plan, site);
  return sum([macResources(plan, { site, sets }), around]);
}

/** Multipliers of a convolution and what stands around them. */
interface ConvolutionHardware {
  readonly sets: readonly MultiplierSet[];
  readonly around: ResourceCounts;
}

/**
 * In stream mode phases share their multipliers, behind a window and the inputs of the phase whose turn it is; in parallel mode
 * each window and phase has its own.
 */
function convolutionHardware(plan: ConvolutionPlan, { inputs: [x] }: StageSite): ConvolutionHardware {
  const { walk, phases, inputs, rows, schedule, channels: { output: outputs } } = plan;
  if (walk.kind === "stream") {
    const pixel = plan.channels.input * x.type.width;
    return {
      sets: [{
        inputs,
        outputs,
        multipliers: schedule.multipliers,
        memory: walk.weights,
        phases: phases.length,
      }],
      around: sum([
        streamWindow({ rows, walk }, streamOf(x)),
        ...Array.from({ length: plan.taps }, (_, slot) => select(pixel, placesOf(plan, slot))),
        heldInputs(schedule, plan.taps * pixel),
      ]),
    };
  }
  const own = phases.flatMap(({ inputs }, i) =>
    inputs === 0 ? [] : [{
      inputs,
      outputs,
      multipliers: walk.phases[i].multipliers,
      memory: walk.phases[i].weights,
      phases: 1,
    }]
  );
  return { sets: Array.from({ length: walk.windows }, () => own).flat(), around: NONE };
}

function denseSet(plan: DensePlan): MultiplierSet {
  return { ...plan, multipliers: plan.schedule.multipliers, phases: 1 };
}

/** Inputs that stay while their turns go by. */
function heldInputs({ kind }: MacSchedule, bits: number): ResourceCounts {
  return kind === "turns" ? registers(bits) : NONE;
}

/** Places of the window from which the tap of a slot comes, in one phase or another. */
function placesOf({ phases }: ConvolutionPlan, slot: number): number {
  return new Set(phases.flatMap(({ taps }) => taps.slice(slot, slot + 1).map(({ pixel }) => pixel))).size;
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
  const sharing: Sharing = { kind: "turns", factor: reuseFactor };
  const sets = plan.kind === "dense" ? [denseSet(plan)] : convolutionHardware(plan, site).sets;
  return sum(
    sets.map((set) => {
      const { inputs, outputs } = set;
      const products = Math.ceil((inputs * outputs) / reuseFactor);
      const pairs = plan.pairs === null ? 0 : Math.floor(products / 2);
      if (isFixed(set, { changes: true, factor: reuseFactor })) {
        return constantProducts(plan, set, { site, sharing, pairs });
      }
      const bits = inputs > 1 ? (inputs * outputs * plan.weights.type.width) / reuseFactor : 0;
      const { kind } = withKind({ role: "weights", words: reuseFactor, bits, count: 1 }, site.memory);
      return {
        ...weightedProducts(plan, set, { site, products, pairs, turns: Math.min(inputs, reuseFactor) }),
        BRAM_18K: kind === "block" ? (reuseFactor * bits) / BLOCK_BITS : 0,
      };
    }),
  );
}

/** Whether every multiplier has one weight for good: no phases take turns, and words of weights do not change. */
function isFixed(
  { phases }: MultiplierSet,
  { changes, factor }: { readonly changes: boolean; readonly factor: number },
): boolean {
  return phases === 1 && (!changes || factor === 1);
}

/** Multipliers, accumulators and their multiplexers. */
function macResources(
  plan: DensePlan | ConvolutionPlan,
  { site, sets }: { readonly site: StageSite; readonly sets: readonly MultiplierSet[] },
): ResourceCounts {
  const { schedule } = plan;
  return sum(
    sets.map((set) => {
      if (isFixed(set, { changes: set.memory.kind === "rom", factor: schedule.factor })) {
        const pairs = pairsOf(plan, set.inputs * set.outputs);
        return constantProducts(plan, set, { site, sharing: schedule, pairs });
      }
      const all = set.inputs * set.outputs;
      const { turns } = schedule;
      if (set.memory.kind === "rom") {
        const { lanes } = set.memory;
        return weightedProducts(plan, set, { site, products: lanes, pairs: pairsOf(plan, lanes), turns });
      }
      const logic = weightedProducts(plan, set, { site, products: all, pairs: pairsOf(plan, all), turns: 1 });
      return {
        ...logic,
        DSP: set.multipliers * productOf(plan, site).DSP,
        // Nothing is registered but what registers between the levels of the sums hold, whatever the weights are.
        FF: unrolled(plan, set, { site, sharing: schedule, pairs: 0 }).FF,
        LUT: logic.LUT + weightSelections(plan, set),
      };
    }),
  );
}

/** Pairs among products that have all lanes side by side, which share a multiplier each. */
function pairsOf({ multiplier, schedule: { pairedLanes } }: MacPlan, products: number): number {
  return multiplier === "packed" ? products / pairedLanes * Math.floor(pairedLanes / 2) : 0;
}

/**
 * What makes pairs beside their multipliers: both weights are put together by a subtraction of the lower one's sign from the
 * upper one. What the upper product gets back is in carry chains alone (`packed_after` of `scripts/check_hls/cells`).
 */
function pairLogic({ weights: { type } }: MacPlan, pairs: number): ResourceCounts {
  return scale(add(type.signed ? type.width + 1 : 0), pairs);
}

/** One product of a weight and an input. */
function productOf(
  { weights, multiplier }: Pick<MacPlan, "weights" | "multiplier">,
  { dsp, inputs: [x] }: StageSite,
): ResourceCounts {
  return multiply({ a: factorBits(weights.type), b: factorBits(x.type) }, dsp, multiplier);
}

/** Where multipliers stand and how they are shared. */
interface SharedSite {
  readonly site: StageSite;
  readonly sharing: Sharing;
  /** Of its products. */
  readonly pairs: number;
}

/** Products with constants, of which those with 0 vanish; a factor allows to share what DSPs are left. */
function constantProducts(plan: MacPlan, set: MultiplierSet, shared: SharedSite): ResourceCounts {
  const { DSP, LUT, FF } = unrolled(plan, set, shared);
  const kept = shareOfNonZeros(plan.weights);
  const shareable = Math.ceil((set.inputs * set.outputs) / shared.sharing.factor);
  const left = productOf({ ...plan, multiplier: "auto" }, shared.site).DSP;
  const dsps = Math.min(Math.round(DSP * kept), shareable * left);
  const rest = { ...NONE, FF: Math.round(FF * kept), LUT: Math.round(LUT * kept) };
  const bound = productOf(plan, shared.site);
  switch (plan.multiplier) {
    case "auto":
      return { ...rest, DSP: dsps };
    case "lut":
      // Those for which a tool left alone would take DSPs.
      return sum([rest, scale(bound, left === 0 ? 0 : Math.ceil(dsps / left))]);
    case "dsp":
      return sum([
        rest,
        scale(bound, Math.min(Math.ceil(set.inputs * set.outputs * realShare(plan.weights)), shareable)),
      ]);
    case "packed":
      // A pair of constants is a constant.
      return { ...rest, DSP: Math.ceil((set.inputs * set.outputs - shared.pairs) / shared.sharing.factor) };
  }
}

/** The share of weights with which a product is one: with 0 or a power of two it is none. */
function realShare({ data }: FixedTensor): number {
  if (data.length === 0) return 1;
  return data.reduce((count, mantissa) => isPowerOfTwo(mantissa) ? count : count + 1, 0) / data.length;
}

/** All products side by side. */
function unrolled({ weights }: MacPlan, { inputs, outputs }: MultiplierSet, { site, sharing }: SharedSite) {
  return unrolledLogic({
    inputs,
    outputs,
    dsp: site.dsp,
    weightBits: factorBits(weights.type),
    inputBits: factorBits(site.inputs[0].type),
    // Sharing takes registers, as a kernel does whose products start every second cycle.
    strategy: sharing.factor > 1 ? "resource" : STRATEGY_OF[sharing.kind],
  });
}

/** How products with weights that change are made. */
interface WeightedProducts {
  readonly site: StageSite;
  /** Products of a cycle. */
  readonly products: number;
  /** Pairs among them, of a multiplier each. */
  readonly pairs: number;
  /** Turns of the inputs: with one, none of them waits. */
  readonly turns: number;
}

/**
 * Products with weights that change, their sums and what goes with them. Multipliers, the adders of a tree and the
 * registers of weights are counted; bits of inputs that wait for their turn and of accumulators take what the tools were
 * seen to take for them in other kernels.
 */
function weightedProducts(
  plan: DensePlan | ConvolutionPlan,
  { inputs, outputs }: MultiplierSet,
  { site, products, pairs, turns }: WeightedProducts,
): ResourceCounts {
  const weightBits = factorBits(plan.weights.type);
  const inputBits = factorBits(site.inputs[0].type);
  const held = inputs * (plan.kind === "convolution" ? plan.groups : 1) * inputBits;
  const accumulators = outputs * plan.accumulator.width;
  const [, lutOfInput, lutOfOutput] = COEFFICIENTS.sharedLut;
  const [, ffOfInput, ffOfBit, , ffOfWeight] = COEFFICIENTS.sharedFf;
  const waiting = turns > 1 ? held / FITTED_BITS : 0;
  const registered = weightBits < LEAST_DSP_BITS ? 0 : products * weightBits;
  // What was seen of an accumulator is with an addition for every second one, and with the cast of its result.
  const lutOfBit = (lutOfOutput - FITTED_BITS / FITTED_TURNS) / FITTED_BITS;
  return sum([
    scale(productOf(plan, site), products - pairs),
    pairLogic(plan, pairs),
    scale(add(plan.accumulator.width), products),
    scale(cast(plan.accumulator), 2 * products),
    {
      ...NONE,
      LUT: Math.round(waiting * lutOfInput + accumulators * lutOfBit),
      FF: Math.round(waiting * ffOfInput + accumulators * ffOfBit + registered * ffOfWeight),
    },
  ]);
}

/** Look-up tables that select each multiplier's weight by the phase: a bit of up to 64 constants each. */
function weightSelections(plan: MacPlan, { inputs, outputs, phases }: MultiplierSet): number {
  return inputs * outputs * plan.weights.type.width * Math.ceil(phases / LUT_WORDS);
}

/** What was counted: the weights of a stage stay while its factor is chosen. */
const nonZeros = new WeakMap<FixedTensor, number>();

function shareOfNonZeros(tensor: FixedTensor): number {
  const known = nonZeros.get(tensor);
  if (known !== undefined) return known;
  const { data } = tensor;
  const share = data.length === 0
    ? 1
    : data.reduce((count, mantissa) => mantissa === 0n ? count : count + 1, 0) / data.length;
  nonZeros.set(tensor, share);
  return share;
}
