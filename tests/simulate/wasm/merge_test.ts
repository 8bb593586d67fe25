import type { Shape } from "../../../src/tensor/mod.ts";
import { assertPrimitive } from "./primitive_case.ts";

type Operation = "add" | "subtract" | "multiply" | "average" | "maximum" | "minimum";

interface MergeCase {
  readonly shapes?: readonly [Shape, Shape];
  readonly a: string;
  readonly b: string;
  readonly y: string;
  readonly path: string;
}

function assertMerge(
  operation: Operation,
  { shapes = [[3, 4, 3], [3, 4, 3]], path, ...types }: MergeCase,
): void {
  assertPrimitive({
    build(b, input) {
      const [x0, x1] = [input("a", shapes[0]), input("b", shapes[1])];
      return operation === "subtract"
        ? b.subtract(x0, x1, { name: "y" })
        : b[operation]([x0, x1], { name: "y" });
    },
    types,
    path,
  });
}

Deno.test("emitMerge() adds in 32 bits up to 31 bits, in 64 up to 63, and leaves the rest to the reference", () => {
  const wide = { y: "ap_int<40>" };
  assertMerge("add", { a: "ap_int<31>", b: "ap_int<31>", y: "ap_int<32>", path: "merge i32" });
  assertMerge("add", { a: "ap_int<32>", b: "ap_int<2>", ...wide, path: "merge i64" });
  assertMerge("subtract", { a: "ap_uint<31>", b: "ap_uint<31>", ...wide, path: "merge i32" });
  assertMerge("subtract", { a: "ap_int<31>", b: "ap_int<32>", ...wide, path: "merge i64" });
  assertMerge("add", { a: "ap_int<63>", b: "ap_int<63>", y: "ap_int<64>", path: "merge i64" });
  assertMerge("add", { a: "ap_int<64>", b: "ap_int<2>", ...wide, path: "reference" });
});

Deno.test("emitMerge() lifts the operand with fewer fraction bits, as far as words reach", () => {
  assertMerge("add", { a: "ap_fixed<16,16>", b: "ap_fixed<16,1>", y: "ap_fixed<32,17>", path: "merge i32" });
  assertMerge("add", { a: "ap_fixed<16,17>", b: "ap_fixed<16,1>", y: "ap_fixed<33,18>", path: "merge i64" });
  assertMerge("maximum", {
    a: "ap_fixed<16,17>",
    b: "ap_fixed<16,1>",
    y: "ap_fixed<32,17>",
    path: "merge i32",
  });
  assertMerge("minimum", {
    a: "ap_fixed<16,18>",
    b: "ap_fixed<16,1>",
    y: "ap_fixed<33,18>",
    path: "merge i64",
  });
});

Deno.test("emitMerge() multiplies in 32 bits while the largest product is one of them", () => {
  // The product of the least numbers is 2³⁰; with one bit more it is 2³¹, which is no signed word.
  assertMerge("multiply", { a: "ap_int<16>", b: "ap_int<16>", y: "ap_int<32>", path: "merge i32" });
  assertMerge("multiply", { a: "ap_int<16>", b: "ap_int<17>", y: "ap_int<33>", path: "merge i64" });
  assertMerge("multiply", { a: "ap_int<16>", b: "ap_uint<16>", y: "ap_int<32>", path: "merge i32" });
  assertMerge("multiply", { a: "ap_uint<16>", b: "ap_uint<16>", y: "ap_uint<32>", path: "merge i64" });
  assertMerge("multiply", { a: "ap_int<32>", b: "ap_int<32>", y: "ap_int<64>", path: "merge i64" });
  assertMerge("multiply", { a: "ap_int<33>", b: "ap_int<32>", y: "ap_int<64>", path: "reference" });
});

Deno.test("emitMerge() averages by every rounding and overflow", () => {
  for (
    const q of [
      "AP_TRN",
      "AP_TRN_ZERO",
      "AP_RND",
      "AP_RND_ZERO",
      "AP_RND_INF",
      "AP_RND_MIN_INF",
      "AP_RND_CONV",
    ]
  ) {
    for (const o of ["AP_WRAP", "AP_SAT", "AP_SAT_ZERO", "AP_SAT_SYM"]) {
      const types = { a: "ap_fixed<9,5>", b: "ap_fixed<8,4>", y: `ap_fixed<6,3,${q},${o}>` };
      assertMerge("average", { ...types, path: "merge i32" });
    }
  }
});

Deno.test("emitMerge() divides the sum of three exactly, in vectors and in single words", () => {
  for (
    const [x, y, path] of [
      ["ap_int<8>", "ap_fixed<12,8,AP_RND_CONV>", "merge i32"],
      // 3·2²⁸ = 0.75·2³⁰, and two bits more for the rounding, are still words of 32 bits.
      ["ap_int<28>", "ap_int<28>", "merge i32"],
      ["ap_int<31>", "ap_int<31>", "merge i64"],
      ["ap_int<60>", "ap_int<60>", "merge i64"],
      ["ap_int<62>", "ap_int<62>", "reference"],
    ] as const
  ) {
    assertPrimitive({
      build(b, input) {
        const inputs = ["a", "b", "c"].map((name) => input(name, [2, 3, 5]));
        return b.average(inputs, { name: "y" });
      },
      types: { a: x, b: x, c: x, y },
      path,
    });
  }
});

Deno.test("emitMerge() repeats pixels, channels, and both at once", () => {
  const types = { a: "ap_int<9>", b: "ap_fixed<7,3>", y: "ap_fixed<13,9>", path: "merge i32" };
  const wide = { a: "ap_int<40>", b: "ap_fixed<7,3>", y: "ap_fixed<50,40>", path: "merge i64" };
  const shapes: readonly (readonly [Shape, Shape])[] = [
    [[3, 5, 6], [1, 1, 6]],
    [[1, 1, 6], [3, 5, 6]],
    [[3, 5, 6], [3, 5, 1]],
    [[3, 5, 1], [1, 1, 7]],
    [[1, 1, 1], [3, 5, 9]],
    [[7, 5], [1, 5]],
    [[7, 1], [7, 3]],
    [[11], [1]],
    [[13], [13]],
  ];
  for (const pair of shapes) {
    assertMerge("subtract", { shapes: pair, ...types });
    assertMerge("add", { shapes: pair, ...wide });
  }
});
