import { assertEquals } from "@std/assert";
import { createDesign, type Design } from "../../../src/design/mod.ts";
import { mantissaRange } from "../../../src/fixed/mod.ts";
import { buildModel } from "../../../src/model/mod.ts";
import type { FixedTensor } from "../../../src/tensor/mod.ts";
import { fixedTensor } from "../support.ts";
import { assertEqualsScalar, pathsOf } from "./harness.ts";

interface DenseCase {
  readonly x: string;
  readonly w: string;
  /** One row an input. */
  readonly weights: readonly (readonly number[])[];
  readonly bias?: readonly number[];
  readonly biasType?: string;
  readonly accum?: string;
  readonly y?: string;
}

/** A dense layer of given integers. */
function denseDesign(
  { x, w, weights, bias, biasType = "ap_int<33>", accum = "auto", y = "ap_int<64>" }: DenseCase,
): Design {
  const outputs = weights[0].length;
  const model = buildModel("limit", (b) =>
    b.dense(b.input({ name: "x", features: weights.length }), {
      name: "y",
      weights: { shape: [weights.length, outputs], data: Float64Array.from(weights.flat()) },
      bias: Float64Array.from(bias ?? new Array(outputs).fill(0)),
    }));
  return createDesign(model, {
    layers: Object.fromEntries([
      ["x", { precision: x }],
      ["y", { precision: { weight: w, bias: biasType, accum, result: y } }],
    ]),
  });
}

/** Samples of nothing but the ends of the input's type, in every pattern that a sum may be extreme for. */
function extremes(design: Design): FixedTensor {
  const { shape: [size], type } = design.tensors.get("x")!;
  const { min, max } = mantissaRange(type);
  const { weights } = design.stages.find(({ plan }) => plan.kind === "dense")!.plan as Extract<
    Design["stages"][number]["plan"],
    { kind: "dense" }
  >;
  const outputs = weights.shape[1];
  const against = Array.from({ length: size }, (_, i) => weights.data[i * outputs] < 0n ? min : max);
  const along = against.map((value) => value === min ? max : min);
  const patterns = [
    against,
    along,
    against.map(() => min),
    against.map(() => max),
    against.map((_, i) => i % 2 ? min : max),
  ];
  return fixedTensor([patterns.length, size], type, patterns.flat());
}

function assertPath(options: DenseCase, path: string): void {
  const design = denseDesign(options);
  assertEquals(pathsOf(design).y, path, JSON.stringify({ ...options, weights: null }));
  assertEqualsScalar(design, [extremes(design)], path);
}

const repeated = (count: number, row: readonly number[]) => Array.from({ length: count }, () => row);

Deno.test("sums stay in 32 bits up to 2³¹ − 1 and down to −2³¹, and no further", () => {
  const pair = { x: "ap_int<16>", w: "ap_int<16>", weights: [[-32768], [-32767]] };
  // The largest sum is 2³¹ − 32768 and the bias.
  assertPath({ ...pair, bias: [32767] }, "dot i32");
  assertPath({ ...pair, bias: [32768] }, "dot i64 1×2 limbs");
  const below = { x: "ap_int<16>", w: "ap_int<16>", weights: [[32767], [32767]] };
  // The least one is −2³¹ + 65536 and the bias.
  assertPath({ ...below, bias: [-65536] }, "dot i32");
  assertPath({ ...below, bias: [-65537] }, "dot i64 1×2 limbs");
});

Deno.test("two products of −2¹⁵ · −2¹⁵ wrap harmlessly modulo 2³², and are never widened", () => {
  const weights = repeated(6, [-32768, 32767, -32768, 1, -1]);
  assertPath({ x: "ap_int<16>", w: "ap_int<16>", weights, accum: "ap_int<32>" }, "dot i32");
  assertPath({ x: "ap_int<16>", w: "ap_int<16>", weights, accum: "ap_int<31>" }, "dot i32");
  assertPath({ x: "ap_int<16>", w: "ap_int<16>", weights, accum: "ap_uint<32>" }, "dot i64 1×2 limbs");
  assertPath({ x: "ap_int<16>", w: "ap_int<16>", weights, accum: "ap_int<33>" }, "dot i64 1×2 limbs");
});

