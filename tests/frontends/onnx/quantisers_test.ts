// Longer than 300 lines because all quantisers are tried with the same parameters and the same numbers.

import { assertEquals, assertStringIncludes } from "@std/assert";
import { printFixedType } from "../../../src/fixed/mod.ts";
import type { NodeProto, TensorProto } from "../../../src/frontends/onnx/mod.ts";
import type { Layer } from "../../../src/layers/mod.ts";
import { createModel } from "../../../src/model/mod.ts";
import { evaluateFloat } from "../../../src/simulate/mod.ts";
import { floatTensor, intTensor, node, onnxModel, testNumbers } from "../../support/onnx.ts";
import { assertLikeOnnxRuntime, importProto, kinds, refusal } from "./support.ts";

const DOMAIN = "qonnx.custom_op.general";

interface Parameters {
  readonly scale: number | readonly number[];
  readonly bits: number;
  readonly zero?: number;
  readonly signed?: number;
  readonly narrow?: number;
  readonly mode?: string;
}

/** Initialisers `s`, `z`, `b`. */
function parameters({ scale, zero = 0, bits }: Parameters): TensorProto[] {
  const scales = typeof scale === "number"
    ? floatTensor("s", [], [scale])
    : floatTensor("s", [scale.length, 1, 1], scale);
  return [scales, floatTensor("z", [], [zero]), floatTensor("b", [], [bits])];
}

function quant(input: string, output: string, p: Parameters): NodeProto {
  const { signed = 1, narrow = 0, mode = "ROUND" } = p;
  return node("Quant", `${input} s z b`, output, { domain: DOMAIN, signed, narrow, rounding_mode: mode });
}

function network(nodes: readonly NodeProto[], initializers: readonly TensorProto[], opset = 13) {
  return onnxModel({ opset, inputs: { x: ["N", 1, 2, 40] }, outputs: "y", nodes, initializers });
}

/** Values of `y` for an `x` of 80 numbers. */
function run(
  nodes: readonly NodeProto[],
  initializers: readonly TensorProto[],
  x: readonly number[],
): number[] {
  const graph = importProto(network(nodes, initializers));
  const model = createModel({ name: "t", ...graph });
  const tensors = evaluateFloat(model, [{ shape: [1, 2, 40, 1], data: Float64Array.from(x) }]);
  return [...tensors.get(model.outputs[0].layer)!.data];
}

/** Eighths of a code around 0 and beyond both ends of 4 bits. */
const EIGHTHS = Array.from({ length: 80 }, (_, i) => (i - 40) / 4 + (i % 2 === 0 ? 0 : 0.125));

/** The rounding modes as QONNX describes them, on exact numbers. */
const MODES: Readonly<Record<string, (x: number) => number>> = {
  ROUND: (x) => Math.abs(x % 1) === 0.5 ? 2 * Math.round(x / 2) : Math.round(x),
  FLOOR: Math.floor,
  DOWN: Math.trunc,
  HALF_UP: (x) => Math.sign(x) * Math.floor(Math.abs(x) + 0.5),
  HALF_DOWN: (x) => Math.sign(x) * Math.ceil(Math.abs(x) - 0.5),
  CEIL: Math.ceil,
  UP: (x) => Math.sign(x) * Math.ceil(Math.abs(x)),
};

function quantised(p: Parameters, x: number): number {
  const { scale, bits, zero = 0, signed = 1, narrow = 0, mode = "ROUND" } = p;
  const max = signed ? 2 ** (bits - 1) - 1 : 2 ** bits - 1 - narrow;
  const min = signed ? -(2 ** (bits - 1)) + narrow : 0;
  const clipped = Math.min(Math.max(x / Number(scale) + zero, min), max);
  return (MODES[mode](clipped) - zero) * Number(scale) + 0;
}

for (const mode of ["ROUND", "FLOOR", "DOWN", "HALF_UP", "HALF_DOWN"]) {
  for (const [signed, narrow] of [[1, 0], [1, 1], [0, 0], [0, 1]]) {
    for (const [scale, zero] of [[0.25, 0], [1, 0], [4, 0], [0.25, 3]]) {
      const p = { scale, zero, bits: 4, signed, narrow, mode };
      Deno.test(`Quant ${JSON.stringify(p)} is what QONNX describes`, () => {
        const x = EIGHTHS.map((value) => value * scale);
        assertEquals(run([quant("x", "y", p)], parameters(p), x), x.map((value) => quantised(p, value)));
      });
    }
  }
}

