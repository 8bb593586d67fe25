import { castReal, type FixedType, fractionBits, laneOf, type Mantissa, realOf } from "../fixed/mod.ts";
import type { SoftmaxKernel, TableKernel } from "../layers/mod.ts";
import type { Mantissas } from "../tensor/mod.ts";
import type { SoftmaxPlan } from "./function_plans.ts";
import { planTable } from "./table.ts";

/** Of exponentials and of reciprocals: numbers up to 1 in steps of 2^−17, rounded to nearest. */
const UNIT: FixedType = {
  width: 18,
  integer: 1,
  signed: false,
  quantization: "AP_RND_CONV",
  overflow: "AP_SAT",
};

/** Of a softmax whose result type is `auto`: shares of one in steps of 2^−15. */
export const SHARE_TYPE: FixedType = { ...UNIT, width: 16 };

/** e^−d for d ≥ 0; a table of magnitudes does not care how the function would go on below zero. */
const EXPONENTIAL: TableKernel = {
  kind: "table",
  function: "exp",
  evaluate: (difference) => Math.exp(-difference),
  symmetry: "odd",
};

/**
 * Plans a softmax. For the channels x of a pixel, with all types fixed here:
 *
 * 1. d = max(x) − x, exact, in steps of the input type.
 * 2. e = table of e^−d, `ap_ufixed<18,1>`: entry min(d >> shift, entries − 1), which is e^−d at the middle of the
 *    arguments that share it, but 1 for entry 0: the largest channel counts as it is, so that the sum is at least 1.
 * 3. s = the exact sum of all e.
 * 4. s = m·2^p with 1 ≤ m < 2; r = table of 1/m, `ap_ufixed<18,1>`, by the `inverseBits` bits of m behind the point,
 *    each entry at the middle of the arguments that share it.
 * 5. y = cast(e·r·2^−p), the product exact.
 */
export function planSoftmax({ channels }: SoftmaxKernel, x: FixedType, maxEntries: number): SoftmaxPlan {
  const difference: FixedType = { ...x, signed: false };
  const table = planTable(EXPONENTIAL, { x: difference, result: UNIT }, maxEntries);
  const exponentials = table.entries.data.slice() as Mantissas;
  exponentials[0] = laneOf(castReal(1, UNIT));
  const furthest = (2 ** table.shift - 1) * 2 ** -fractionBits(x);

  const inverseBits = Math.max(1, Math.floor(Math.log2(maxEntries)));
  const inverses = new BigInt64Array(2 ** inverseBits) as Mantissas;
  let inverseError = 0;
  for (let i = 0; i < inverses.length; i++) {
    const [low, middle, high] = [0, 0.5, 1].map((part) => 1 + (i + part) / inverses.length);
    const entry: Mantissa = castReal(1 / middle, UNIT);
    inverses[i] = laneOf(entry);
    for (const m of [low, high]) inverseError = Math.max(inverseError, Math.abs(realOf(entry, UNIT) - 1 / m));
  }
  return {
    kind: "softmax",
    channels,
    shift: table.shift,
    exponentials: { ...table.entries, data: exponentials },
    sumBits: Math.floor(Math.log2(channels)) + UNIT.width,
    inverseBits,
    inverses: { shape: [inverses.length], type: UNIT, data: inverses },
    worstErrors: {
      exponential: Math.max(table.worstError, (1 - Math.exp(-furthest)) * 2 ** fractionBits(UNIT)),
      inverse: inverseError * 2 ** fractionBits(UNIT),
    },
  };
}
