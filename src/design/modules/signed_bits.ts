/** Bits in which all of some numbers have a sign, at least two. */
export function signedBits(values: Iterable<bigint>): number {
  let [least, most] = [0n, 0n];
  for (const value of values) {
    if (value < least) least = value;
    if (value > most) most = value;
  }
  // −m takes the bits of m − 1 beside its sign, and 0 takes one.
  const magnitude = -least - 1n > most ? -least - 1n : most;
  return magnitude.toString(2).length + 1;
}
