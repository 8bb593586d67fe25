/** The largest integer that is no more than a quotient by a positive number; `/` rounds towards 0. */
export function floorQuotient(value: bigint, divisor: bigint): bigint {
  const towardsZero = value / divisor;
  return towardsZero * divisor > value ? towardsZero - 1n : towardsZero;
}
