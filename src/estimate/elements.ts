import type { SoftmaxPlan } from "../design/mod.ts";
import { NONE, type ResourceCounts, scale, sum } from "./counts.ts";
import { add, compare, multiply, registers, select, tree } from "./logic.ts";
import type { StageSite } from "./site.ts";

/** Resources of a softmax: the largest channel, exponentials, their sum, its reciprocal, the products. */
export function softmaxResources(
  { channels, exponentials, inverses, sumBits, numbers }: SoftmaxPlan,
  { lanes, dsp, inputs: [{ type: x }] }: StageSite,
): ResourceCounts {
  const unit = exponentials.type.width;
  const product = unit + inverses.type.width;
  // Steps of a shift by a number of bits that is not known: two of them a look-up table.
  const steps = Math.ceil(Math.log2(numbers.exponents + 1) / 2);
  const pixel = sum([
    tree(channels, { bits: x.width, logic: sum([compare(x.width), select(x.width, 2)]) }),
    scale(sum([add(x.width), compare(x.width), select(x.width, 2), registers(unit)]), channels),
    tree(channels, { bits: sumBits, logic: add(sumBits) }),
    { ...NONE, LUT: sumBits * steps },
    scale(
      sum([multiply({ a: unit, b: inverses.type.width }, dsp), { ...NONE, LUT: product * steps }]),
      channels,
    ),
  ]);
  return scale(pixel, lanes / channels);
}
