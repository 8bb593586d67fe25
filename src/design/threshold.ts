import { castReal, type FixedType, laneOf, mantissaRange, realOf } from "../fixed/mod.ts";
import type { ThresholdKernel } from "../layers/mod.ts";
import type { Mantissas } from "../tensor/mod.ts";
import type { Draft } from "./draft.ts";
import type { ThresholdPlan } from "./function_plans.ts";
import type { CastPlan } from "./plan.ts";

/**
 * Plans a comparison with a number that the input type need not hold: its floor in that type decides alike. Below every
 * number of the type there is nothing to compare: all pass.
 */
export function planThreshold({ threshold }: ThresholdKernel, x: FixedType): Draft<ThresholdPlan | CastPlan> {
  const type: FixedType = { ...x, quantization: "AP_TRN", overflow: "AP_SAT" };
  if (threshold < realOf(mantissaRange(type).min, type)) return { kind: "cast" };
  const last = laneOf(castReal(threshold, type));
  return { kind: "threshold", last: { shape: [1], type, data: BigInt64Array.of(last) as Mantissas } };
}
