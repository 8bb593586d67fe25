import type { ModelBuilder, Node } from "../../../src/model/mod.ts";
import { assertKernel } from "./kernel_case.ts";

/** A function of each symmetry. */
const FUNCTIONS: Readonly<Record<string, (b: ModelBuilder, x: Node) => Node>> = {
  odd: (b, x) => b.tanh(x, { name: "y" }),
  complement: (b, x) => b.sigmoid(x, { name: "y" }),
  rest: (b, x) => b.apply(x, { name: "y", function: "gelu" }),
  linear: (b, x) => b.selu(x, { name: "y" }),
  none: (b, x) => b.apply(x, { name: "y", function: "exp" }),
};

for (const [symmetry, build] of Object.entries(FUNCTIONS)) {
  Deno.test(`emitTable() reads tables of symmetry ${symmetry} for arguments of any width`, () => {
    for (
      const [x, y] of [
        ["ap_int<2>", "ap_fixed<9,3>"],
        ["ap_fixed<8,3>", "ap_fixed<10,4,AP_RND,AP_SAT>"],
        ["ap_ufixed<16,4>", "ap_fixed<14,6>"],
        ["ap_fixed<16,12>", "ap_ufixed<16,8,AP_TRN,AP_SAT_ZERO>"],
        ["ap_int<32>", "ap_fixed<33,20>"],
        ["ap_fixed<32,4>", "ap_fixed<20,6>"],
        ["ap_uint<32>", "ap_fixed<20,6,AP_RND_CONV,AP_SAT_SYM>"],
        ["ap_uint<32>", "ap_fixed<20,6>"],
        ["ap_fixed<48,20>", "ap_fixed<18,12,AP_RND,AP_SAT>"],
      ]
    ) {
      for (const tableSize of [undefined, 5]) {
        for (const shape of [[11], [2, 3, 5]]) {
          assertKernel({
            build: (b, input) => build(b, input("x", shape)),
            types: { x, y },
            path: "table",
            tableSize,
          });
        }
      }
    }
  });
}

Deno.test("emitTable() folds the least number of 64 bits, whose magnitude is no signed word", () => {
  for (const symmetry of ["odd", "complement", "none"]) {
    for (const x of ["ap_int<64>", "ap_fixed<64,3>"]) {
      assertKernel({
        build: (b, input) => FUNCTIONS[symmetry](b, input("x", [9])),
        types: { x, y: "ap_fixed<16,4,AP_RND,AP_SAT>" },
        path: "table",
      });
    }
  }
});

Deno.test("emitTable() leaves what 64 bits do not hold to the reference", () => {
  const y = "ap_fixed<16,4,AP_RND,AP_SAT>";
  const cases = [
    ["odd", "ap_uint<64>", y],
    ["none", "ap_uint<64>", y],
    ["rest", "ap_fixed<64,30>", y],
    // The numbers wrap away, but not by a shift that a word has.
    ["rest", "ap_fixed<39,92>", "ap_fixed<44,18>"],
  ];
  for (const [symmetry, x, y] of cases) {
    assertKernel({
      build: (b, input) => FUNCTIONS[symmetry](b, input("x", [9])),
      types: { x, y },
      path: "reference",
    });
  }
});