for (const mode of Object.keys(MODES)) {
  Deno.test(`Quant rounds constants by ${mode}`, () => {
    const p = { scale: 0.25, bits: 4, mode };
    const weights = EIGHTHS.slice(0, 40).map((value) => value / 4);
    const graph = importProto(
      network([quant("w", "q", p), node("MatMul", "x q", "y")], [
        ...parameters(p),
        floatTensor("w", [40, 1], weights),
      ]),
    );
    const [, layer] = graph.layers;
    if (layer.kind !== "dense") throw new Error(`it became ${layer.kind}`);
    assertEquals(
      [...layer.weights.data].map((value) => value + 0),
      weights.map((value) => quantised(p, value)),
    );
    assertEquals(printFixedType(layer.types!.weights!), "ap_fixed<4,2>");
  });
}

Deno.test("Quant with an arbitrary scale makes integers and leaves the scale to whoever reads them", () => {
  const p = { scale: 0.1, bits: 8 };
  const graph = importProto(
    network(
      [quant("x", "q", p), node("Relu", "q", "r"), node("MaxPool", "r", "y", { kernel_shape: [1, 2] })],
      parameters(p),
    ),
  );
  assertEquals(kinds(graph), ["batch_norm", "quantize", "relu", "pool", "batch_norm"]);
  const scales = graph.layers.flatMap((layer) =>
    layer.kind === "batch_norm" ? [[...layer.scale, ...layer.shift]] : []
  );
  assertEquals(scales, [[1 / Math.fround(0.1), 0], [Math.fround(0.1), 0]]);
});

/** Kinds and types of layers behind a convolution of weights of two outputs with these scales. */
function weighted(scale: number | readonly number[], bits: number): Layer[] {
  const p = { scale: typeof scale === "number" ? scale : [...scale], bits, narrow: 1 };
  const scales = typeof scale === "number"
    ? floatTensor("s", [], [scale])
    : floatTensor("s", [2, 1, 1, 1], scale);
  const [, zero, width] = parameters(p);
  const weights = floatTensor("w", [2, 1, 1, 3], [0.3, -0.4, 0.1, 1, -1, 0.05]);
  return [
    ...importProto(network([quant("w", "q", p), node("Conv", "x q bias", "y")], [
      scales,
      zero,
      width,
      weights,
      floatTensor("bias", [2], [0.5, -0.25]),
    ])).layers,
  ];
}

Deno.test("Quant of weights with powers of two a channel has one exact type", () => {
  const [, conv] = weighted([0.125, 0.5], 4);
  if (conv.kind !== "conv") throw new Error(conv.kind);
  // Codes −7 … 7 in eighths and halves: −28 … 28 eighths.
  assertEquals(printFixedType(conv.types!.weights!), "ap_fixed<6,3>");
  assertEquals([...conv.weights.data], [0.25, 1, -0.375, -1, 0.125, 0]);
  assertEquals([...conv.bias!], [0.5, -0.25]);
});

Deno.test("Quant of weights with other scales makes integers, and scale and bias a layer behind them", () => {
  const [, conv, norm] = weighted([0.1, 0.5], 4);
  if (conv.kind !== "conv" || norm.kind !== "batch_norm") throw new Error(conv.kind);
  assertEquals(printFixedType(conv.types!.weights!), "ap_fixed<4,4>");
  assertEquals([[...conv.weights.data], conv.bias], [[3, 2, -4, -2, 1, 0], null]);
  assertEquals([[...norm.scale], [...norm.shift]], [[Math.fround(0.1), 0.5], [0.5, -0.25]]);
});

Deno.test("Quant of weights with powers of two far apart keeps narrow integers", () => {
  const [, conv, norm] = weighted([2 ** -30, 0.5], 4);
  if (conv.kind !== "conv" || norm.kind !== "batch_norm") throw new Error(conv.kind);
  assertEquals(printFixedType(conv.types!.weights!), "ap_fixed<4,4>");
  assertEquals([...norm.scale], [2 ** -30, 0.5]);
});

