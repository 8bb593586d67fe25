import { assertEquals, assertThrows } from "@std/assert";
import { largest, smallest } from "../../src/base/numbers/extremes.ts";

Deno.test("largest() and smallest() are Math.max and Math.min", () => {
  for (const values of [[], [3], [1, -2, 7], [0, -0], [NaN, 1], [1, NaN], [Infinity, -Infinity]]) {
    assertEquals(largest(values), Math.max(...values));
    assertEquals(smallest(values), Math.min(...values));
    assertEquals(largest(values, 2), Math.max(2, ...values));
    assertEquals(smallest(values, 2), Math.min(2, ...values));
  }
});

Deno.test("largest() and smallest() take more numbers than the stack has room for", () => {
  const many = new Float64Array(2 ** 20);
  many[5] = 1;
  many[6] = -1;
  assertThrows(() => Math.max(...many), RangeError);
  assertEquals([largest(many), smallest(many)], [1, -1]);
});
