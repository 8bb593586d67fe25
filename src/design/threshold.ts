import { castReal, type FixedType, fractionBits, mantissaRange } from "../fixed/mod.ts";
import type { ThresholdKernel } from "../layers/mod.ts";
import type { Mantissas } from "../tensor/mod.ts";
import type { ThresholdPlan } from "./function_plans.ts";

/** Plans a comparison with a number that the input type need not hold: its floor in units of that type decides alike. */
export function planThreshold({ threshold }: ThresholdKernel, x: FixedType): ThresholdPlan {
  const type: FixedType = {
    width: 64,
    integer: 64 - fractionBits(x),
    signed: true,
    quantization: "AP_TRN",
    overflow: "AP_SAT",
  };
  const { min, max } = mantissaRange(x);
  const floor: bigint = castReal(threshold, type);
  const last = floor > max ? max : floor < min - 1n ? min - 1n : floor;
  return { kind: "threshold", last: { shape: [1], type, data: BigInt64Array.of(last) as Mantissas } };
}
