import type { Shape } from "../../../src/tensor/mod.ts";
import { assertPrimitive } from "./primitive_case.ts";

interface ConcatenateCase {
  readonly a: string;
  readonly b: string;
  readonly y: string;
  readonly path: string;
}

const TYPES: readonly ConcatenateCase[] = [
  // As they are, two bytes each; then in words of more bytes, and cast in words of 32 and 64 bits.
  { a: "ap_int<16>", b: "ap_int<16>", y: "ap_int<16>", path: "concatenate" },
  { a: "ap_int<16>", b: "ap_uint<16>", y: "ap_int<17>", path: "concatenate" },
  { a: "ap_int<33>", b: "ap_uint<63>", y: "ap_int<64>", path: "concatenate" },
  { a: "ap_uint<64>", b: "ap_uint<64>", y: "ap_uint<64>", path: "concatenate" },
  {
    a: "ap_int<16>",
    b: "ap_fixed<12,5>",
    y: "ap_fixed<9,7,AP_RND_CONV,AP_SAT_SYM>",
    path: "concatenate i32",
  },
  { a: "ap_fixed<32,31>", b: "ap_int<16>", y: "ap_fixed<24,24,AP_RND>", path: "concatenate i64" },
  { a: "ap_int<16>", b: "ap_fixed<62,30>", y: "ap_fixed<20,10,AP_RND,AP_SAT>", path: "concatenate i64" },
  { a: "ap_uint<64>", b: "ap_int<16>", y: "ap_fixed<20,10,AP_RND,AP_SAT>", path: "reference" },
];

/** Shapes that differ along an axis, and that axis. */
const SHAPES: readonly { readonly shapes: readonly [Shape, Shape]; readonly axis: number }[] = [
  { shapes: [[3, 5, 1], [3, 5, 2]], axis: 2 },
  { shapes: [[3, 5, 16], [3, 5, 9]], axis: 2 },
  { shapes: [[2, 3, 58], [2, 3, 5]], axis: 2 },
  { shapes: [[3, 2, 3], [3, 4, 3]], axis: 1 },
  { shapes: [[1, 4, 3], [3, 4, 3]], axis: 0 },
  { shapes: [[7, 2], [7, 5]], axis: 1 },
  { shapes: [[3, 5], [4, 5]], axis: 0 },
  { shapes: [[5], [9]], axis: 0 },
];

for (const { shapes, axis } of SHAPES) {
  Deno.test(`emitConcatenate() joins [${shapes[0]}] and [${shapes[1]}] along axis ${axis} in every type`, () => {
    for (const { path, ...types } of TYPES) {
      assertPrimitive({
        build: (b, input) =>
          b.concatenate([input("a", shapes[0]), input("b", shapes[1])], { axis, name: "y" }),
        types,
        path,
      });
    }
  });
}

Deno.test("emitConcatenate() reads tensors of another shape than their own", () => {
  assertPrimitive({
    build: (b, input) =>
      b.concatenate([b.flatten(input("a", [2, 3, 2])), b.reshape(input("b", [5, 2]), { shape: [10] })], {
        name: "y",
      }),
    types: { a: "ap_int<16>", b: "ap_int<9>", y: "ap_int<16>" },
    path: "concatenate",
  });
});
