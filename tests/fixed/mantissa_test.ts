import { assertEquals, assertThrows } from "@std/assert";
import { InterlaceError } from "../../src/base/errors.ts";
import {
  asMantissa,
  castReal,
  fractionBits,
  laneOf,
  mantissaAt,
  mantissaRange,
  parseFixedType,
  realOf,
  realRange,
} from "../../src/fixed/mod.ts";

Deno.test("mantissaRange() knows the limits of each kind of type", () => {
  const cases: Record<string, [bigint, bigint]> = {
    "ap_fixed<8,3>": [-128n, 127n],
    "ap_ufixed<8,3>": [0n, 255n],
    "ap_fixed<8,3,AP_TRN,AP_SAT_SYM>": [-127n, 127n],
    "ap_ufixed<8,3,AP_TRN,AP_SAT_SYM>": [0n, 255n],
    "ap_int<1>": [-1n, 0n],
    "ap_int<64>": [-(2n ** 63n), 2n ** 63n - 1n],
    "ap_uint<64>": [0n, 2n ** 64n - 1n],
  };
  for (const [text, [min, max]] of Object.entries(cases)) {
    assertEquals<{ min: bigint; max: bigint }>(mantissaRange(parseFixedType(text)), { min, max });
  }
});

Deno.test("realRange() gives the least number of a type, the largest and their distance", () => {
  const cases: Record<string, [number, number, number]> = {
    "ap_fixed<8,3>": [-4, 4 - 2 ** -5, 2 ** -5],
    "ap_ufixed<8,10>": [0, 1020, 4],
    "ap_fixed<8,3,AP_TRN,AP_SAT_SYM>": [-4 + 2 ** -5, 4 - 2 ** -5, 2 ** -5],
    "ap_fixed<4,-3>": [-(2 ** -4), 7 * 2 ** -7, 2 ** -7],
    "ap_int<64>": [-(2 ** 63), 2 ** 63, 1],
  };
  for (const [text, [min, max, step]] of Object.entries(cases)) {
    assertEquals(realRange(parseFixedType(text)), { min, max, step }, text);
  }
});

Deno.test("asMantissa() takes the limits and refuses what lies beyond", () => {
  const type = parseFixedType("ap_fixed<8,3>");
  assertEquals<bigint>(asMantissa(-128n, type), -128n);
  assertEquals<bigint>(asMantissa(127n, type), 127n);
  for (const value of [-129n, 128n]) {
    assertThrows(
      () => asMantissa(value, type),
      InterlaceError,
      `Cannot take ${value} as a mantissa of ap_fixed<8,3>`,
    );
  }
});

Deno.test("laneOf() and mantissaAt() keep every kind of mantissa", () => {
  for (const text of ["ap_int<64>", "ap_uint<64>", "ap_uint<63>", "ap_fixed<5,2>"]) {
    const type = parseFixedType(text);
    const { min, max } = mantissaRange(type);
    const lanes = BigInt64Array.of(laneOf(min), laneOf(max));
    assertEquals<bigint[]>([mantissaAt(lanes, 0, type), mantissaAt(lanes, 1, type)], [min, max]);
  }
});

Deno.test("realOf() scales by the fraction bits, also negative ones and more than the width", () => {
  const cases: [string, bigint, number, number][] = [
    ["ap_fixed<8,3>", -48n, 5, -1.5],
    ["ap_fixed<8,-4>", 1n, 12, 2 ** -12],
    ["ap_ufixed<8,12>", 255n, -4, 4080],
    ["ap_uint<64>", 2n ** 64n - 1n, 0, 2 ** 64],
    ["ap_fixed<64,-512>", 1n, 576, 2 ** -576],
  ];
  for (const [text, value, fraction, real] of cases) {
    const type = parseFixedType(text);
    assertEquals(fractionBits(type), fraction);
    assertEquals(realOf(asMantissa(value, type), type), real);
  }
});

Deno.test("realOf() and castReal() are inverses up to 53 bits", () => {
  const type = parseFixedType("ap_fixed<12,-3>");
  for (let value = -2048n; value < 2048n; value++) {
    assertEquals<bigint>(castReal(realOf(asMantissa(value, type), type), type), value);
  }
});
