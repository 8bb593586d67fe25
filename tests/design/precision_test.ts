import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { InterlaceError } from "../../src/base/mod.ts";
import {
  accumulatesExactly,
  type AccumulatorInput,
  exactAccumulator,
} from "../../src/design/types/precision.ts";
import { type FixedType, fractionBits, intervalOf, parseFixedType } from "../../src/fixed/mod.ts";
import type { FixedTensor, Mantissas } from "../../src/tensor/mod.ts";

interface Sum {
  readonly weights: readonly bigint[];
  readonly bias: bigint;
}

interface Case {
  readonly x: FixedType;
  readonly weight: FixedType;
  readonly bias: FixedType;
  readonly sums: readonly Sum[];
}

function tensorOf(values: readonly bigint[], type: FixedType): FixedTensor {
  return { shape: [values.length], type, data: BigInt64Array.from(values) as Mantissas };
}

/** Sums of equal length side by side, as a dense layer has them. */
function accumulatorOf({ x, weight, bias, sums }: Case): FixedType {
  const inputs = sums[0].weights.length;
  const weights = Array.from({ length: inputs }, (_, i) => sums.map((sum) => sum.weights[i])).flat();
  const request: AccumulatorInput = {
    layer: "fc",
    x,
    weights: tensorOf(weights, weight),
    bias: tensorOf(sums.map((sum) => sum.bias), bias),
    sumOf: (i) => i % sums.length,
    sums: sums.length,
    outputOf: (sum) => sum,
    most: 64,
  };
  return exactAccumulator(request);
}

/** The two extreme values that a sum reaches, in units of 2^−fraction, by the worst input for each sign. */
function extremes({ x, weight, bias }: Case, sum: Sum, fraction: number): [bigint, bigint] {
  const { lo, hi } = intervalOf(x);
  const reach = (most: boolean) =>
    sum.weights.reduce((total, w) => total + w * ((w > 0n) === most ? hi : lo), 0n);
  const products = fraction - fractionBits(x) - fractionBits(weight);
  assert(products >= 0 && fraction >= fractionBits(bias), "a fraction bit is lost");
  const start = sum.bias << BigInt(fraction - fractionBits(bias));
  return [start + (reach(false) << BigInt(products)), start + (reach(true) << BigInt(products))];
}

function requireTight(one: Case): FixedType {
  const type = accumulatorOf(one);
  assertEquals([type.signed, type.overflow, type.quantization], [true, "AP_WRAP", "AP_TRN"]);
  const reached = one.sums.flatMap((sum) => extremes(one, sum, fractionBits(type)));
  const fits = (width: number) => reached.every((value) => BigInt.asIntN(width, value) === value);
  assert(fits(type.width), `${type.width} bits overflow`);
  assert(type.width === 1 || !fits(type.width - 1), `${type.width - 1} bits suffice`);
  return type;
}

const X8 = parseFixedType("ap_fixed<8,3>");
const W6 = parseFixedType("ap_fixed<6,1>");
const B8 = parseFixedType("ap_fixed<8,4>");

Deno.test("exactAccumulator() is reached by the worst input and too narrow with a bit less", () => {
  const cases: Case[] = [];
  const inputTypes = [
    X8,
    parseFixedType("ap_ufixed<8,3>"),
    parseFixedType("ap_fixed<8,3,AP_RND,AP_SAT_SYM>"),
  ];
  let state = 1;
  const draw = (low: number, high: number) => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return BigInt(low + Math.floor(state / 2 ** 31 * (high - low + 1)));
  };
  for (const x of inputTypes) {
    for (let i = 0; i < 200; i++) {
      const inputs = 1 + i % 9;
      const sum = (): Sum => ({
        weights: Array.from({ length: inputs }, () => draw(-32, 31)),
        bias: draw(-128, 127),
      });
      cases.push({ x, weight: W6, bias: B8, sums: Array.from({ length: 1 + i % 3 }, sum) });
    }
  }
  for (const one of cases) requireTight(one);
});

Deno.test("exactAccumulator() counts the one value that only the lowest mantissa reaches", () => {
  // −32 · −128 = 2^12 needs 14 bits; +4095 would need 13.
  assertEquals(
    requireTight({ x: X8, weight: W6, bias: B8, sums: [{ weights: [-32n], bias: 0n }] }).width,
    14,
  );
});

Deno.test("exactAccumulator() keeps fraction bits of a bias finer than the products", () => {
  const bias = parseFixedType("ap_fixed<20,2>");
  const type = requireTight({ x: X8, weight: W6, bias, sums: [{ weights: [3n], bias: -1n }] });
  assertEquals(fractionBits(type), 18);
});

Deno.test("exactAccumulator() takes types whose lowest bit weighs more than one", () => {
  const x = parseFixedType("ap_fixed<4,9>");
  assertEquals(
    fractionBits(requireTight({ x, weight: W6, bias: B8, sums: [{ weights: [1n], bias: 1n }] })),
    4,
  );
});

Deno.test("exactAccumulator() holds the bias alone, for a phase without taps", () => {
  const weights = tensorOf([1n], W6);
  const bias = tensorOf([-128n, 3n], B8);
  const base = {
    layer: "up",
    x: X8,
    weights,
    bias,
    sumOf: () => 3,
    outputOf: (sum: number) => sum % 2,
    most: 64,
  };
  const type = exactAccumulator({ ...base, sums: 4 });
  // −128 in 4 fraction bits beside products of 10: −8.0 needs 4 integer bits.
  assertEquals([fractionBits(type), type.integer], [10, 4]);
});

Deno.test("exactAccumulator() reaches 64 bits and refuses 65, naming width and layer", () => {
  const x = parseFixedType("ap_fixed<32,16>");
  const weight = parseFixedType("ap_fixed<32,16>");
  const bias = parseFixedType("ap_fixed<16,8>");
  const low = -(2n ** 31n);
  // −2^31 · (2^31 − 1) · 2 is just inside 64 bits; −2^31 · −2^31 · 2 is not.
  assertEquals(
    requireTight({ x, weight, bias, sums: [{ weights: [-low - 1n, -low - 1n], bias: 0n }] }).width,
    64,
  );
  const wide: Case = { x, weight, bias, sums: [{ weights: [low, low], bias: 0n }] };
  const error = assertThrows(() => accumulatorOf(wide), InterlaceError, "65 bits");
  assertStringIncludes(error.message, '"fc"');
  assertEquals(error.place, { layer: "fc", field: "Precision.accum" });
});

Deno.test("accumulatesExactly() asks for wrapping and every fraction bit of the products", () => {
  const factors = { x: X8, weight: W6 };
  assertEquals(accumulatesExactly(parseFixedType("ap_fixed<20,10>"), factors), true);
  assertEquals(accumulatesExactly(parseFixedType("ap_fixed<20,9>"), factors), true);
  assertEquals(accumulatesExactly(parseFixedType("ap_fixed<20,11>"), factors), false);
  assertEquals(accumulatesExactly(parseFixedType("ap_fixed<20,10,AP_TRN,AP_SAT>"), factors), false);
});
