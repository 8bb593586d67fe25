import { assertEquals } from "@std/assert";
import { thresholdOf } from "../layers/formula.ts";
import { exactResult, exactTypeOf, holdsAll } from "../../src/design/types/exact.ts";
import {
  castReal,
  type FixedType,
  mantissaRange,
  parseFixedType,
  printFixedType,
  realOf,
} from "../../src/fixed/mod.ts";
import type { Primitive } from "../../src/layers/mod.ts";

function typeText(values: readonly number[], most = 24): string | null {
  const type = exactTypeOf(Float64Array.from(values), most);
  return type && printFixedType(type);
}

Deno.test("exactTypeOf() is the narrowest type that holds all numbers", () => {
  assertEquals(typeText([0.5, -0.25]), "ap_fixed<3,1>");
  assertEquals(typeText([0.5, -0.5]), "ap_fixed<2,1>");
  assertEquals(typeText([3, 0.125, 0]), "ap_ufixed<5,2>");
  assertEquals(typeText([-8]), "ap_fixed<1,4>");
  assertEquals(typeText([96, -32]), "ap_fixed<3,8>");
  assertEquals(typeText([0, 0]), "ap_uint<1>");
  assertEquals(typeText([]), "ap_uint<1>");
  assertEquals(typeText([2 ** 23 - 1]), "ap_uint<23>");
  assertEquals(typeText([Math.fround(0.1)], 24), "ap_ufixed<24,-3>");
});

Deno.test("exactTypeOf() is null where no type of so many bits holds all numbers", () => {
  assertEquals(typeText([0.1], 51), null);
  assertEquals(typeText([1, 2 ** -24]), null);
  assertEquals(typeText([-(2 ** 24)], 24), "ap_fixed<1,25>");
  assertEquals(typeText([2 ** 24 + 1], 24), null);
  assertEquals(typeText([5e-324]), null);
  assertEquals(typeText([1e300, 1]), null);
});

Deno.test("holdsAll() tells whether a cast changes a number", () => {
  const type = parseFixedType("fixed<4,2>");
  assertEquals(holdsAll(type, Float64Array.of(-2, 1.75, 0)), true);
  assertEquals(holdsAll(type, Float64Array.of(2)), false);
  assertEquals(holdsAll(type, Float64Array.of(0.125)), false);
});

/** All numbers of a type. */
function numbersOf(type: FixedType): number[] {
  const { min, max } = mantissaRange(type);
  return Array.from(
    { length: Number(max - min) + 1 },
    (_, i) => (Number(min) + i) * realOf(1n as never, type),
  );
}

const ONE_INPUT: readonly { readonly primitive: Primitive; readonly compute: (x: number) => number }[] = [
  { primitive: { kind: "relu" }, compute: (x) => Math.max(x, 0) },
  { primitive: { kind: "clip", min: -0.375, max: 1 }, compute: (x) => Math.min(Math.max(x, -0.375), 1) },
  { primitive: { kind: "clip", min: -Infinity, max: 0.0625 }, compute: (x) => Math.min(x, 0.0625) },
  { primitive: { kind: "view" }, compute: (x) => x },
  { primitive: thresholdOf(0.3), compute: (x) => x > 0.3 ? x : 0 },
];

for (const text of ["fixed<5,2>", "ufixed<4,1>", "fixed<4,6,RND,SAT_SYM>", "fixed<1,1>"]) {
  for (const { primitive, compute } of ONE_INPUT) {
    Deno.test(`exactResult() of ${JSON.stringify(primitive)} holds every result of ${text}`, () => {
      const x = parseFixedType(text);
      const y = exactResult(primitive, [x])!;
      const results = numbersOf(x).map(compute);
      assertEquals(results.map((value) => realOf(castReal(value, y), y)), results);
    });
  }
}

Deno.test("exactResult() of a rectifier or an affine layer is as wide as its parameters make it", () => {
  const x = parseFixedType("fixed<4,2>");
  const tensor = (type: string, ...data: bigint[]) => ({
    shape: [data.length],
    type: parseFixedType(type),
    data: BigInt64Array.from(data) as never,
  });
  const slopes = tensor("fixed<4,1>", -8n, 3n);
  // −2·−1 = 2 is more than 1.75 and needs 5 fraction bits with it.
  assertEquals(
    printFixedType(exactResult({ kind: "rectifier", slopes: Float64Array.of(-1, 0.375) }, [x], { slopes })!),
    "ap_fixed<8,3>",
  );
  const primitive: Primitive = {
    kind: "affine",
    scale: Float64Array.of(0.5, -3),
    shift: Float64Array.of(0, 0.125),
  };
  const parameters = { scale: tensor("fixed<4,3>", 1n, -6n), shift: tensor("ufixed<3,0>", 0n, 1n) };
  assertEquals(printFixedType(exactResult(primitive, [x], parameters)!), "ap_fixed<7,4>");
});

Deno.test("exactResult() of joins holds their ends, and is null beyond 64 bits", () => {
  const [a, b] = [parseFixedType("fixed<8,4>"), parseFixedType("ufixed<8,2>")];
  const merge = (operation: "add" | "multiply" | "average"): Primitive => ({
    kind: "merge",
    operation,
    shapes: [[2], [2]],
  });
  assertEquals(printFixedType(exactResult(merge("add"), [a, b])!), "ap_fixed<11,5>");
  assertEquals(printFixedType(exactResult(merge("multiply"), [a, b])!), "ap_fixed<16,6>");
  assertEquals(printFixedType(exactResult(merge("average"), [a, b])!), "ap_fixed<11,4>");
  assertEquals(exactResult(merge("average"), [a, b, a]), null);
  const wide = parseFixedType("fixed<40,4>");
  assertEquals(exactResult(merge("multiply"), [wide, wide]), null);
  const concatenate: Primitive = { kind: "concatenate", axis: 0, shapes: [[2], [2]] };
  assertEquals(printFixedType(exactResult(concatenate, [a, b])!), "ap_fixed<10,4>");
});
