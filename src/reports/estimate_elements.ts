import { type MergePlan, type SoftmaxPlan, streamOf, type TablePlan } from "../design/mod.ts";
import { NONE, type ResourceCounts, scale, sum } from "./estimate_counts.ts";
import {
  add,
  compare,
  divide,
  factorBits,
  multiply,
  multiplyBy,
  registers,
  select,
  tree,
} from "./estimate_logic.ts";
import type { StageSite } from "./estimate_site.ts";

/** The place in the table, the table, and what is left to do with its entry. */
export function tableResources(
  { symmetry, entries, slope, segments }: TablePlan,
  { lanes, dsp, inputs: [{ type: x }] }: StageSite,
): ResourceCounts {
  const entry = entries.type.width;
  const place = sum([add(x.width), compare(x.width), select(x.width, 2)]);
  // Every further segment: whether the place is in it, which cell that is, and the choice of its index.
  const index = Math.ceil(Math.log2(entries.data.length + 1));
  const segment = sum([compare(x.width), add(x.width), add(index), select(index, 2)]);
  const after = symmetry === "none" || symmetry === "linear" ? NONE : sum([add(entry), select(entry, 2)]);
  return sum([
    scale(sum([place, scale(segment, segments.length - 1), after]), lanes),
    slope === null
      ? NONE
      : sum([multiplyBy(slope, { bits: factorBits(x), lanes, dsp }), scale(select(x.width, 2), lanes)]),
  ]);
}

/** Resources of a merge without the cast of its results. */
export function mergeResources(
  { operation, exact, mean, repeats }: MergePlan,
  { work, lanes, dsp, inputs: [a, b] }: StageSite<"merge">,
): ResourceCounts {
  const one = operation === "multiply"
    ? multiply({ a: factorBits(a.type), b: factorBits(b.type) }, dsp)
    : operation === "maximum" || operation === "minimum"
    ? sum([compare(exact.width), select(exact.width, 2)])
    : add(exact.width);
  // A beat that meets all of the other input is held.
  const held = [a, b].map((tensor, input) =>
    work.kind === "stream" && repeats[input].pixels ? registers(streamOf(tensor).beats.bits) : NONE
  );
  const quotient = mean?.division ? divide(mean.division) : NONE;
  return sum([...held, scale(sum([one, quotient]), lanes)]);
}

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
