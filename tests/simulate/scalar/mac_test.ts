import { assertEquals } from "@std/assert";
import { parseFixedType } from "../../../src/fixed/mod.ts";
import type { AxisGeometry } from "../../../src/layers/mod.ts";
import { ACCUMULATORS } from "../../../src/simulate/scalar/accumulator.ts";
import { type ConvolutionOperands, runConvolution, runDense } from "../../../src/simulate/scalar/mac.ts";
import type { MacOperands } from "../../../src/simulate/scalar/operands.ts";
import type { FixedTensor, Mantissas } from "../../../src/tensor/mod.ts";
import { fixedTensor, mantissasOf, randomTensor } from "../support.ts";
import { definedConvolution } from "./mac_definition.ts";
import { assertLargeEquals } from "../../support/large.ts";

type Path = keyof typeof ACCUMULATORS;

interface Types {
  readonly x: string;
  readonly w: string;
  readonly b: string;
  readonly acc: string;
  readonly y: string;
}

/** Types, and every way to accumulate that must apply to them. */
const TYPES: Readonly<Record<string, Types & { readonly paths: readonly Path[] }>> = {
  "an exact accumulator": {
    x: "ap_fixed<8,4>",
    w: "ap_fixed<8,2>",
    b: "ap_fixed<8,3>",
    acc: "ap_fixed<24,14>",
    y: "ap_fixed<8,4,AP_RND_CONV,AP_SAT>",
    paths: ["double", "word", "orderedDouble", "ordered"],
  },
  "an accumulator that wraps": {
    x: "ap_fixed<8,4>",
    w: "ap_fixed<8,2>",
    b: "ap_fixed<16,8,AP_RND>",
    acc: "ap_fixed<13,2>",
    y: "ap_fixed<9,3,AP_RND_ZERO,AP_SAT_SYM>",
    paths: ["double", "word", "orderedDouble", "ordered"],
  },
  "an unsigned accumulator that wraps below zero": {
    x: "ap_ufixed<8,4>",
    w: "ap_fixed<8,2>",
    b: "ap_fixed<8,3>",
    acc: "ap_ufixed<17,7>",
    y: "ap_ufixed<10,9,AP_TRN_ZERO>",
    paths: ["double", "word", "orderedDouble", "ordered"],
  },
  "a truncating accumulator": {
    x: "ap_fixed<8,4>",
    w: "ap_fixed<8,2>",
    b: "ap_fixed<16,6>",
    acc: "ap_fixed<12,7>",
    y: "ap_fixed<8,4>",
    paths: ["orderedDouble", "ordered"],
  },
  "a rounding, saturating accumulator": {
    x: "ap_fixed<8,4>",
    w: "ap_fixed<8,2>",
    b: "ap_fixed<16,6>",
    acc: "ap_fixed<9,4,AP_RND_CONV,AP_SAT>",
    y: "ap_fixed<7,4,AP_RND,AP_WRAP>",
    paths: ["orderedDouble", "ordered"],
  },
  "an exact accumulator that saturates": {
    x: "ap_ufixed<6,6>",
    w: "ap_fixed<6,6>",
    b: "ap_fixed<6,6>",
    acc: "ap_fixed<12,12,AP_TRN,AP_SAT_ZERO>",
    y: "ap_fixed<12,12>",
    paths: ["orderedDouble", "ordered"],
  },
  "binary points outside of the bits": {
    x: "ap_fixed<6,9>",
    w: "ap_fixed<6,-3>",
    b: "ap_fixed<6,-1>",
    acc: "ap_fixed<20,12,AP_RND_INF,AP_SAT_SYM>",
    y: "ap_fixed<10,14,AP_RND_MIN_INF,AP_SAT>",
    paths: ["orderedDouble", "ordered"],
  },
  "sums beyond float64": {
    x: "ap_fixed<32,8>",
    w: "ap_fixed<24,4>",
    b: "ap_fixed<24,4>",
    acc: "ap_fixed<64,20>",
    y: "ap_fixed<40,10,AP_RND,AP_SAT>",
    paths: ["word", "ordered"],
  },
  "values of 64 unsigned bits, modulo 2^64": {
    x: "ap_ufixed<64,64>",
    w: "ap_ufixed<64,64>",
    b: "ap_ufixed<64,64>",
    acc: "ap_ufixed<64,64>",
    y: "ap_ufixed<64,64>",
    paths: ["word", "ordered"],
  },
  "values of 64 unsigned bits, saturating": {
    x: "ap_ufixed<64,32>",
    w: "ap_ufixed<64,32>",
    b: "ap_ufixed<64,32>",
    acc: "ap_ufixed<64,33,AP_RND,AP_SAT>",
    y: "ap_fixed<64,32,AP_RND_CONV,AP_SAT>",
    paths: ["ordered"],
  },
  "a wide accumulator of narrow products": {
    x: "ap_fixed<8,4>",
    w: "ap_fixed<8,4>",
    b: "ap_fixed<8,4>",
    acc: "ap_fixed<64,32>",
    y: "ap_fixed<64,32>",
    paths: ["word", "ordered"],
  },
};

