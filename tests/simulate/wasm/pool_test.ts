import { OVERFLOW_MODES, QUANTIZATION_MODES } from "../../../src/fixed/mod.ts";
import type { ModelBuilder, Node } from "../../../src/model/mod.ts";
import type { Shape } from "../../../src/tensor/mod.ts";
import { assertPrimitive } from "./primitive_case.ts";

interface PoolCase {
  readonly shape?: Shape;
  readonly x: string;
  readonly y: string;
  readonly path: string;
}

function assertPool(
  build: (b: ModelBuilder, x: Node) => Node,
  { shape = [5, 7, 6], path, ...types }: PoolCase,
): void {
  assertPrimitive({ build: (b, input) => build(b, input("x", shape)), types, path });
}

Deno.test("emitPool() finds the largest of numbers of any width", () => {
  for (
    const [type, path] of [
      ["ap_int<8>", "pool i32"],
      ["ap_uint<16>", "pool i32"],
      ["ap_int<32>", "pool i32"],
      ["ap_uint<32>", "pool i64"],
      ["ap_int<64>", "pool i64"],
      ["ap_uint<64>", "reference"],
    ]
  ) {
    assertPool((b, x) => b.maxPool(x, { name: "y", size: 2 }), { x: type, y: type, path });
    assertPool((b, x) => b.maxPool(x, { name: "y", size: [3, 2], strides: 1 }), { x: type, y: type, path });
  }
});

Deno.test("emitGlobalPool() finds the place of the largest channel in numbers of up to 64 bits", () => {
  for (
    const [x, y, path] of [
      ["ap_int<2>", "ap_uint<3>", "pool i64"],
      ["ap_uint<16>", "ap_fixed<4,2,AP_RND,AP_SAT>", "pool i64"],
      ["ap_uint<32>", "ap_ufixed<40,3>", "pool i64"],
      ["ap_int<64>", "ap_uint<3>", "pool i64"],
      ["ap_uint<64>", "ap_uint<3>", "reference"],
    ]
  ) {
    for (const shape of [[5, 7, 6], [7, 2], [21], [3, 2, 1]]) {
      assertPool((b, node) => b.argmax(node, { name: "y" }), { shape, x, y, path });
    }
  }
});

Deno.test("emitPool() sums while 32 bits hold sum and rounding, then in 64 bits, then not at all", () => {
  const four = (b: ModelBuilder, x: Node) => b.averagePool(x, { name: "y", size: 2 });
  // A sum of four has two bits more, its rounding takes one more.
  assertPool(four, { x: "ap_int<29>", y: "ap_int<29>", path: "pool i32" });
  assertPool(four, { x: "ap_int<30>", y: "ap_int<30>", path: "pool i64" });
  assertPool(four, { x: "ap_int<61>", y: "ap_int<61>", path: "pool i64" });
  assertPool(four, { x: "ap_int<62>", y: "ap_int<62>", path: "reference" });
});

Deno.test("emitPool() divides in 32 bits while they hold the sum and a bit more for the rounding", () => {
  // Twice 5·2²⁷ is no more than 2³¹, twice 5·2²⁸ is.
  const five = (b: ModelBuilder, x: Node) => b.averagePool(x, { name: "y", size: [1, 5], strides: 1 });
  assertPool(five, { x: "ap_int<28>", y: "ap_int<28>", path: "pool i32" });
  assertPool(five, { x: "ap_int<29>", y: "ap_int<29>", path: "pool i64" });
});

Deno.test("emitPool() divides by counts that are no power of two by every rounding and overflow", () => {
  for (const q of QUANTIZATION_MODES) {
    for (const o of OVERFLOW_MODES) {
      for (
        const [x, y, path] of [["ap_fixed<9,5>", "ap_fixed<7,4", "i32"], [
          "ap_int<40>",
          "ap_fixed<40,39",
          "i64",
        ]]
      ) {
        assertPool(
          (b, x) => b.averagePool(x, { name: "y", size: 3, strides: 2, padding: "same" }),
          { x, y: `${y},${q},${o}>`, path: `pool ${path}` },
        );
      }
    }
  }
});

