import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { InterlaceError } from "../../src/base/mod.ts";
import { definitionOf, type Layer, LAYERS, outputShapeOf } from "../../src/layers/mod.ts";
import type { Shape } from "../../src/tensor/mod.ts";

function shapeOf(layer: Layer, ...inputs: readonly Shape[]): Shape {
  return outputShapeOf(layer, inputs);
}

function ones(shape: Shape) {
  return { shape, data: new Float64Array(shape.reduce((a, b) => a * b, 1)).fill(1) };
}

const BASE = { name: "it", inputs: ["x"] };
const AXIS = { kernel: 3, stride: 2, dilation: 1, padBefore: 1, padAfter: 0 };
const UP_AXIS = { kernel: 3, stride: 2, dilation: 1, cropBefore: 1, cropAfter: 0, outputPadding: 1 };
const CONV: Layer = {
  ...BASE,
  kind: "conv",
  axes: [AXIS, AXIS],
  groups: 2,
  weights: ones([3, 3, 2, 6]),
  bias: null,
};
const UP: Layer = {
  ...BASE,
  kind: "conv_transpose",
  axes: [UP_AXIS],
  groups: 1,
  weights: ones([3, 4, 5]),
  bias: null,
};

/** Requires an error that names the layer and holds a text. */
function assertRefuses(text: string, layer: Layer, ...inputs: readonly Shape[]): void {
  const error = assertThrows(() => shapeOf(layer, ...inputs), InterlaceError);
  assertStringIncludes(error.message, text);
  assertStringIncludes(error.message, 'Cannot build layer "it"');
  assertEquals(error.place.layer, "it");
}

Deno.test("LAYERS has each kind under its own name and a summary", () => {
  for (const [kind, definition] of Object.entries(LAYERS)) {
    assertEquals(definition.kind, kind);
    assertEquals(definition.summary.length > 0, true);
  }
});

Deno.test("LAYERS give output shapes channels last", () => {
  assertEquals(shapeOf({ ...BASE, inputs: [], kind: "input", shape: [2, 3] }), [2, 3]);
  assertEquals(shapeOf({ ...BASE, kind: "dense", weights: ones([4, 7]), bias: null }, [2, 3, 4]), [2, 3, 7]);
  assertEquals(shapeOf(CONV, [6, 9, 4]), [3, 4, 6]);
  assertEquals(shapeOf(UP, [6, 4]), [13, 5]);
  assertEquals(shapeOf({ ...BASE, kind: "reshape", shape: [3, 8] }, [2, 3, 4]), [3, 8]);
  assertEquals(shapeOf({ ...BASE, kind: "transpose", permutation: [2, 0, 1] }, [2, 3, 4]), [4, 2, 3]);
  for (const kind of ["relu", "sigmoid", "tanh", "identity"] as const) {
    assertEquals(shapeOf({ ...BASE, kind }, [2, 3]), [2, 3]);
  }
});

Deno.test("LAYERS name types as Keras does", () => {
  const typeName = (layer: Layer) => definitionOf(layer).typeName(layer);
  assertEquals(typeName(CONV), "Conv2D");
  assertEquals(typeName({ ...CONV, weights: ones([3, 3, 1, 2]) }), "DepthwiseConv2D");
  assertEquals(typeName(UP), "Conv1DTranspose");
  assertEquals(typeName({ ...BASE, kind: "leaky_relu", slope: 1 }), "LeakyReLU");
});

Deno.test("LAYERS refuse what does not fit, naming the layer", () => {
  assertRefuses("reads 0 tensors", { ...BASE, kind: "relu" });
  assertRefuses("reads 2 tensors", { ...BASE, kind: "relu" }, [1], [1]);
  assertRefuses("4 axes", { ...BASE, kind: "input", shape: [1, 1, 1, 1] });
  assertRefuses("is not a list of positive sizes", { ...BASE, kind: "input", shape: [0, 1] });
  assertRefuses("more than", { ...BASE, kind: "input", shape: [2 ** 15, 2 ** 15] });
  assertRefuses("its weights take 4", { ...BASE, kind: "dense", weights: ones([4, 7]), bias: null }, [5]);
  assertRefuses("not a matrix", { ...BASE, kind: "dense", weights: ones([4, 7, 1]), bias: null }, [4]);
  assertRefuses("bias has 6", { ...BASE, kind: "dense", weights: ones([4, 7]), bias: new Float64Array(6) }, [
    4,
  ]);
  assertRefuses("do not fit 2 groups", CONV, [6, 9, 5]);
  assertRefuses("expected 2 spatial axes", CONV, [6, 4]);
  assertRefuses("-2 long on axis 0", { ...CONV, axes: [{ ...AXIS, dilation: 6 }, AXIS] }, [6, 9, 4]);
  assertRefuses("stride 0", { ...CONV, axes: [{ ...AXIS, stride: 0 }, AXIS] }, [6, 9, 4]);
  assertRefuses("says kernel 2", { ...CONV, axes: [{ ...AXIS, kernel: 2 }, AXIS] }, [6, 9, 4]);
  assertRefuses("pads or crops", { ...UP, axes: [{ ...UP_AXIS, cropBefore: -1 }] }, [6, 4]);
  assertRefuses("0 long on axis 0", { ...UP, axes: [{ ...UP_AXIS, cropBefore: 14 }] }, [6, 4]);
  assertRefuses("[0,0] does not permute", { ...BASE, kind: "transpose", permutation: [0, 0] }, [2, 3]);
  assertRefuses("6 elements", { ...BASE, kind: "reshape", shape: [7] }, [2, 3]);
  assertRefuses("not a list of positive sizes", { ...BASE, kind: "reshape", shape: [-2, -3] }, [2, 3]);
  assertRefuses("is empty", { ...BASE, kind: "clip", min: 1, max: 0 }, [2]);
  assertRefuses("is empty", { ...BASE, kind: "clip", min: NaN, max: 0 }, [2]);
  assertRefuses("slopes has 4 values", { ...BASE, kind: "prelu", slopes: new Float64Array(4) }, [2, 3]);
  assertRefuses("scale has 2", {
    ...BASE,
    kind: "batch_norm",
    scale: new Float64Array(2),
    shift: new Float64Array(3),
  }, [3]);
});