interface Geometry {
  readonly transposed: boolean;
  readonly axes: readonly AxisGeometry[];
  readonly groups: number;
  readonly channels: { readonly input: number; readonly output: number };
}

const GEOMETRIES: Readonly<Record<string, Geometry>> = {
  "3x2s2x1 same": {
    transposed: false,
    axes: [
      { input: 5, output: 3, kernel: 3, stride: 2, dilation: 1, before: 1 },
      { input: 3, output: 3, kernel: 2, stride: 1, dilation: 1, before: 0 },
    ],
    groups: 1,
    channels: { input: 3, output: 2 },
  },
  "1-D dilated, grouped": {
    transposed: false,
    axes: [{ input: 7, output: 5, kernel: 3, stride: 1, dilation: 2, before: 1 }],
    groups: 2,
    channels: { input: 4, output: 6 },
  },
  "transposed 3x2s2x3 with an empty phase": {
    transposed: true,
    axes: [
      { input: 2, output: 4, kernel: 3, stride: 2, dilation: 1, before: 1 },
      { input: 3, output: 9, kernel: 2, stride: 3, dilation: 1, before: 0 },
    ],
    groups: 1,
    channels: { input: 5, output: 2 },
  },
  "transposed 1-D, dilated, depthwise": {
    transposed: true,
    axes: [{ input: 4, output: 9, kernel: 3, stride: 2, dilation: 2, before: 1 }],
    groups: 3,
    channels: { input: 3, output: 3 },
  },
};

const SAMPLES = 2;

function operands({ axes, channels, groups, transposed }: Geometry, types: Types): ConvolutionOperands {
  const kernel = axes.map((axis) => axis.kernel);
  return {
    geometry: axes,
    transposed,
    groups,
    channels,
    weights: randomTensor([...kernel, channels.input / groups, channels.output], types.w, 1n),
    bias: randomTensor([channels.output], types.b, 2n),
    accumulator: parseFixedType(types.acc),
  };
}

function inputOf({ axes, channels }: Geometry, { x }: Types): FixedTensor {
  return randomTensor([SAMPLES, ...axes.map((axis) => axis.input), channels.input], x, 3n);
}

