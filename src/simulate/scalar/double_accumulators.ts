import { fractionBits } from "../../fixed/mod.ts";
import { addProducts } from "../products.ts";
import {
  type Accumulator,
  doublesOf,
  isOrderFree,
  type MacOperands,
  magnitudeOf,
  productFraction,
  startValues,
} from "./operands.ts";
import { castDouble, planDoubleCast } from "./double_cast.ts";

/**
 * Sums in float64, in any order: no partial sum exceeds |start| + Σ|w|·max|x|, and every integer up to that bound
 * is a float64.
 */
export function doubleAccumulator(operands: MacOperands): Accumulator | null {
  if (!isOrderFree(operands)) return null;
  const { plan, x, y, groups, inputs, outputs } = operands;
  const starts = startValues(operands).map(Number);
  const [xs, weights] = [doublesOf(x), doublesOf(plan.weights)];
  const fraction = fractionBits(plan.accumulator);
  const unit = 2 ** (fraction - productFraction(operands));
  const ws = weights?.map((weight) => weight * unit) ?? null;
  if (xs === null || ws === null) return null;
  const bound = largestSum(ws, starts, magnitudeOf(x.type));
  const wrap = planDoubleCast({ fraction, bound }, plan.accumulator);
  const cast = planDoubleCast({ fraction, bound: magnitudeOf(plan.accumulator) }, y.type);
  if (wrap === null || cast === null) return null;
  const groupOutputs = outputs / groups;
  const sums = new Float64Array(outputs);
  return {
    start: () => sums.set(starts),
    add(tap) {
      for (let group = 0; group < groups; group++) {
        addProducts({
          x: xs,
          xAt: tap.input + group * inputs,
          w: ws,
          wAt: tap.weight + group * groupOutputs,
          wStride: outputs,
          y: sums,
          yAt: group * groupOutputs,
          inputs,
          outputs: groupOutputs,
        });
      }
    },
    store(output) {
      for (let i = 0; i < outputs; i++) {
        y.data[output + i] = BigInt(castDouble(castDouble(sums[i], wrap), cast));
      }
    },
  };
}

/** max |start| + Σ|w|·max|x| over the outputs; the weights of an output are every `starts.length`-th one. */
function largestSum(ws: Float64Array, starts: readonly number[], largestX: number): number {
  const sums = starts.map(Math.abs);
  ws.forEach((w, i) => sums[i % sums.length] += Math.abs(w) * largestX);
  return sums.reduce((a, b) => Math.max(a, b));
}

/** The definition, cast by cast, in float64. */
export function orderedDoubleAccumulator(operands: MacOperands): Accumulator | null {
  const { plan, x, y, groups, inputs, outputs } = operands;
  const starts = startValues(operands).map(Number);
  const [xs, ws] = [doublesOf(x), doublesOf(plan.weights)];
  const fraction = fractionBits(plan.accumulator);
  const bound = magnitudeOf(plan.accumulator);
  const largestProduct = magnitudeOf(x.type) * magnitudeOf(plan.weights.type);
  const castProduct = planDoubleCast(
    { fraction: productFraction(operands), bound: largestProduct },
    plan.accumulator,
  );
  const castSum = planDoubleCast({ fraction, bound: 2 * bound }, plan.accumulator);
  const cast = planDoubleCast({ fraction, bound }, y.type);
  if (xs === null || ws === null || castProduct === null || castSum === null || cast === null) return null;
  const groupOutputs = outputs / groups;
  const sums = new Float64Array(outputs);
  return {
    start: () => sums.set(starts),
    add(tap) {
      for (let group = 0; group < groups; group++) {
        const first = group * groupOutputs;
        for (let input = 0; input < inputs; input++) {
          const value = xs[tap.input + group * inputs + input];
          const row = tap.weight + input * outputs;
          for (let output = first; output < first + groupOutputs; output++) {
            sums[output] = castDouble(
              sums[output] + castDouble(value * ws[row + output], castProduct),
              castSum,
            );
          }
        }
      }
    },
    store(output) {
      for (let i = 0; i < outputs; i++) y.data[output + i] = BigInt(castDouble(sums[i], cast));
    },
  };
}