Deno.test("LAYERS refuse parameters that are not finite, naming the element", () => {
  const weights = { shape: [2, 2], data: Float64Array.of(1, 2, NaN, 4) };
  assertRefuses("weights holds NaN at element 2", { ...BASE, kind: "dense", weights, bias: null }, [2]);
  assertRefuses("slope holds Infinity", { ...BASE, kind: "leaky_relu", slope: Infinity }, [2]);
});

Deno.test("LAYERS make dense over a map a 1×1 convolution", () => {
  const layer: Layer = { ...BASE, kind: "dense", weights: ones([4, 7]), bias: null };
  const primitive = definitionOf(layer).primitive(layer, [[2, 3, 4]]);
  if (primitive.kind !== "convolution") throw new TypeError(primitive.kind);
  assertEquals(primitive.axes.map(({ input, output, kernel }) => [input, output, kernel]), [[2, 2, 1], [
    3,
    3,
    1,
  ]]);
  assertEquals([primitive.channels, primitive.groups], [{ input: 4, output: 7 }, 1]);
});

Deno.test("LAYERS make a transposition that moves only unit axes a view", () => {
  const kindOf = (permutation: readonly number[], shape: Shape) => {
    const layer: Layer = { ...BASE, kind: "transpose", permutation };
    return definitionOf(layer).primitive(layer, [shape]).kind;
  };
  assertEquals(kindOf([2, 0, 1], [2, 3, 1]), "view");
  assertEquals(kindOf([1, 0, 2], [1, 3, 4]), "view");
  assertEquals(kindOf([0, 1, 2], [2, 3, 4]), "view");
  assertEquals(kindOf([2, 0, 1], [1, 3, 4]), "permute");
  assertEquals(kindOf([1, 0], [2, 2]), "permute");
});

Deno.test("LAYERS give sigmoid and tanh with the symmetry that their tables use", () => {
  for (const kind of ["sigmoid", "tanh"] as const) {
    const layer: Layer = { ...BASE, kind };
    const primitive = definitionOf(layer).primitive(layer, [[1]]);
    if (primitive.kind !== "table") throw new TypeError(primitive.kind);
    const sum = primitive.evaluate(0.75) + primitive.evaluate(-0.75);
    assertEquals(Math.abs(sum - (primitive.symmetry === "odd" ? 0 : 1)) < 1e-15, true);
  }
});

Deno.test("LAYERS refuse windows that dilation makes too wide to keep, and no smaller ones", () => {
  const conv = (...dilations: readonly number[]): Layer => ({
    ...CONV,
    axes: dilations.map((dilation) => ({ ...AXIS, dilation })),
  });
  // 1025 · 1023 = 2^20 − 1.
  assertEquals(shapeOf(conv(512, 511), [1100, 1101, 4]).length, 3);
  assertRefuses(
    "its window of [3,3] with dilation [512,512] spans [1025,1025], 1050625 elements, more than the limit of 1048576",
    conv(512, 512),
    [1100, 1101, 4],
  );
  const up = (...dilations: readonly number[]): Layer => ({
    ...UP,
    weights: ones([3, 3, 4, 5]),
    axes: dilations.map((dilation) => ({ ...UP_AXIS, dilation })),
  });
  // Of a transposed one the input elements count, a stride of outputs each.
  const [rows, columns] = [1024 * UP_AXIS.stride, 1022 * UP_AXIS.stride];
  assertEquals(shapeOf(up(rows / 2, columns / 2), [6, 5, 4]).length, 3);
  assertRefuses("spans [1025,1025]", up(rows / 2, rows / 2), [6, 5, 4]);
});
