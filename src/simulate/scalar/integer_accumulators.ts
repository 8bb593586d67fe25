import { castMantissa, fractionBits, laneOf, mantissaAt } from "../../fixed/mod.ts";
import { type Accumulator, isOrderFree, type MacOperands, productFraction, startValues } from "./operands.ts";

/** Sums modulo 2^64, in any order: `asIntN` lets the engine compute in machine words. */
export function wordAccumulator(operands: MacOperands): Accumulator | null {
  if (!isOrderFree(operands)) return null;
  const { plan, x, y, groups, inputs, outputs } = operands;
  const starts = startValues(operands);
  const xs = x.data;
  const ws = plan.weights.data;
  const fraction = fractionBits(plan.accumulator);
  const shift = BigInt(fraction - productFraction(operands));
  const groupOutputs = outputs / groups;
  const sums = new BigInt64Array(outputs);
  return {
    start: () => sums.fill(0n),
    add(tap) {
      for (let group = 0; group < groups; group++) {
        const first = group * groupOutputs;
        for (let input = 0; input < inputs; input++) {
          const value = xs[tap.input + group * inputs + input];
          const row = tap.weight + input * outputs;
          for (let output = first; output < first + groupOutputs; output++) {
            sums[output] = BigInt.asIntN(64, sums[output] + BigInt.asIntN(64, value * ws[row + output]));
          }
        }
      }
    },
    store(output) {
      for (let i = 0; i < outputs; i++) {
        const sum = castMantissa(starts[i] + (sums[i] << shift), fraction, plan.accumulator);
        y.data[output + i] = laneOf(castMantissa(sum, fraction, y.type));
      }
    },
  };
}

/** The definition, cast by cast. */
export function orderedAccumulator(operands: MacOperands): Accumulator {
  const { plan, x, y, groups, inputs, outputs } = operands;
  const { weights, accumulator } = plan;
  const starts = startValues(operands);
  const fraction = fractionBits(accumulator);
  const fractionOfProduct = productFraction(operands);
  const groupOutputs = outputs / groups;
  const sums = [...starts];
  return {
    start: () => starts.forEach((start, output) => sums[output] = start),
    add(tap) {
      for (let group = 0; group < groups; group++) {
        const first = group * groupOutputs;
        for (let input = 0; input < inputs; input++) {
          const value = mantissaAt(x.data, tap.input + group * inputs + input, x.type);
          const row = tap.weight + input * outputs;
          for (let output = first; output < first + groupOutputs; output++) {
            const product = value * mantissaAt(weights.data, row + output, weights.type);
            const term = castMantissa(product, fractionOfProduct, accumulator);
            sums[output] = castMantissa(sums[output] + term, fraction, accumulator);
          }
        }
      }
    },
    store(output) {
      for (let i = 0; i < outputs; i++) y.data[output + i] = laneOf(castMantissa(sums[i], fraction, y.type));
    },
  };
}
