import type { ConvolutionPlan, DensePlan, MacPlan } from "../design/mod.ts";
import {
  type FixedType,
  fractionBits,
  type Interval,
  intervalOf,
  mantissaAt,
  printFixedType,
} from "../fixed/mod.ts";
import { type AxisGeometry, effectiveKernel } from "../layers/mod.ts";
import { realsOf } from "../simulate/reals.ts";
import { padded, reachBehind, windowAttributes } from "./axes.ts";
import { castResult, storedNumbers } from "./cast.ts";
import type { Attribute } from "./graph.ts";
import { cannotExport, dimsOf, MAX_FLOAT32, type Site, type Value, viewed } from "./values.ts";

/** A fully connected layer as a matrix product, its bias added. */
export function writeDense(plan: DensePlan, to: FixedType, site: Site): Value {
  const { graph, stage } = site;
  const { inputs, outputs } = plan;
  const x = viewed(site.inputs[0], [inputs], site);
  const numbers = sumsOf(plan, { x: x.numbers, outputs, phaseOf: () => 0, stage });
  const weights = storedNumbers(
    { data: realsOf(plan.weights), dims: [inputs, outputs], type: plan.weights.type },
    { graph, stage, label: `${stage}.weights` },
  );
  const product = graph.node(`${stage}.product`, {
    operator: "MatMul",
    inputs: [x.name, weights],
    dims: [1, outputs],
  });
  const bias = biasOf(plan, site);
  const name = bias === null
    ? product
    : graph.node(`${stage}.sum`, { operator: "Add", inputs: [product, bias], dims: [1, outputs] });
  return castResult({ name, shape: [outputs], numbers }, to, site);
}

/** A convolution, plain or transposed. */
export function writeConvolution(plan: ConvolutionPlan, to: FixedType, site: Site): Value {
  const { graph, stage } = site;
  const { geometry, channels, transposed, groups } = plan;
  const whole = viewed(site.inputs[0], [...geometry.map(({ input }) => input), channels.input], site);
  const phases = phasesOf(plan);
  const numbers = sumsOf(plan, {
    x: whole.numbers,
    outputs: channels.output,
    phaseOf: (tap) => phases[tap],
    stage,
  });
  const ends = geometry.map(transposed ? transposedEnds : plainEnds);
  const x = padded(whole, ends.map(({ input }) => input), 0, site);
  const weights = storedNumbers(
    { ...orderedWeights(plan), type: plan.weights.type },
    { graph, stage, label: `${stage}.weights` },
  );
  const bias = biasOf(plan, site);
  const shape = [...geometry.map(({ output }) => output), channels.output];
  const attributes: Record<string, Attribute> = {
    ...windowAttributes(geometry),
    group: groups,
    pads: [...ends.map(({ before }) => before), ...ends.map(({ after }) => after)],
  };
  const name = graph.node(`${stage}.sum`, {
    operator: transposed ? "ConvTranspose" : "Conv",
    inputs: bias === null ? [x.name, weights] : [x.name, weights, bias],
    dims: dimsOf(shape),
    attributes,
  });
  return castResult({ name, shape, numbers }, to, site);
}

/** What is written of an end of an axis: what is padded to the input beforehand, and what the operator is told. */
interface Ends {
  /** Zeros in front of and behind the input; negative where elements are left out. */
  readonly input: readonly [number, number];
  /** `pads` of the operator, in front. */
  readonly before: number;
  /** Likewise behind. */
  readonly after: number;
}

/** Padding of a plain convolution; what no window reads is left out, since it would make further outputs. */
function plainEnds(axis: AxisGeometry): Ends {
  const { before } = axis;
  const after = reachBehind(axis);
  const isUsual = before >= 0 && after > -axis.stride;
  return isUsual
    ? { input: [0, 0], before, after: Math.max(after, 0) }
    : { input: [before, after], before: 0, after: 0 };
}

/** Crops of a transposed convolution; where it is longer than its elements reach, zeros follow them. */
function transposedEnds(axis: AxisGeometry): Ends {
  const { input, output, stride, before } = axis;
  const front = Math.max(0, Math.ceil(-before / stride));
  const full = stride * (input + front - 1) + effectiveKernel(axis);
  const crop = before + front * stride;
  const back = Math.max(0, Math.ceil((crop + output - full) / stride));
  return { input: [front, back], before: crop, after: full + back * stride - crop - output };
}

/** What the sums of a multiply-accumulate stage are taken over. */
interface Sums {
  /** All numbers of an input. */
  readonly x: Interval;
  readonly outputs: number;
  /** The phase of a weight by the index of its tap: an output adds those of one phase alone. */
  readonly phaseOf: (tap: number) => number;
  readonly stage: string;
}

/**
 * All sums of a multiply-accumulate stage.
 * @throws {InterlaceError} if float32 does not hold every sum of some of the products, or a cast on the way changes one.
 */
