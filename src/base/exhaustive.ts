/**
 * Marks the end of a `switch` over a closed union: a forgotten member is a compile error.
 *
 * @throws {TypeError} if a value from outside the type system gets here all the same.
 */
export function exhaustive(value: never): never {
  throw new TypeError(`Unhandled case: ${JSON.stringify(value)}`);
}
