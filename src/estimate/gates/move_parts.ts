import type { Stage } from "../../design/mod.ts";
import type { ElasticTiming } from "../../target/mod.ts";
import type { WithModule } from "../../design/stage_ends.ts";
import {
  castParts,
  type ModuleParts,
  multiplierParts,
  registersOf,
  resultParts,
  times,
  together,
  treeNodes,
} from "./parts.ts";
import { entryBits } from "./window_parts.ts";

/** A stage of a kind with its module. */
type Site<Kind extends WithModule<Stage>["kind"]> = Extract<WithModule<Stage>, { readonly kind: Kind }>;

/** Beats of another width (`repack.v`). */
export function repackParts(
  { module, inputs: [input], output }: Site<"repack">,
): readonly Partial<ModuleParts>[] {
  const chunk = module.chunk * input.type.width;
  return [{
    registers: output.beats.bits,
    muxes: (module.ofInput - 1) * chunk,
    control: module.inputBits + module.outputBits + 1,
  }];
}

/** Two streams behind each other (`concatenate.v`). */
export function concatenateParts(
  { plan, module, inputs, output }: Site<"concatenate">,
): readonly Partial<ModuleParts>[] {
  return [
    ...inputs.map(({ beats, type }, i) =>
      times(beats.width, (plan.joinsPixels ? resultParts : castParts)(plan.numbers[i].result, type.width))
    ),
    plan.joinsPixels ? {} : { registers: output.beats.bits, choices: output.beats.bits },
    { control: 1 + (plan.joinsPixels ? 0 : module.beatBits + 1) },
  ];
}

/** Some of the elements (`select.v`). */
export function selectParts(
  { plan, module, inputs: [input], output }: Site<"select">,
): readonly Partial<ModuleParts>[] {
  return [
    { masks: output.beats.bits },
    times(output.beats.width, resultParts(plan.numbers.result, input.type.width)),
    { control: 1 + entryBits(module.rows) + entryBits(module.columns) },
  ];
}

/** Blocks of pixels to channels or back (`shuffle.v`). */
export function shuffleParts(
  { plan, module, inputs: [input], output }: Site<"shuffle">,
): readonly Partial<ModuleParts>[] {
  const places = plan.block ** 2;
  const deep = plan.toDepth ? output : input;
  const wide = plan.wide[2] * output.type.width;
  return [
    { registers: output.beats.bits },
    plan.toDepth
      ? { choices: deep.beats.width * output.type.width }
      : { muxes: (places - 1) * wide, choices: places * wide },
    times(input.beats.width, castParts(plan.numbers.result, input.type.width)),
    { control: 2 * module.blockBits + module.pixelBits + 1 },
  ];
}

/** Another order of axes (`permute.v`). */
export function permuteParts(
  { plan, module, inputs: [input], output }: Site<"permute">,
): readonly Partial<ModuleParts>[] {
  const chunk = module.chunk * input.type.width;
  return [
    { registers: output.beats.bits, muxes: (module.ofInput - 1) * chunk },
    times(module.chunk, castParts(plan.numbers.result, input.type.width)),
    {
      control: 4 + 2 * module.addressBits + module.axes.length * module.axisBits + module.inputBits +
        2 * module.outputBits + 3,
      sums: module.addressBits,
      constants: module.axes.length * module.addressBits,
    },
  ];
}

/** A softmax (`softmax.v`). */
export function softmaxParts(
  { plan, module, inputs: [input] }: Site<"softmax">,
  timing: ElasticTiming,
): readonly Partial<ModuleParts>[] {
  const { channels, exponentials: { type: { width: share } }, numbers: { exponents, result } } = plan;
  const x = input.type.width + 1;
  const levels = Math.ceil(Math.log2(channels));
  const cycles = timing.mulBefore + timing.mulAfter;
  const sum = share + exponents;
  const product = 2 * share;
  const shifts = module.exponentBits;
  return [
    // The largest, elements beside it, the sum of the shares.
    {
      registers: treeNodes(channels) * (x + sum) + channels * x * levels + 2 * sum,
      comparisons: (channels - 1) * x,
      choices: (channels - 1) * x + sum * shifts,
      sums: (channels - 1) * sum,
    },
    { registers: shifts * (2 + cycles), choices: exponents * shifts },
    times(
      channels,
      together([
        // Difference and address; the share beside its sum; the product, moved.
        { registers: x + 1 + module.exponentials.addressBits + share * (levels + 3) + product + exponents },
        {
          sums: 2 * x,
          comparisons: x,
          choices: module.exponentials.addressBits + (product + exponents) * shifts,
        },
        multiplierParts({ a: share, b: share, ...registersOf(timing) }),
        resultParts(result, product + exponents),
      ]),
    ),
    { control: 2 * levels + 8 + cycles },
  ];
}