Deno.test("32-bit sums are widened before they overflow, whatever the length of a row", () => {
  for (const size of [2047, 2048, 2049, 5000]) {
    for (const weight of [511, 512, 2047, 4095]) {
      const weights = repeated(size, [-weight, weight, 1]);
      const path = 32768 * weight * size < 2 ** 31 ? "dot i32" : "dot i64";
      assertPath({ x: "ap_int<16>", w: "ap_int<16>", weights }, path);
    }
  }
});

Deno.test("inputs of 17 to 30 bits are cut in two limbs", () => {
  for (const width of [17, 18, 24, 29, 30]) {
    assertPath(
      { x: `ap_int<${width}>`, w: "ap_int<12>", weights: repeated(40, [-2048, 2047, 3]) },
      "dot i64 2×1 limbs",
    );
  }
  assertPath({ x: "ap_uint<16>", w: "ap_int<8>", weights: repeated(9, [-128, 127]) }, "dot i32 2×1 limbs");
  assertPath({ x: "ap_int<16>", w: "ap_int<8>", weights: repeated(9, [-128, 127]) }, "dot i32");
  assertPath({ x: "ap_uint<15>", w: "ap_int<8>", weights: repeated(9, [-128, 127]) }, "dot i32");
});

Deno.test("weights that need more than 16 bits are cut in two limbs, others of the same type are not", () => {
  const types = { x: "ap_int<16>", w: "ap_int<30>" };
  assertPath({ ...types, weights: repeated(3, [-32768, 32767]), accum: "ap_int<32>" }, "dot i32");
  assertPath({ ...types, weights: repeated(3, [-32769, 32767]), accum: "ap_int<32>" }, "dot i32 1×2 limbs");
  assertPath({ ...types, weights: repeated(3, [-32768, 32768]), accum: "ap_int<32>" }, "dot i32 1×2 limbs");
  assertPath({ ...types, weights: repeated(50, [-(2 ** 29), 2 ** 29 - 1]) }, "dot i64 1×2 limbs");
});

Deno.test("18-bit inputs and weights take three products of limbs; beyond 28 bits their sum would not be one of 16", () => {
  for (const width of [18, 22, 27, 28]) {
    const end = 2 ** (width - 1);
    const types = { x: `ap_int<${width}>`, w: `ap_int<${width}>` };
    assertPath(
      { ...types, weights: repeated(30, [-end, end - 1, 5]), accum: "ap_int<64>" },
      "dot i64 2×2 limbs",
    );
  }
  const weights = repeated(30, [-(2 ** 30), 2 ** 30 - 1]);
  assertPath({ x: "ap_int<31>", w: "ap_int<31>", weights, accum: "ap_int<64>" }, "modular i64");
});

Deno.test("dropped bits of up to 16 are taken as residues", () => {
  for (const bits of [1, 8, 11, 15, 16]) {
    for (const mode of ["AP_TRN", "AP_RND", "AP_RND_MIN_INF"]) {
      for (const width of [16, 24, 40]) {
        const accum = `ap_fixed<${width},${width + bits},${mode},AP_WRAP>`;
        const weights = repeated(300, [-32768, 32767, 77]);
        const design = denseDesign({
          x: "ap_int<16>",
          w: "ap_int<16>",
          weights: weights.map((row) => row.map((w) => Math.trunc(w / 64))),
          accum,
        });
        assertEquals(
          /^dot i(32|64) residues$/.test(pathsOf(design).y),
          true,
          `${accum} ${pathsOf(design).y}`,
        );
        assertEqualsScalar(design, [extremes(design)], accum);
      }
    }
  }
  const weights = repeated(20, [-512, 511]);
  assertPath({ x: "ap_int<16>", w: "ap_int<16>", weights, accum: "ap_fixed<24,41>" }, "ordered i32");
  assertPath(
    { x: "ap_int<16>", w: "ap_int<16>", weights, accum: "ap_fixed<24,33,AP_RND_CONV,AP_WRAP>" },
    "ordered i32",
  );
});