for (const [typeName, types] of Object.entries(TYPES)) {
  Deno.test(`runConvolution() follows the definition on every path: ${typeName}`, () => {
    for (const [name, geometry] of Object.entries(GEOMETRIES)) {
      const plan = operands(geometry, types);
      const x = inputOf(geometry, types);
      const to = parseFixedType(types.y);
      const expected = definedConvolution(plan, { x, to, samples: SAMPLES });
      const run = (accumulate?: (operands: MacOperands) => ReturnType<typeof ACCUMULATORS.ordered>) => {
        const data = new BigInt64Array(expected.length) as Mantissas;
        runConvolution(plan, { x, y: { type: to, data }, samples: SAMPLES }, accumulate);
        return mantissasOf({ shape: [data.length], type: to, data });
      };
      assertLargeEquals(run(), expected, name);
      const applied = Object.entries(ACCUMULATORS).filter(([path, create]) => {
        let applies = false;
        const actual = run((operands) => {
          const accumulator = create(operands);
          applies = accumulator !== null;
          return accumulator ?? ACCUMULATORS.ordered(operands);
        });
        assertLargeEquals(actual, expected, `${name}, ${path}`);
        return applies;
      });
      assertEquals(applied.map(([path]) => path), types.paths, name);
    }
  });
}

Deno.test("runDense() equals a convolution of one pixel", () => {
  const types = TYPES["a rounding, saturating accumulator"];
  const axis = { input: 1, output: 1, kernel: 1, stride: 1, dilation: 1, before: 0 };
  const geometry = { transposed: false, axes: [axis], groups: 1, channels: { input: 9, output: 4 } };
  const plan = operands(geometry, types);
  const x = inputOf(geometry, types);
  const to = parseFixedType(types.y);
  const data = new BigInt64Array(SAMPLES * 4) as Mantissas;
  runDense({ ...plan, inputs: 9, outputs: 4 }, { x, y: { type: to, data }, samples: SAMPLES });
  assertEquals([...data], definedConvolution(plan, { x, to, samples: SAMPLES }));
});

Deno.test("runConvolution() computes what can be computed by hand", () => {
  // Transposed, kernel 3, stride 2, nothing cropped: y0 = b + x0·w0, y1 = b + x0·w1, y2 = b + x0·w2 + x1·w0, …
  const axis = { input: 2, output: 5, kernel: 3, stride: 2, dilation: 1, before: 0 };
  const plan = {
    geometry: [axis],
    transposed: true,
    groups: 1,
    channels: { input: 1, output: 1 },
    weights: fixedTensor([3, 1, 1], "ap_int<8>", [1n, 10n, 100n]),
    bias: fixedTensor([1], "ap_int<8>", [-5n]),
    accumulator: parseFixedType("ap_int<16>"),
  };
  const x = fixedTensor([1, 2, 1], "ap_int<4>", [2n, -3n]);
  const data = new BigInt64Array(5) as Mantissas;
  runConvolution(plan, { x, y: { type: parseFixedType("ap_fixed<9,9,AP_TRN,AP_SAT>"), data }, samples: 1 });
  assertEquals([...data], [-3n, 15n, 192n, -35n, -256n]);
});

Deno.test("runConvolution() rounds once for every tap that meets an element, and for no other", () => {
  const axis = { input: 2, output: 4, kernel: 3, stride: 1, dilation: 1, before: 2 };
  const plan = {
    geometry: [axis],
    transposed: false,
    groups: 1,
    channels: { input: 1, output: 1 },
    weights: fixedTensor([3, 1, 1], "ap_fixed<4,2>", [-1n, -1n, -1n]),
    bias: fixedTensor([1], "ap_fixed<4,4>", [0n]),
    accumulator: parseFixedType("ap_int<8>"),
  };
  // Each product is −1/4, which the accumulator truncates to −1: the sum counts the taps that met an element.
  const x = fixedTensor([1, 2, 1], "ap_int<2>", [1n, 1n]);
  for (const create of [ACCUMULATORS.ordered, ACCUMULATORS.orderedDouble]) {
    const data = new BigInt64Array(4) as Mantissas;
    const y = { type: parseFixedType("ap_int<8>"), data };
    runConvolution(plan, { x, y, samples: 1 }, (operands) => create(operands)!);
    assertEquals([...data], [-1n, -2n, -2n, -1n]);
  }
});
