/** What modules sum up, compare and divide exactly: the widths of it, and how it is cast. */
import { largest } from "../../base/numbers/extremes.ts";
import { type FixedType, fractionBits } from "../../fixed/mod.ts";
import { multiplies, nodesOf, quotientsOf } from "../../layers/mod.ts";
import { treeLevels } from "../work/tree_levels.ts";
import { GLOBAL_POOLS } from "../planners/global_pools.ts";
import type { MapPlan } from "../plans/map_plan.ts";
import type { TensorPlan } from "../plans/tensor_plan.ts";
import type { ExactSum, MetSum } from "./exact_sums.ts";
import type { DivisionPlan, GlobalPoolPlan, PoolPlan } from "../plans/window_plans.ts";

/** Bits behind a quotient that say whether there is a rest. */
const REST_BITS = 1;

/** The tensors of a stage of one input. */
interface Ends {
  readonly input: TensorPlan;
  readonly output: TensorPlan;
}

/** Of a pooling. */
export function poolSum(
  { taps, counts, division, function: does }: PoolPlan,
  { input, output }: Ends,
): ExactSum {
  const averages = does === "average";
  const divides = averages && (counts !== "all" || !isPowerOfTwo(taps.length));
  return exactSum({
    // A sum grows by a bit a level; the sign, and what is smaller than everything.
    width: input.type.width + (averages ? treeLevels(taps.length) : 0) + 2,
    fraction: fractionBits(input.type),
    halvings: averages && !divides ? Math.log2(taps.length) : 0,
    division: divides ? division : null,
    to: output.type,
  });
}

/** Of a pooling of whole maps. */
export function globalPoolSum(plan: GlobalPoolPlan, { input, output }: Ends): ExactSum {
  const { halvings, ...sum } = GLOBAL_POOLS[plan.function].sum(plan, input.type);
  const division = halvings === null ? plan.division : null;
  return exactSum({ ...sum, halvings: halvings ?? 0, division, to: output.type });
}

/** Of a map of two tensors, and how far each operand is moved up to the fraction bits of the result. */
export function metSum(
  { expression }: MapPlan,
  { inputs: [a, b], to }: {
    readonly inputs: readonly [TensorPlan, TensorPlan];
    /** The type of the result, with the modes of its cast. */
    readonly to: FixedType;
  },
): MetSum {
  const [first, second] = [fractionBits(a.type), fractionBits(b.type)];
  const isProduct = multiplies(expression);
  const fraction = isProduct ? first + second : Math.max(first, second);
  const lifts = isProduct ? [0, 0] as const : [fraction - first, fraction - second] as const;
  const [division] = quotientsOf(expression);
  const sum = exactSum({
    width: isProduct
      ? a.type.width + b.type.width + 1
      : largest([a.type.width + lifts[0], b.type.width + lifts[1]]) + 2,
    fraction,
    halvings: nodesOf(expression).reduce((sum, node) => sum - (node.kind === "shift" ? node.by : 0), 0),
    division: division?.division ?? null,
    to,
  });
  return { sum, lifts };
}

function exactSum(
  { width, fraction, halvings, division, to }: {
    readonly width: number;
    /** Fraction bits of the sum. */
    readonly fraction: number;
    /** Times that it is halved, which only moves the point. */
    readonly halvings: number;
    readonly division: DivisionPlan | null;
    readonly to: FixedType;
  },
): ExactSum {
  const raise = division?.raise ?? 0;
  const made = division === null ? fraction + halvings : fraction + raise + REST_BITS;
  return {
    width,
    divides: division !== null,
    raise,
    dividendBits: division === null ? null : width + raise,
    result: { dropped: made - fractionBits(to), to },
  };
}

function isPowerOfTwo(count: number): boolean {
  return Number.isInteger(Math.log2(count));
}
