import type {
  ConvolutionPlan,
  DensePlan,
  MacPlan,
  MacTurns,
  Stage,
  StreamTensor,
  TensorPlan,
} from "../../design/mod.ts";
import { dspOf, type ElasticTiming } from "../../target/mod.ts";
import { dspsOfMultiplier, gateFamilyOf } from "./family.ts";
import type { WithModule } from "../../design/stage_ends.ts";
import {
  adderMultiplierParts,
  castParts,
  type ModuleParts,
  multiplierParts,
  type Multipliers,
  registersOf,
  times,
  together,
  treeNodes,
} from "./parts.ts";
import { windowParts, wordParts } from "./window_parts.ts";

/** Where a stage that multiplies stands. */
interface MacSite {
  readonly turns: MacTurns;
  readonly input: StreamTensor;
  readonly output: StreamTensor;
  readonly timing: ElasticTiming;
  readonly groups: number;
  /** Whether all inputs of an output come at once and turn round; else those of a turn come with it. */
  readonly turnsRound: boolean;
}

/** Most multipliers that read an input from the same register: parameter of `mac_array.v`. */
const X_READERS = 4;

/** Turns at the multipliers (`mac_array.v`, `mac_lane.v`). */
function macParts(
  { schedule, weights, accumulator, multiplier, numbers: { casts } }: MacPlan,
  { turns, input, output, timing, groups, turnsRound }: MacSite,
): readonly Partial<ModuleParts>[] {
  const { inputLanes, outputLanes, outputTurns } = schedule;
  const x = input.type.width;
  const sum = accumulator.width;
  const multiplications = inputLanes * outputLanes;
  const wraps = accumulator.overflow === "AP_WRAP";
  const heads = groups * inputLanes * x;
  const part = schedule.counters.outputTurn.width;
  const tags = part + 5;
  const cycles = 2 + timing.mulBefore + timing.mulAfter +
    (wraps ? Math.ceil(Math.ceil(Math.log2(inputLanes)) / timing.adderLevels) : 0);
  // An input lies in a register for a few lanes, where all read the same.
  const sharedBy = groups === 1 ? Math.min(outputLanes, X_READERS) : 1;
  return [
    // Inputs that turn round, and beside their weights.
    { registers: (groups === 1 ? Math.ceil(outputLanes / sharedBy) : 1) * heads },
    turnsRound
      ? { registers: turns.most * heads, choices: turns.most * heads * (outputTurns > 1 ? 2 : 1) }
      : {},
    { muxes: groups > 1 ? (outputTurns - 1) * outputLanes * inputLanes * x : 0 },
    times(
      multiplications,
      together([
        productParts(multiplier, { a: x, b: weights.type.width, ...registersOf(timing), sharedBy }, sum),
        castParts(casts.product, x + weights.type.width),
      ]),
    ),
    // Sums of a turn, and of all turns.
    times(
      outputLanes,
      wraps
        ? { registers: treeNodes(inputLanes, timing.adderLevels) * sum, sums: (inputLanes - 1) * sum }
        : times(inputLanes, { sums: sum, ...castParts(casts.sum, sum + 1) }),
    ),
    times(
      outputLanes,
      together([
        // One that wraps takes in the choice of the bias where it adds: `templates/rtl/gates/ecp5_accumulate.v`.
        { registers: sum, sums: wraps ? sum : 0, choices: wraps ? 0 : sum },
        outputTurns > 1 ? { registers: sum, constants: (outputTurns - 1) * sum } : {},
        castParts(casts.result, sum),
      ]),
    ),
    { registers: outputTurns * outputLanes * output.type.width },
    {
      choices: turns.phases.some(({ turns }) => turns === 0)
        ? outputTurns * outputLanes * output.type.width
        : 0,
    },
    {
      control: tags * (cycles + 1) + 2 * turns.turnBits + turns.weights.addressBits + part + 4,
      constants: turns.phases.length > 1
        ? (turns.phases.length - 1) * (turns.turnBits + turns.weights.addressBits)
        : 0,
    },
  ];
}

/** A multiplier and the register of the accumulator's type behind it, which one of adders has in its tree. */
function productParts(
  multiplier: MacPlan["multiplier"],
  sizes: Omit<Multipliers, "count">,
  bits: number,
): Partial<ModuleParts> {
  return multiplier === "lut"
    ? adderMultiplierParts({ ...sizes, after: sizes.after + 1 })
    : together([multiplierParts(sizes), { registers: bits }]);
}

/** A fully connected layer (`dense.v`). */
export function denseParts(
  { plan, module, inputs: [input], output }: Extract<WithModule<Stage>, { readonly kind: "dense" }>,
  timing: ElasticTiming,
): readonly Partial<ModuleParts>[] {
  return [
    { registers: input.beats.count * input.beats.bits, control: module.beatBits + cycleBits(plan) },
    ...macParts(plan, { turns: module.turns, input, output, timing, groups: 1, turnsRound: true }),
  ];
}

/** A convolution (`convolution.v`). */
export function convolutionParts(
  { plan, module, inputs: [input], output }: Extract<WithModule<Stage>, { readonly kind: "convolution" }>,
  timing: ElasticTiming,
): readonly Partial<ModuleParts>[] {
  const { window, words, turns } = module;
  const { groups } = plan;
  const pixel = input.beats.bits;
  const inputs = words === null
    ? [
      ...windowParts(window, input, { masks: false }),
      { registers: timing.selectAfter * plan.taps * pixel },
      // A tap takes the pixel of its phase, if that exists (`gather.v`).
      ...plan.phases.flatMap(({ taps }) => taps.map(() => ({ muxes: pixel, control: 1 }))),
    ]
    : wordParts(window, words);
  return [
    ...inputs,
    { control: cycleBits(plan) },
    ...macParts(plan, { turns, input, output, timing, groups, turnsRound: words === null }),
  ];
}

function cycleBits({ schedule }: DensePlan | ConvolutionPlan): number {
  return schedule.counters.iteration.width;
}

/** DSPs that a stage takes at the least with another factor. */
export function leastDsps(plan: DensePlan | ConvolutionPlan, input: TensorPlan, factor: MacFactor): number {
  const outputs = plan.kind === "dense" ? plan.outputs : plan.channels.output;
  const product = { a: plan.weights.type.width, b: input.type.width };
  if (plan.multiplier === "lut") return 0;
  const DSP = dspsOfMultiplier(product, gateFamilyOf(factor.part), dspOf(factor.part));
  return Math.ceil((plan.inputs * outputs) / factor.reuseFactor) * DSP;
}

/** A factor that is valid for a stage, and the part that it is built for. */
interface MacFactor {
  readonly reuseFactor: number;
  readonly part: string;
}