function sumsOf(plan: MacPlan, { x, outputs, phaseOf, stage }: Sums): Interval {
  const { weights, accumulator, numbers: { starts } } = plan;
  if (!plan.orderFree) {
    throw cannotExport(
      stage,
      `its accumulator ${printFixedType(accumulator)} rounds or saturates on the way, and QONNX adds exactly`,
      "Leave the accumulator's type out.",
    );
  }
  const held = fractionBits(accumulator);
  const lift = BigInt(held - fractionBits(weights.type) - x.fraction);
  const [down, up] = [x.lo < 0n ? x.lo : 0n, x.hi > 0n ? x.hi : 0n];
  const reach = -down > up ? -down : up;
  const begin = () => ({ least: [...starts], most: [...starts], size: starts.map(magnitude) });
  const phases = new Map<number, ReturnType<typeof begin>>([[-1, begin()]]);
  const rows = weights.shape[weights.shape.length - 2] * outputs;
  let digits = starts.reduce((all, start) => all | start, 0n);
  weights.data.forEach((_, i) => {
    const weight = mantissaAt(weights.data, i, weights.type) << lift;
    const output = i % outputs;
    const phase = phaseOf(Math.floor(i / rows));
    const sums = phases.get(phase) ?? begin();
    phases.set(phase, sums);
    sums.least[output] += weight * (weight < 0n ? up : down);
    sums.most[output] += weight * (weight < 0n ? down : up);
    sums.size[output] += magnitude(weight) * reach;
    digits |= weight;
  });
  const all = [...phases.values()];
  const largest = all.flatMap(({ size }) => size).reduce((a, b) => a > b ? a : b);
  // Zeros that all numbers end with take no bits of a float.
  const zeros = trailingZeros(digits);
  if (largest >> zeros > MAX_FLOAT32) {
    throw cannotExport(
      stage,
      `its sums take up to ${
        (largest >> zeros).toString(2).length
      } bits and a sign, and a float32 of QONNX holds 24`,
      "Give the layer, or what it reads, narrower types.",
    );
  }
  const lo = all.flatMap(({ least }) => least).reduce((a, b) => a < b ? a : b);
  const hi = all.flatMap(({ most }) => most).reduce((a, b) => a > b ? a : b);
  const range = intervalOf(accumulator);
  if (lo < range.lo || hi > range.hi) {
    throw cannotExport(
      stage,
      `its sums can wrap in ${printFixedType(accumulator)}, and those of QONNX cannot`,
      "Leave the accumulator's type out.",
    );
  }
  return { lo: lo >> zeros, hi: hi >> zeros, fraction: held - Number(zeros) };
}

/** The phase that the weights of each tap belong to; a plain convolution has one. */
function phasesOf({ rows, columns }: ConvolutionPlan): readonly number[] {
  const axes = rows === null ? [columns] : [rows, columns];
  return axes.reduce<readonly number[]>((before, { phases }) => {
    const taps = phases.flatMap((taps, phase) => taps.map(({ tap }) => ({ tap, phase })))
      .sort((a, b) => a.tap - b.tap);
    return before.flatMap((outer) => taps.map(({ phase }) => outer * phases.length + phase));
  }, [0]);
}

function magnitude(value: bigint): bigint {
  return value < 0n ? -value : value;
}

/** Zero bits below the lowest one; 0 for zero. */
function trailingZeros(value: bigint): bigint {
  if (value === 0n) return 0n;
  return BigInt((value & -value).toString(2).length - 1);
}

/** What every sum starts with; null where that is nothing. */
function biasOf({ bias, accumulator, numbers: { starts } }: MacPlan, { graph, stage }: Site): string | null {
  if (starts.every((start) => start === 0n)) return null;
  const data = starts.map((start) => Number(start) * 2 ** -fractionBits(accumulator));
  const stored = realsOf(bias);
  const label = `${stage}.bias`;
  return data.every((value, i) => value === stored[i])
    ? storedNumbers({ data, dims: [data.length], type: bias.type }, { graph, stage, label })
    : graph.floats(label, [data.length], data);
}

/** Weights `[...kernel][inputs / groups][outputs]` in ONNX's order: `[outputs][inputs / groups][...kernel]`, or for a
 * transposed convolution `[inputs][outputs / groups][...kernel]`. */
function orderedWeights(
  plan: ConvolutionPlan,
): { readonly data: Float64Array; readonly dims: readonly number[] } {
  const { geometry, groups, channels, groupChannels, transposed, weights } = plan;
  const reals = realsOf(weights);
  const kernel = geometry.map(({ kernel }) => kernel);
  const taps = kernel.reduce((a, b) => a * b, 1);
  const data = new Float64Array(reals.length);
  for (let group = 0; group < groups; group++) {
    for (let i = 0; i < groupChannels.input; i++) {
      for (let j = 0; j < groupChannels.output; j++) {
        const [input, output] = [group * groupChannels.input + i, group * groupChannels.output + j];
        const to = transposed ? input * groupChannels.output + j : output * groupChannels.input + i;
        for (let tap = 0; tap < taps; tap++) {
          data[to * taps + tap] = reals[(tap * groupChannels.input + i) * channels.output + output];
        }
      }
    }
  }
  const lead = transposed ? [channels.input, groupChannels.output] : [channels.output, groupChannels.input];
  return { data, dims: [...lead, ...kernel] };
}
