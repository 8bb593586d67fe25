/** What `pool.v`, `global_pool.v` and `merge.v` divide exactly, and the widths of what they divide. */
import { largest } from "../base/extremes.ts";
import { fractionBits } from "../fixed/mod.ts";
import { multiplies, quotientsOf } from "../layers/mod.ts";
import { treeLevels } from "./elastic_cycles.ts";
import { divisionOf } from "./dividend.ts";
import type { MapPlan } from "./map_plan.ts";
import type { TensorPlan } from "./tensor_plan.ts";
import type { DivisionPlan, GlobalPoolPlan, PoolPlan } from "./window_plans.ts";

/** An exact result and how it is divided. */
export interface ExactSum {
  /** Bits of the result, its sign included. */
  readonly width: number;
  /** Null where nothing is divided: a power of two only moves the point. */
  readonly division: DivisionPlan | null;
  /** Bits of the dividend; null where there is none. */
  readonly dividendBits: number | null;
}

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

/** Of a map of two tensors. */
export function mergeSum({ expression }: MapPlan, inputs: readonly TensorPlan[]): ExactSum {
  const fractions = inputs.map(({ type }) => fractionBits(type));
  const common = largest(fractions);
  const width = multiplies(expression)
    ? inputs[0].type.width + inputs[1].type.width + 1
    : largest(inputs.map(({ type }, i) => type.width + common - fractions[i])) + 2;
  const [division] = quotientsOf(expression);
  return exactSum(width, division === undefined ? null : divisionOf(division));
}

function exactSum(width: number, division: DivisionPlan | null): ExactSum {
  return { width, division, dividendBits: division === null ? null : width + division.raise };
}

function isPowerOfTwo(count: number): boolean {
  return Number.isInteger(Math.log2(count));
}