Deno.test("BipolarQuant is the sign times its scale, of data and of constants", () => {
  const x = EIGHTHS.map((value) => value / 8);
  for (const scale of [0.5, 0.3]) {
    const bipolar = (input: string, output: string) =>
      node("BipolarQuant", `${input} s`, output, { domain: DOMAIN });
    const number = Math.fround(scale);
    const actual = run([bipolar("x", "y")], [floatTensor("s", [], [scale])], x);
    assertEquals(actual, x.map((value) => value >= 0 ? number : -number));
    const graph = importProto(
      network([bipolar("w", "q"), node("MatMul", "x q", "y")], [
        floatTensor("s", [], [scale]),
        floatTensor("w", [40, 1], x.slice(20, 60)),
      ]),
    );
    const [, dense] = graph.layers;
    if (dense.kind !== "dense") throw new Error(dense.kind);
    const unit = scale === 0.5 ? 0.5 : 1;
    assertEquals([...dense.weights.data], x.slice(20, 60).map((value) => value >= 0 ? unit : -unit));
  }
});

Deno.test("Quant of one signed bit is a sign", () => {
  const p = { scale: 0.5, bits: 1 };
  const x = EIGHTHS.map((value) => value / 8);
  assertEquals(run([quant("x", "y", p)], parameters(p), x), x.map((value) => value >= 0 ? 0.5 : -0.5));
});

for (const mode of ["FLOOR", "ROUND"]) {
  Deno.test(`Trunc cuts codes off by ${mode} and keeps the scale of the first version`, () => {
    const x = Array.from({ length: 80 }, (_, i) => (i - 40) / 4);
    const trunc = node("Trunc", "x s z b o", "y", { domain: DOMAIN, rounding_mode: mode });
    const numbers = [...parameters({ scale: 0.25, bits: 7 }), floatTensor("o", [], [5])];
    assertEquals(run([trunc], numbers, x), x.map((value) => MODES[mode](value) * 0.25 + 0));
  });

  Deno.test(`Trunc of the second version clips and scales anew, by ${mode}`, () => {
    const x = Array.from({ length: 80 }, (_, i) => (i - 40) / 4);
    const trunc = node("Trunc", "x s z b t o", "y", {
      domain: DOMAIN,
      rounding_mode: mode,
      signed: 1,
      narrow: 1,
    });
    const numbers = [
      ...parameters({ scale: 0.25, bits: 7 }),
      floatTensor("t", [], [1]),
      floatTensor("o", [], [3]),
    ];
    assertEquals(
      run([trunc], numbers, x),
      x.map((value) => Math.max(-3, Math.min(3, MODES[mode](value))) + 0),
    );
  });
}

/** A TensorProto of small integers. */
function codes(
  name: string,
  dataType: number,
  values: readonly number[],
  dims: readonly number[] = [],
): TensorProto {
  return { name, dims, dataType, int32Data: values };
}

for (const [dataType, min, max] of [[2, 0, 255], [3, -128, 127], [4, 0, 65535], [5, -32768, 32767]]) {
  for (const zero of [0, 1, min === 0 ? 128 : -3]) {
    Deno.test(`QuantizeLinear of type ${dataType} with zero point ${zero} saturates at its own ends`, () => {
      const x = EIGHTHS.map((value) => value * max / 6);
      const nodes = [node("QuantizeLinear", "x s z", "q"), node("DequantizeLinear", "q s z", "y")];
      const actual = run(nodes, [floatTensor("s", [], [0.5]), codes("z", dataType, [zero])], x);
      const expected = x.map((value) =>
        (Math.min(Math.max(MODES.ROUND(value * 2) + zero, min), max) - zero) / 2 + 0
      );
      assertEquals(actual.map((value) => value + 0), expected);
    });
  }
}

Deno.test("DequantizeLinear reads stored integers of four bits, two a byte", () => {
  for (const [dataType, values] of [[22, [-8, 7, -1]], [21, [8, 7, 15]]] as const) {
    const nibbles = Uint8Array.of((values[0] & 15) | (values[1] & 15) << 4, values[2] & 15);
    const nodes = [node("DequantizeLinear", "w s", "q"), node("Conv", "x q", "y")];
    const stored: TensorProto = { name: "w", dims: [1, 1, 1, 3], dataType, rawData: nibbles };
    const graph = importProto(network(nodes, [stored, floatTensor("s", [], [0.5])], 21));
    const [, conv] = graph.layers;
    if (conv.kind !== "conv") throw new Error(conv.kind);
    assertEquals([...conv.weights.data], values.map((value) => value / 2));
    assertEquals(printFixedType(conv.types!.weights!), dataType === 22 ? "ap_fixed<4,3>" : "ap_ufixed<4,3>");
  }
});

