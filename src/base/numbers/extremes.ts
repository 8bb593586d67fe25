/**
 * The largest of some numbers, or `least` where none is larger; NaN if one of them is NaN. Unlike `Math.max(...values)`
 * it takes any number of them: arguments lie on the stack, which has room for about a hundred thousand.
 *
 * @param least What to return for no numbers; default −∞, as `Math.max` does.
 */
export function largest(values: Iterable<number>, least = -Infinity): number {
  let most = least;
  for (const value of values) most = Math.max(most, value);
  return most;
}

/**
 * The smallest of some numbers, or `most` where none is smaller; NaN if one of them is NaN. See {@linkcode largest}.
 *
 * @param most What to return for no numbers; default ∞, as `Math.min` does.
 */
export function smallest(values: Iterable<number>, most = Infinity): number {
  let least = most;
  for (const value of values) least = Math.min(least, value);
  return least;
}
