import { assertEquals } from "@std/assert";
import { dspOf, dspsOf } from "../../src/target/mod.ts";

/** DSPs of square products of so many bits, by the bits. */
const squares = (part: string) =>
  [17, 18, 19, 24, 25, 27, 35, 36, 37].map((bits) => dspsOf({ a: bits, b: bits }, dspOf(part)));

Deno.test("dspsOf() tiles products with the multipliers of the part's family", () => {
  // 18x18, with or without a sign: 36 bits are two tiles.
  assertEquals(squares("LFE5U-85F-6BG381C"), [1, 1, 4, 4, 4, 4, 4, 4, 9]);
  assertEquals(squares("LIFCL-40-9BG400C"), squares("LFE5U-85F"));
  assertEquals(squares("GW2A-LV18PG256C8/I7"), squares("LFE5U-85F"));
  // 25x18, always signed: every further tile has 17 bits more.
  assertEquals(squares("xc7z020clg400-1"), [1, 1, 2, 2, 2, 4, 4, 6, 6]);
  assertEquals(squares("xcvu13p-flga2577-2-e"), [1, 1, 2, 2, 2, 2, 4, 6, 6]);
});

Deno.test("a product of a wide and a narrow number takes its tiles along the wide one alone", () => {
  const along = (part: string) =>
    [18, 19, 25, 26, 36, 37].map((bits) => dspsOf({ a: 9, b: bits }, dspOf(part)));
  assertEquals(along("LFE5U-25F"), [1, 2, 2, 2, 2, 3]);
  assertEquals(along("xc7a35t"), [1, 1, 1, 2, 2, 2]);
});
