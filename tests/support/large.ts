import { assertEquals } from "@std/assert";
import { isDeepStrictEqual } from "node:util";

/**
 * `assertEquals()` of what is large: whole stages, projects, tensors. That lists the keys of every object it meets and looks
 * at typed arrays number by number in a closure, which takes ten times as long; so it is asked only where something differs
 * (0 and -0 do for one of them and not for the other), and then judges and tells.
 */
export function assertLargeEquals<T>(actual: T, expected: T, message?: string): void {
  if (!isDeepStrictEqual(actual, expected)) assertEquals(actual, expected, message);
}
