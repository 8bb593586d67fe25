import { assertEquals, assertThrows } from "@std/assert";
import { InterlaceError } from "../../src/base/errors.ts";
import {
  castMantissa,
  castReal,
  type FixedType,
  fixedType,
  mantissaRange,
  OVERFLOW_MODES,
  parseFixedType,
  printFixedType,
  QUANTIZATION_MODES,
} from "../../src/fixed/mod.ts";
import { randomBits } from "./random.ts";
import { rationalCast } from "./rational_cast.ts";

function rational(value: bigint, fraction: number) {
  return fraction >= 0
    ? { numerator: value, denominator: 2n ** BigInt(fraction) }
    : { numerator: value * 2n ** BigInt(-fraction), denominator: 1n };
}

function everyMode(size: { width: number; integer: number; signed: boolean }): FixedType[] {
  return QUANTIZATION_MODES.flatMap((quantization) =>
    OVERFLOW_MODES.map((overflow) => fixedType({ ...size, quantization, overflow }))
  );
}

const SMALL_TARGETS = [
  { width: 8, integer: 4, signed: true },
  { width: 5, integer: 3, signed: true },
  { width: 5, integer: 3, signed: false },
  { width: 3, integer: -1, signed: true },
  { width: 4, integer: -2, signed: false },
  { width: 3, integer: 5, signed: true },
  { width: 3, integer: 6, signed: false },
  { width: 1, integer: 1, signed: true },
  { width: 1, integer: 0, signed: false },
  { width: 6, integer: 6, signed: true },
  { width: 12, integer: 6, signed: true },
];

const SMALL_SOURCES = [
  "ap_fixed<8,4>",
  "ap_ufixed<8,4>",
  "ap_fixed<8,-2>",
  "ap_fixed<7,10>",
  "ap_ufixed<6,-8>",
  "ap_int<5>",
].map(parseFixedType);

for (const size of SMALL_TARGETS) {
  const { width, integer, signed } = size;
  Deno.test(`castMantissa() into ${signed ? "" : "u"}fixed<${width},${integer}> is exact in every mode`, () => {
    for (const to of everyMode(size)) {
      for (const source of SMALL_SOURCES) {
        const { min, max } = mantissaRange(source);
        const fraction = source.width - source.integer;
        for (let value: bigint = min; value <= max; value++) {
          const expected = rationalCast(rational(value, fraction), to);
          const actual: bigint = castMantissa(value, fraction, to);
          if (actual !== expected) {
            throw new Error(
              `${value} of ${printFixedType(source)} in ${printFixedType(to)}: ${actual}, not ${expected}`,
            );
          }
        }
      }
    }
  });
}

Deno.test("castMantissa() of wide random values is exact in every mode", () => {
  const next = randomBits(1n);
  const targets = [
    { width: 64, integer: 32, signed: true },
    { width: 64, integer: 32, signed: false },
    { width: 63, integer: 1, signed: true },
    { width: 33, integer: 20, signed: false },
    { width: 64, integer: 130, signed: true },
  ].flatMap(everyMode);
  for (const to of targets) {
    for (let trial = 0; trial < 60; trial++) {
      const wide = BigInt.asIntN(128, next() << 64n | next()) >> (next() % 120n);
      const tie = (wide >> 20n << 20n) + (1n << 19n);
      for (const value of [wide, tie]) {
        for (const fraction of [Number(next() % 140n) - 20, to.width - to.integer + 20]) {
          assertEquals<bigint>(
            castMantissa(value, fraction, to),
            rationalCast(rational(value, fraction), to),
          );
        }
      }
    }
  }
});

Deno.test("castMantissa() overflows through rounding at the type's limits", () => {
  const range = { width: 64, integer: 64 };
  const top = 2n ** 64n - 1n; // 2^63 − 1/2, half a step beyond the largest
  assertEquals<bigint>(castMantissa(top, 1, fixedType({ ...range, quantization: "AP_RND" })), -(2n ** 63n));
  assertEquals<bigint>(
    castMantissa(top, 1, fixedType({ ...range, quantization: "AP_RND", overflow: "AP_SAT" })),
    2n ** 63n - 1n,
  );
  assertEquals<bigint>(
    castMantissa(top, 1, fixedType({ ...range, quantization: "AP_RND", overflow: "AP_SAT_ZERO" })),
    0n,
  );
  assertEquals<bigint>(
    castMantissa(top, 1, fixedType({ ...range, quantization: "AP_RND_ZERO" })),
    2n ** 63n - 1n,
  );
});

Deno.test("castMantissa() saturates symmetrically also when the value fits", () => {
  const symmetric = fixedType({ width: 8, integer: 8, overflow: "AP_SAT_SYM" });
  assertEquals<bigint>(castMantissa(-128n, 0, symmetric), -127n);
  assertEquals<bigint>(castMantissa(-1n, 0, { ...symmetric, width: 1, integer: 1 }), 0n);
});

/** A float64 as an exact ratio, found by doubling and halving in floating point. */
function ratioOf(x: number) {
  let [numerator, denominator] = [x, 1n];
  while (!Number.isInteger(numerator)) {
    numerator *= 2;
    denominator *= 2n;
  }
  return { numerator: BigInt(numerator), denominator };
}

Deno.test("castReal() takes every bit of the float64 into account in every mode", () => {
  const reals = [
    0,
    0.1,
    -0.1,
    2.5,
    -2.5,
    3.5,
    -0.5,
    0.5,
    127.5,
    1e300,
    -1e300,
    2 ** 62,
    2 ** 63,
    -(2 ** 63),
    1e19,
  ];
  reals.push(...[
    5e-324,
    -5e-324,
    2.2250738585072014e-308,
    -1e-310,
    Number.MAX_VALUE,
    2 ** 53 + 2,
    0.5 - 2 ** -54,
  ]);
  const next = randomBits(2n);
  for (let trial = 0; trial < 100; trial++) {
    reals.push(Number(BigInt.asIntN(64, next())) * 2 ** -Number(next() % 90n));
  }
  // Halfway between two numbers of the first type, and as near to that as a float64 is, on both sides of zero and of it.
  for (const whole of [0, 1, 2, 511, 2 ** 15 - 1, 2 ** 51]) {
    for (const part of [0.5, 0.5 - 2 ** -54, 0.5 + 2 ** -53, 2 ** -53, 1 - 2 ** -53]) {
      reals.push((whole + part) * 2 ** -10, -(whole + part) * 2 ** -10);
    }
  }
  const sizes = [
    { width: 16, integer: 6, signed: true },
    { width: 8, integer: 0, signed: false },
    { width: 64, integer: 40, signed: true },
    { width: 64, integer: 64, signed: false },
    { width: 10, integer: 512, signed: true },
    { width: 64, integer: -512, signed: true },
  ];
  for (const to of sizes.flatMap(everyMode)) {
    for (const x of reals) {
      const expected = rationalCast(ratioOf(x), to);
      const actual: bigint = castReal(x, to);
      if (actual !== expected) throw new Error(`${x} in ${printFixedType(to)}: ${actual}, not ${expected}`);
    }
  }
});

Deno.test("castReal() refuses what is not finite", () => {
  for (const x of [NaN, Infinity, -Infinity]) {
    assertThrows(
      () => castReal(x, parseFixedType("ap_fixed<16,6>")),
      InterlaceError,
      `Cannot cast ${x} to ap_fixed<16,6>: it is not a finite number`,
    );
  }
});