Deno.test("an accumulator that saturates is computed in order, in the narrowest words that hold every step", () => {
  const weights = repeated(7, [-128, 127, 1]);
  const types = { x: "ap_int<16>", w: "ap_int<8>", weights };
  // A sum before its cast has one bit more than the accumulator.
  assertPath({ ...types, accum: "ap_fixed<31,31,AP_TRN,AP_SAT>" }, "ordered i32");
  assertPath({ ...types, accum: "ap_fixed<32,32,AP_TRN,AP_SAT>" }, "ordered i64");
  assertPath(
    { ...types, accum: "ap_fixed<20,20,AP_TRN,AP_SAT_SYM>", bias: [-524287, 524287, 0] },
    "ordered i32",
  );
  assertPath(
    { x: "ap_int<32>", w: "ap_int<8>", weights, accum: "ap_fixed<62,62,AP_TRN,AP_SAT>" },
    "ordered i64",
  );
  assertPath(
    { x: "ap_int<64>", w: "ap_int<8>", weights, accum: "ap_fixed<62,62,AP_TRN,AP_SAT>" },
    "reference",
  );
});

Deno.test("numbers of 64 bits wrap in 64-bit words", () => {
  const weights = repeated(7, [-128, 127, 1]);
  assertPath({ x: "ap_int<64>", w: "ap_int<8>", weights, accum: "ap_int<64>" }, "modular i64");
  assertPath(
    { x: "ap_uint<64>", w: "ap_int<8>", weights, accum: "ap_uint<64>", y: "ap_uint<64>" },
    "modular i64",
  );
});

Deno.test("sums of up to 47 bits are kept in two words, where results are made of what stays of 32 bits", () => {
  const weights = [[1, 0], [0, 1], [0, 0], [1, 1]];
  // Two inputs of an output at most are not 0: its sum is the bias and −2¹⁶ … 2¹⁶ − 2.
  const types = { x: "ap_int<16>", w: "ap_int<16>", weights, biasType: "ap_int<60>", y: "ap_fixed<32,48>" };
  assertPath({ ...types, bias: [2 ** 46 - 2 ** 16 + 1, -(2 ** 46) + 2 ** 16] }, "dot i48");
  assertPath({ ...types, bias: [2 ** 46 - 2 ** 16 + 2, 0] }, "dot i64");
  assertPath({ ...types, bias: [0, -(2 ** 46) + 2 ** 16 - 1] }, "dot i64");
  // What rounds is added to the start.
  const rounded = { ...types, y: "ap_fixed<32,48,AP_RND>" };
  assertPath({ ...rounded, bias: [2 ** 46 - 2 ** 16 + 1 - 2 ** 15, 0] }, "dot i48");
  assertPath({ ...rounded, bias: [2 ** 46 - 2 ** 16 + 2 - 2 ** 15, 0] }, "dot i64");
});

Deno.test("two words are joined for every number of dropped bits, rounding and overflow", () => {
  const weights = repeated(70, [-8192, 8191, 5, -2048]);
  for (const drop of [1, 7, 15, 16, 17, 20]) {
    for (const rounding of ["AP_TRN", "AP_RND", "AP_RND_MIN_INF", "AP_RND_CONV", "AP_TRN_ZERO"]) {
      for (const overflow of ["AP_WRAP", "AP_SAT", "AP_SAT_SYM", "AP_SAT_ZERO"]) {
        for (const width of [5, 16, 31]) {
          const design = denseDesign({
            x: "ap_int<16>",
            w: "ap_int<16>",
            weights,
            bias: [2 ** 32 - 1, -(2 ** 32), 2 ** 15, -1],
            biasType: "ap_int<40>",
            y: `ap_fixed<${width},${width + drop},${rounding},${overflow}>`,
          });
          assertEqualsScalar(design, [extremes(design)], `${drop} ${rounding} ${overflow} ${width}`);
        }
      }
    }
  }
  const types = { x: "ap_int<16>", w: "ap_int<16>", weights };
  assertPath({ ...types, y: "ap_fixed<16,32>" }, "dot i48");
  assertPath({ ...types, y: "ap_fixed<16,17>" }, "dot i48");
  assertPath({ ...types, y: "ap_fixed<16,16>" }, "dot i64");
  assertPath({ ...types, y: "ap_fixed<16,32,AP_RND_CONV>" }, "dot i64");
  // A result that saturates must be seen whole: with its 9 bits dropped, the sum has more than 32.
  assertPath({ ...types, y: "ap_fixed<16,17,AP_TRN,AP_SAT>" }, "dot i64");
});