Deno.test("A scale passes through layers only where all inputs share it", () => {
  const quants = (a: number, b: number) =>
    [
      node("Quant", "x s z b", "p", { domain: DOMAIN }),
      node("Quant", "x t z b", "q", { domain: DOMAIN }),
      node("Add", "p q", "y"),
      floatTensor("t", [], [b]),
      floatTensor("s", [], [a]),
    ] as const;
  const kindsOf = (a: number, b: number) => {
    const [p, q, add, t, s] = quants(a, b);
    const [, zero, bits] = parameters({ scale: a, bits: 8 });
    return kinds(importProto(network([p, q, add], [t, s, zero, bits])));
  };
  assertEquals(kindsOf(0.1, 0.1), [
    "batch_norm",
    "quantize",
    "batch_norm",
    "quantize",
    "merge",
    "batch_norm",
  ]);
  assertEquals(kindsOf(0.1, 0.2), [
    "batch_norm",
    "quantize",
    "batch_norm",
    "quantize",
    "batch_norm",
    "batch_norm",
    "merge",
  ]);
  assertEquals(kindsOf(0.5, 0.25), ["quantize", "quantize", "merge"]);
});

for (
  const [what, convolution, weights] of [
    ["convolution", "Conv", [3, 2, 2, 2]],
    ["transposed convolution", "ConvTranspose", [2, 3, 2, 2]],
  ] as const
) {
  Deno.test(`a quantised tensor keeps its scale where its axes move in front of a ${what}`, async () => {
    const zero: TensorProto = { name: "z", dims: [], dataType: 2, rawData: Uint8Array.of(128) };
    await assertLikeOnnxRuntime({
      inputs: { x: ["n", 6] },
      outputs: "y",
      nodes: [
        node("Gemm", "x g", "flat"),
        node("QuantizeLinear", "flat s z", "codes"),
        node("DequantizeLinear", "codes s z", "numbers"),
        node("Reshape", "numbers shape", "map"),
        node(convolution, "map w", "up"),
        node("Sigmoid", "up", "y"),
      ],
      initializers: [
        floatTensor("s", [], [0.03]),
        zero,
        floatTensor("g", [6, 24], testNumbers(144).map((value) => value / 8)),
        intTensor("shape", [4], [-1, 2, 4, 3]),
        floatTensor("w", weights, testNumbers(24).map((value) => value / 8)),
      ],
    });
  });
}

const REFUSED: readonly (readonly [string, Parameters, string])[] = [
  ["a fractional number of bits", { scale: 1, bits: 2.5 }, "its bit width is 2.5"],
  ["too many bits", { scale: 1, bits: 33 }, "its bit width is 33, supported are integers from 1 to 32"],
  ["no bits", { scale: 1, bits: 0 }, "its bit width is 0"],
  ["a scale of 0", { scale: 0, bits: 4 }, "its scale is 0, expected positive numbers"],
  ["a negative scale", { scale: -1, bits: 4 }, "its scale is -1"],
  ["a scale a channel on data", { scale: [1, 2], bits: 4 }, "its scale differs from channel to channel"],
  ["a mode that types have not", { scale: 1, bits: 4, mode: "CEIL" }, "no mode of ap_fixed rounds like that"],
  [
    "a mode that nobody has",
    { scale: 1, bits: 4, mode: "SIDEWAYS" },
    'rounding_mode "SIDEWAYS" is not known',
  ],
  ["a zero point between codes", { scale: 1, bits: 4, zero: 0.5 }, "its zero point is 0.5"],
];
for (const [what, p, text] of REFUSED) {
  Deno.test(`Quant refuses ${what}`, () => {
    assertStringIncludes(refusal(network([quant("x", "y", p)], parameters(p))), text);
  });
}

Deno.test("Quant refuses a scale that the model computes", () => {
  const [, zero, bits] = parameters({ scale: 1, bits: 4 });
  const nodes = [node("ReduceMax", "x", "s", { axes: [1, 2, 3] }), quant("x", "y", { scale: 1, bits: 4 })];
  assertStringIncludes(
    refusal(network(nodes, [zero, bits])),
    "computed tensor, supported are constants only",
  );
});

Deno.test("An unknown operator of QONNX is refused by name", () => {
  const text = refusal(
    network([node("MultiThreshold", "x s", "y", { domain: DOMAIN })], parameters({ scale: 1, bits: 4 })),
  );
  assertStringIncludes(text, "MultiThreshold");
});
