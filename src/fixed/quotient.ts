import { castMantissa } from "./cast.ts";
import { fractionBits } from "./mantissa.ts";
import type { FixedType, Mantissa } from "./type.ts";

/** The exact number value / divisor · 2^−fraction. */
export interface Quotient {
  /** Any integer. */
  readonly value: bigint;
  /** At least 1. */
  readonly divisor: bigint;
  /** May be negative. */
  readonly fraction: number;
}

/**
 * Casts an exact quotient to a type: rounded once by the type's mode, then brought into its range. No digit of the
 * quotient is lost before the rounding, however many it has.
 *
 * @example
 * ```ts
 * import { castQuotient, parseFixedType } from "./mod.ts";
 *
 * // 7/16 / 3 = 0.1458… is 9.33… / 64
 * castQuotient({ value: 7n, divisor: 3n, fraction: 4 }, parseFixedType("ap_fixed<8,2,AP_RND>")); // 9n
 * ```
 */
export function castQuotient({ value, divisor, fraction }: Quotient, to: FixedType): Mantissa {
  // One bit below the last one kept says on which side of a tie the rest is, one more whether there is any rest.
  const raised = Math.max(0, fractionBits(to) + 1 - fraction);
  const dividend = value << BigInt(raised);
  const towardsZero = dividend / divisor;
  const rest = dividend - towardsZero * divisor;
  const floor = rest < 0n ? towardsZero - 1n : towardsZero;
  return castMantissa(2n * floor + (rest === 0n ? 0n : 1n), fraction + raised + 1, to);
}
