/** The greatest common divisor of two positive integers, by Euclid. */
export function greatestDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestDivisor(b, a % b);
}
