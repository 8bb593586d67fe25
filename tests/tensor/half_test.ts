import { assertEquals, assertStrictEquals } from "@std/assert";
import { halfToNumber } from "../../src/tensor/half.ts";

const cases: readonly (readonly [bits: number, value: number, what: string])[] = [
  [0x0000, 0, "zero"],
  [0x8000, -0, "negative zero"],
  [0x0001, 5.960464477539063e-8, "the smallest subnormal"],
  [0x8001, -5.960464477539063e-8, "the smallest negative subnormal"],
  [0x03ff, 6.097555160522461e-5, "the largest subnormal"],
  [0x0400, 6.103515625e-5, "the smallest normal number"],
  [0x3555, 0.333251953125, "about a third"],
  [0x3c00, 1, "one"],
  [0x3c01, 1.0009765625, "the number after one"],
  [0xc000, -2, "minus two"],
  [0x7bff, 65504, "the largest number"],
  [0xfbff, -65504, "the lowest number"],
  [0x7c00, Infinity, "infinity"],
  [0xfc00, -Infinity, "negative infinity"],
  [0x7e00, NaN, "a quiet NaN"],
  [0x7c01, NaN, "a signalling NaN"],
  [0xffff, NaN, "a negative NaN"],
];

for (const [bits, value, what] of cases) {
  Deno.test(`halfToNumber() reads ${what}`, () => assertStrictEquals(halfToNumber(bits), value));
}

Deno.test("halfToNumber() agrees on all finite encodings with the grid that they count off", () => {
  // Positive halves in the order of their encodings: 2048 steps of 2^-24, then the step doubles every 1024.
  let value = 0;
  let step = 2 ** -24;
  for (let bits = 0; bits < 0x7c00; bits++) {
    assertStrictEquals(halfToNumber(bits), value);
    assertStrictEquals(halfToNumber(bits | 0x8000), -value);
    if (bits >= 2048 && bits % 1024 === 0) step *= 2;
    value += step;
  }
});

Deno.test("halfToNumber() ignores all but the low 16 bits", () => assertEquals(halfToNumber(0x13c00), 1));
