import { largest } from "../../base/extremes.ts";
import type { ConcatenatePlan, MergePlan } from "../../design/mod.ts";
import {
  castMantissa,
  castQuotient,
  type FixedType,
  fractionBits,
  laneOf,
  mantissaAt,
} from "../../fixed/mod.ts";
import { type FixedTensor, type Mantissas, sizeOf } from "../../tensor/mod.ts";
import { castDouble, planDoubleCast } from "./double_cast.ts";
import { castElements } from "./elements.ts";
import { doublesOf, magnitudeOf } from "./operands.ts";

type Pair = readonly [FixedTensor, FixedTensor];

/** y = cast(a ∘ b), the exact result divided by the count for an average. */
export function runMerge(
  plan: MergePlan,
  inputs: Pair,
  { samples, to }: { readonly samples: number; readonly to: FixedType },
): Mantissas {
  const [a, b] = inputs;
  const fractions = [fractionBits(a.type), fractionBits(b.type)] as const;
  const isProduct = plan.operation === "multiply";
  const fraction = isProduct ? fractions[0] + fractions[1] : largest(fractions);
  const lifts = isProduct ? [0, 0] as const : [fraction - fractions[0], fraction - fractions[1]] as const;
  const shape = a.shape.slice(1).map((size, axis) => Math.max(size, b.shape[axis + 1]));
  const output = { size: sizeOf(shape), channels: shape[shape.length - 1] };
  const places = [a, b].map((x) => repeatedPlaces(x.shape.slice(1), output));
  const work = {
    plan,
    inputs,
    lifts,
    fraction,
    to,
    y: new BigInt64Array(samples * output.size) as Mantissas,
  };
  const compute = inDoubles(work) ?? inIntegers(work);
  const sizes = [a.data.length / samples, b.data.length / samples];
  for (let sample = 0, i = 0; sample < samples; sample++) {
    for (let element = 0; element < output.size; element++, i++) {
      compute(i, sample * sizes[0] + places[0][element], sample * sizes[1] + places[1][element]);
    }
  }
  return work.y;
}

interface Work {
  readonly plan: MergePlan;
  readonly inputs: Pair;
  /** Bits that each mantissa is moved up, so that both have the same point. */
  readonly lifts: readonly [number, number];
  /** Of the exact result. */
  readonly fraction: number;
  readonly to: FixedType;
  readonly y: Mantissas;
}

/** Computes the element of the output at the first index from those of the inputs at the others. */
type Compute = (output: number, a: number, b: number) => void;

/** The definition. */
function inIntegers({ plan, inputs: [a, b], lifts, fraction, to, y }: Work): Compute {
  const [liftA, liftB] = lifts.map(BigInt);
  return (output, atA, atB) => {
    const value = combine(plan.operation, [
      mantissaAt(a.data, atA, a.type) << liftA,
      mantissaAt(b.data, atB, b.type) << liftB,
    ]);
    y[output] = laneOf(
      plan.mean === null
        ? castMantissa(value, fraction, to)
        : castQuotient({ value, fraction, divisor: BigInt(plan.mean.count) }, to),
    );
  };
}

/** The same in float64 where that is exact, else null. */
function inDoubles({ plan, inputs, lifts, fraction, to, y }: Work): Compute | null {
  const { operation, mean } = plan;
  const [a, b] = inputs.map((x, i) => doublesOf(x)?.map((value) => value * 2 ** lifts[i]) ?? null);
  const [boundA, boundB] = inputs.map((x, i) => magnitudeOf(x.type) * 2 ** lifts[i]);
  const bound = operation === "multiply" ? boundA * boundB : boundA + boundB;
  const halvings = Math.log2(mean?.count ?? 1);
  const cast = Number.isInteger(halvings)
    ? planDoubleCast({ fraction: fraction + halvings, bound }, to)
    : null;
  if (a === null || b === null || cast === null) return null;
  switch (operation) {
    case "add":
      return (output, atA, atB) => y[output] = BigInt(castDouble(a[atA] + b[atB], cast));
    case "subtract":
      return (output, atA, atB) => y[output] = BigInt(castDouble(a[atA] - b[atB], cast));
    case "multiply":
      return (output, atA, atB) => y[output] = BigInt(castDouble(a[atA] * b[atB], cast));
    case "maximum":
      return (output, atA, atB) => y[output] = BigInt(castDouble(Math.max(a[atA], b[atB]), cast));
    case "minimum":
      return (output, atA, atB) => y[output] = BigInt(castDouble(Math.min(a[atA], b[atB]), cast));
  }
}

/** The element that an input has for each element of an output, whose pixels or channels it may repeat over. */
function repeatedPlaces(
  shape: readonly number[],
  output: { readonly size: number; readonly channels: number },
): Uint32Array {
  const own = shape[shape.length - 1];
  const pixels = sizeOf(shape) / own;
  return Uint32Array.from({ length: output.size }, (_, i) => {
    const [pixel, channel] = [Math.floor(i / output.channels), i % output.channels];
    return (pixels === 1 ? 0 : pixel) * own + (own === 1 ? 0 : channel);
  });
}

function combine(operation: MergePlan["operation"], [a, b]: readonly [bigint, bigint]): bigint {
  switch (operation) {
    case "add":
      return a + b;
    case "subtract":
      return a - b;
    case "multiply":
      return a * b;
    case "maximum":
      return a > b ? a : b;
    case "minimum":
      return a < b ? a : b;
  }
}

/** Parts of both inputs in turn. */
export function runConcatenate({ sizes }: ConcatenatePlan, inputs: Pair, to: FixedType): Mantissas {
  const parts = inputs.map((x) => castElements(x, to));
  const y = new BigInt64Array(parts[0].length + parts[1].length) as Mantissas;
  const blocks = parts[0].length / sizes[0];
  for (let block = 0, at = 0; block < blocks; block++) {
    parts.forEach((data, input) => {
      y.set(data.subarray(block * sizes[input], (block + 1) * sizes[input]), at);
      at += sizes[input];
    });
  }
  return y;
}
