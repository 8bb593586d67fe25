declare const brand: unique symbol;

/**
 * A mark that only the compiler sees: a `bigint & Brand<"mantissa">` is no other bigint. No value carries it; casts to
 * the type stand where its values are made.
 */
export interface Brand<Name extends string> {
  /**
   * The mark; nothing to read.
   *
   * @ignore
   */
  readonly [brand]: Name;
}
