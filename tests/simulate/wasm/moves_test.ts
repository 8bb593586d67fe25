import type { ModelBuilder, Node } from "../../../src/model/mod.ts";
import type { Shape } from "../../../src/tensor/mod.ts";
import { assertPrimitive } from "./primitive_case.ts";

/** Types of input and result, and what is added to the name of the path. */
const TYPES = [
  { x: "ap_int<16>", y: "ap_int<16>", words: "" },
  { x: "ap_uint<16>", y: "ap_int<40>", words: "" },
  { x: "ap_ufixed<64,40>", y: "ap_ufixed<64,40>", words: "" },
  { x: "ap_fixed<20,18>", y: "ap_fixed<48,30>", words: " i64" },
  { x: "ap_fixed<32,20>", y: "ap_ufixed<11,4,AP_TRN,AP_WRAP>", words: " i64" },
  { x: "ap_fixed<28,20>", y: "ap_fixed<16,13,AP_RND_CONV,AP_SAT_ZERO>", words: " i32" },
  { x: "ap_fixed<62,30>", y: "ap_ufixed<64,2,AP_RND,AP_SAT>", words: null },
  { x: "ap_fixed<40,30>", y: "ap_fixed<44,36,AP_RND_INF,AP_SAT_SYM>", words: " i64" },
] as const;

function assertMoves(
  path: string,
  shape: Shape,
  build: (b: ModelBuilder, x: Node) => Node,
): void {
  for (const { words, ...types } of TYPES) {
    assertPrimitive({
      build: (b, input) => build(b, input("x", shape)),
      types,
      path: words === null ? "reference" : `${path}${words}`,
    });
  }
}

Deno.test("emitSelect() pads, with zero and with a number at the end of the type", () => {
  for (const value of [0, -1e6, 1e6, 0.5]) {
    for (const borders of [[[1, 2], [0, 1]], [[0, 0], [3, 0]], [[2, 0], [0, 0]]]) {
      const sides = borders.map(([before, after]) => ({ before, after }));
      assertMoves("select", [2, 3, 5], (b, x) => b.pad(x, { name: "y", borders: sides, value }));
    }
    assertMoves(
      "select",
      [5, 3],
      (b, x) => b.pad(x, { name: "y", borders: [{ before: 2, after: 1 }], value }),
    );
  }
});

Deno.test("emitSelect() crops, and crops and pads at once", () => {
  for (const borders of [[[1, 0], [0, 2]], [[0, 1], [1, 1]]]) {
    const sides = borders.map(([before, after]) => ({ before, after }));
    assertMoves("select", [4, 5, 3], (b, x) => b.crop(x, { name: "y", borders: sides }));
  }
  const mixed = [{ before: 2, after: -1 }, { before: -2, after: 3 }];
  assertMoves("select", [4, 5, 3], (b, x) => b.pad(x, { name: "y", borders: mixed, value: 1 }));
});

Deno.test("emitSelect() slices along every axis, channels included", () => {
  const ranges = [
    [{ start: 1 }, { step: 2 }, {}],
    [{ step: 3 }, { start: 1, end: 4 }, { start: 1, step: 2 }],
    [{}, {}, { start: 2, end: 8 }],
    [{}, {}, { step: 3 }],
  ];
  for (const each of ranges) {
    assertMoves("select", [5, 6, 9], (b, x) => b.slice(x, { name: "y", ranges: each }));
  }
  assertMoves("select", [14], (b, x) => b.slice(x, { name: "y", ranges: [{ start: 3, end: 12, step: 2 }] }));
});

Deno.test("emitShuffle() moves blocks to channels and back, in both orders", () => {
  for (const order of ["place", "channel"] as const) {
    for (const channels of [1, 3, 4]) {
      assertMoves("shuffle", [4, 6, channels], (b, x) => b.spaceToDepth(x, { name: "y", block: 2, order }));
      const deep = [2, 3, 4 * channels];
      assertMoves("shuffle", deep, (b, x) => b.depthToSpace(x, { name: "y", block: 2, order }));
    }
    assertMoves("shuffle", [3, 6, 2], (b, x) => b.spaceToDepth(x, { name: "y", block: 3, order }));
  }
});

Deno.test("emitUpsample() repeats rows and columns by factors of their own", () => {
  for (const factors of [[2, 2], [3, 1], [1, 4], [2, 5]]) {
    for (const channels of [1, 4, 7]) {
      assertMoves("upsample", [2, 3, channels], (b, x) => b.upsample(x, { name: "y", factors }));
    }
  }
  assertMoves("upsample", [5, 3], (b, x) => b.upsample(x, { name: "y", factors: 3 }));
});
