/** What `pool.v`, `global_pool.v` and `merge.v` divide exactly, and the widths of what they divide. */
import { largest } from "../base/extremes.ts";
import { fractionBits } from "../fixed/mod.ts";
import { treeLevels } from "./elastic_cycles.ts";
import type { MergePlan } from "./graph_plans.ts";
import type { TensorPlan } from "./tensor_plan.ts";
import type { ExactSum } from "./module_plans.ts";
import type { DivisionPlan, GlobalPoolPlan, PoolPlan } from "./window_plans.ts";

/** Of a pooling. */
export function poolSum({ taps, counts, division, function: does }: PoolPlan, input: TensorPlan): ExactSum {
  const averages = does === "average";
  // A sum grows by a bit a level; the sign, and what is smaller than everything.
  const width = input.type.width + (averages ? treeLevels(taps.length) : 0) + 2;
  const divides = averages && (counts !== "all" || !isPowerOfTwo(taps.length));
  return exactSum(width, divides ? division : null);
}

/** Of a pooling of whole maps. */
export function globalPoolSum(
  { pixels, division, function: does }: GlobalPoolPlan,
  input: TensorPlan,
): ExactSum {
  const averages = does === "average";
  const width = input.type.width + 1 + (averages ? treeLevels(pixels) : 0);
  return exactSum(width, averages && !isPowerOfTwo(pixels) ? division : null);
}

/** Of a merge. */
export function mergeSum({ operation, mean }: MergePlan, inputs: readonly TensorPlan[]): ExactSum {
  const fractions = inputs.map(({ type }) => fractionBits(type));
  const common = largest(fractions);
  const width = operation === "multiply"
    ? inputs[0].type.width + inputs[1].type.width + 1
    : largest(inputs.map(({ type }, i) => type.width + common - fractions[i])) + 2;
  return exactSum(width, mean?.division ?? null);
}

function exactSum(width: number, division: DivisionPlan | null): ExactSum {
  return { width, division, dividendBits: division === null ? null : width + division.raise };
}

function isPowerOfTwo(count: number): boolean {
  return Number.isInteger(Math.log2(count));
}