Deno.test("emitPool() divides exactly next to every whole quotient", () => {
  // All numbers of 12 bits over three: multiples and their neighbours, above and below zero.
  for (const q of QUANTIZATION_MODES) {
    assertPool((b, x) => b.averagePool(x, { name: "y", size: 3 }), {
      shape: [999, 4],
      x: "ap_int<4>",
      y: `ap_fixed<9,6,${q}>`,
      path: "pool i32",
    });
  }
});

Deno.test("emitPool() follows windows of any geometry, in two axes and in one", () => {
  const types = { x: "ap_fixed<10,4>", y: "ap_fixed<12,6,AP_RND>", path: "pool i32" };
  for (const channels of [1, 4, 5]) {
    for (const size of [[1, 1], [2, 3], [5, 7], [4, 1], [1, 5]]) {
      for (const strides of [[1, 1], [2, 1], [1, 3], [3, 2]]) {
        for (const padding of ["valid", "same"] as const) {
          const options = { name: "y", size, strides, padding };
          assertPool((b, x) => b.maxPool(x, options), { ...types, shape: [6, 8, channels] });
          assertPool((b, x) => b.averagePool(x, options), { ...types, shape: [6, 8, channels] });
        }
      }
    }
  }
});

Deno.test("emitPool() counts padding if it is told to, and reaches over the end in ceil mode", () => {
  const types = { x: "ap_fixed<10,4>", y: "ap_fixed<14,6,AP_RND_CONV>", path: "pool i32" };
  for (const countsPadding of [false, true]) {
    for (const ceilMode of [false, true]) {
      const padding = [{ before: 1, after: 0 }, { before: 1, after: 1 }];
      const options = { name: "y", size: 3, strides: 2, padding, ceilMode };
      assertPool((b, x) => b.averagePool(x, { ...options, countsPadding }), { ...types, shape: [6, 7, 5] });
      assertPool((b, x) => b.maxPool(x, options), { ...types, shape: [6, 7, 5] });
      const line = { ...options, padding: [{ before: 1, after: 1 }] };
      assertPool((b, x) => b.averagePool(x, { ...line, countsPadding }), { ...types, shape: [10, 3] });
    }
  }
});

Deno.test("emitPool() tells windows apart that differ in what counts alone", () => {
  // The last two windows hold one element each; the place beside it is padding, or beyond it.
  const padding = [{ before: 0, after: 0 }, { before: 0, after: 2 }];
  const options = { name: "y", size: [1, 2], strides: [1, 2], dilation: [1, 3], padding, ceilMode: true };
  assertPool(
    (b, x) => b.averagePool(x, { ...options, countsPadding: true }),
    { x: "ap_int<9>", y: "ap_fixed<12,9>", path: "pool i32" },
  );
});

Deno.test("emitPool() follows dilated windows", () => {
  const types = { x: "ap_fixed<10,4>", y: "ap_fixed<14,6>", path: "pool i32" };
  for (const padding of ["valid", "same"] as const) {
    const options = { name: "y", size: 3, strides: 1, dilation: 2, padding };
    assertPool((b, x) => b.maxPool(x, options), { ...types, shape: [7, 9, 3] });
  }
});

Deno.test("emitGlobalPool() takes all pixels, of maps, sequences and views", () => {
  assertPool(
    (b, x) => b.globalAveragePool(x, { name: "y" }),
    { shape: [1, 1, 4], x: "ap_int<29>", y: "ap_int<20>", path: "pool i32" },
  );
  for (
    const [x, y, path] of [
      ["ap_fixed<16,6>", "ap_fixed<16,6,AP_RND>", "pool i32"],
      ["ap_int<29>", "ap_int<29>", "pool i64"],
      ["ap_ufixed<40,8>", "ap_ufixed<20,8,AP_RND,AP_SAT>", "pool i64"],
    ]
  ) {
    for (const shape of [[3, 5, 6], [4, 4, 3], [9, 2]]) {
      assertPool((b, node) => b.globalAveragePool(node, { name: "y" }), { shape, x, y, path });
      const largest = x === "ap_int<29>" ? "pool i32" : path;
      assertPool((b, node) => b.globalMaxPool(node, { name: "y", keepsAxes: true }), {
        shape,
        x,
        y,
        path: largest,
      });
    }
    assertPool(
      (b, node) => b.globalAveragePool(b.reshape(node, { shape: [10, 3] }), { name: "y" }),
      { shape: [5, 6], x, y, path },
    );
  }
});