Deno.test("a result of more than 32 bits wraps at its own width, however many bits of its sum are dropped", () => {
  const types = { x: "ap_int<14>", w: "ap_int<14>", weights: repeated(99, [-8192, 8191, 3]) };
  const biases = { bias: [2 ** 41 - 1, -(2 ** 41), 2 ** 33], biasType: "ap_int<43>" };
  for (const width of [32, 33, 36, 40]) {
    const bits = width === 32 ? 48 : 64;
    assertPath({ ...types, ...biases, y: `ap_fixed<${width},${width + 1}>` }, `dot i${bits}`);
    assertPath({ ...types, ...biases, y: `ap_ufixed<${width},${width + 3},AP_RND>` }, "dot i64");
  }
});

Deno.test("a low limb is divided before the high one is added, if the result has none of its bits", () => {
  const types = { x: "ap_int<18>", w: "ap_int<16>", weights: repeated(50, [-32768, 32767, 3]) };
  assertPath({ ...types, y: "ap_fixed<20,28>" }, "dot i64 2×1 limbs");
  for (const drop of [9, 10, 17, 25, 26]) {
    for (const rounding of ["AP_TRN", "AP_RND", "AP_RND_MIN_INF"]) {
      assertPath({ ...types, y: `ap_fixed<20,${20 + drop},${rounding}>` }, "dot i48 2×1 limbs");
    }
  }
});

Deno.test("three planes of limbs are put together in 32 bits, if the result has none of two low limbs' bits", () => {
  const types = { x: "ap_int<18>", w: "ap_int<18>", weights: repeated(30, [-131072, 131071, 5]) };
  const bias = [2 ** 39 - 1, -(2 ** 39), 2 ** 17];
  assertPath({ ...types, y: "ap_fixed<20,37>" }, "dot i64 2×2 limbs");
  assertPath({ ...types, y: "ap_fixed<20,38>" }, "dot i48 2×2 limbs");
  for (const drop of [18, 19, 24, 30]) {
    for (const rounding of ["AP_TRN", "AP_RND", "AP_RND_MIN_INF"]) {
      for (const overflow of ["AP_WRAP", "AP_SAT", "AP_SAT_SYM"]) {
        const y = `ap_fixed<20,${20 + drop},${rounding},${overflow}>`;
        assertPath({ ...types, bias, biasType: "ap_int<41>", y }, "dot i48 2×2 limbs");
      }
    }
  }
  assertPath({ ...types, y: "ap_fixed<20,38,AP_RND_CONV>" }, "dot i64 2×2 limbs");
});

Deno.test("sums of limbs stay in 32 bits together with what one carries into the other", () => {
  // Limbs of 14 bits: −2¹³, 2¹⁴ − 1 and their sum of up to 24575 each, so that the third product has 2^29.2.
  const end = 2 ** 27;
  const types = { x: "ap_int<28>", w: "ap_int<28>", y: "ap_fixed<16,44>" };
  for (const [size, bits] of [[1, 48], [2, 64], [3, 64]] as const) {
    assertPath({ ...types, weights: repeated(size, [-end, end - 1, 5]) }, `dot i${bits} 2×2 limbs`);
  }
});
