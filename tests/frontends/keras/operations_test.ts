import { assertEquals, assertStringIncludes } from "@std/assert";
import { formatError, InterlaceError } from "../../../src/base/errors.ts";
import { importModel } from "../../../src/frontends/mod.ts";
import { evaluateFloat, toModelLayout, toSourceLayout } from "../../../src/simulate/mod.ts";
import { parseNpy } from "../../../src/tensor/mod.ts";
import { entriesOf, zipOf } from "./archives.ts";
import { importBytes, importGolden } from "./support.ts";

const tensor = (layer: string, shape: readonly (number | null)[] = [null, 4, 6, 3]) => ({
  class_name: "__keras_tensor__",
  config: { shape, dtype: "float32", keras_history: [layer, 0, 0] },
});
const x = tensor("x");
const range = (start: number | null, stop: number | null, step: number | null = null) => ({
  class_name: "__slice__",
  config: { start, stop, step },
});

interface Call {
  readonly class_name: string;
  readonly module?: string;
  readonly config?: Readonly<Record<string, unknown>>;
  readonly args?: readonly unknown[];
  readonly kwargs?: Readonly<Record<string, unknown>>;
}

/** A model of one operation on an input of shape [4, 6, 3]. */
async function archive(call: Call): Promise<Uint8Array> {
  const { class_name, module = "keras.src.ops.numpy", config = {}, args = [x], kwargs = {} } = call;
  const layers = [
    {
      class_name: "InputLayer",
      config: { batch_shape: [null, 4, 6, 3], name: "x" },
      name: "x",
      inbound_nodes: [],
    },
    { class_name, module, config: { name: "op", ...config }, name: "op", inbound_nodes: [{ args, kwargs }] },
  ];
  const model = {
    class_name: "Functional",
    config: { name: "m", layers, input_layers: ["x", 0, 0], output_layers: ["op", 0, 0] },
  };
  const entries = await entriesOf("trained.keras");
  return zipOf({ ...entries, "config.json": new TextEncoder().encode(JSON.stringify(model)) });
}

async function refusal(call: Call): Promise<string> {
  try {
    await importBytes("m.keras", await archive(call));
  } catch (error) {
    if (!(error instanceof InterlaceError)) throw error;
    return formatError(error);
  }
  throw new Error("the import did not fail");
}

const nn = "keras.src.ops.nn";

const REFUSED: readonly [string, Call, string][] = [
  [
    "an operation that is not known",
    { class_name: "Cumsum" },
    "keras.ops' Cumsum is an operation on tensors",
  ],
  ["a function of TensorFlow that is not known", {
    class_name: "TFOpLambda",
    module: "tf_keras",
    config: { function: "math.cumsum" },
  }, "tf.math.cumsum is an operation"],
  ["an argument that is not known", { class_name: "Relu", module: nn, kwargs: { beta: 2 } }, "argument beta"],
  ["too many arguments", { class_name: "Add", args: [x, 1, 2] }, "argument number 3"],
  [
    "a constant that is text",
    { class_name: "Add", args: [x, "two"] },
    'argument x2 is "two", expected a number',
  ],
  ["a ragged constant", { class_name: "Add", args: [x, [[1, 2], [3]]] }, "expected a number or an array"],
  ["a constant that is not finite", { class_name: "Add", args: [x, null] }, "argument x2 is null"],
  ["a constant map", {
    class_name: "Add",
    args: [x, [[1, 2, 3], [4, 5, 6], [1, 2, 3], [4, 5, 6], [1, 1, 1], [2, 2, 2]]],
  }, "varies along several axes"],
  ["a quotient of tensors", { class_name: "TrueDivide", args: [x, x] }, "both inputs are computed tensors"],
  ["a cube", { class_name: "Power", args: [x, 3] }, "its exponent is 3"],
  ["an index into the samples", { class_name: "GetItem", args: [x, [1]] }, "it slices the sample axis"],
  [
    "a slice of the samples",
    { class_name: "GetItem", args: [x, [range(0, 2)]] },
    "it slices the sample axis",
  ],
  [
    "a reversed slice",
    { class_name: "GetItem", args: [x, [range(null, null), range(null, null, -1)]] },
    "step -1 reverses",
  ],
  ["an empty slice", { class_name: "GetItem", args: [x, [range(null, null), range(2, 2)]] }, "takes nothing"],
  [
    "more indices than axes",
    { class_name: "GetItem", args: [x, [range(null, null), 0, 0, 0, 0]] },
    "names 5 of 4 axes",
  ],
  [
    "an index by a list",
    { class_name: "GetItem", args: [x, [range(null, null), [0, 1]]] },
    "expected ranges and numbers",
  ],
  ["a bound that is a fraction", {
    class_name: "GetItem",
    args: [x, [range(null, null), { class_name: "__slice__", config: { start: 0.5 } }]],
  }, "start of a range is 0.5"],
  ["samples reshaped", { class_name: "Reshape", config: { newshape: [-1, 3] } }, "cannot become [3]"],
  ["a number of samples", { class_name: "Reshape", config: { newshape: [2, 72] } }, "it gives 2 samples"],
  ["two open sizes", { class_name: "Reshape", config: { newshape: [-1, -1, -1] } }, "expected sizes"],
  ["samples turned", { class_name: "Transpose", config: { axes: null } }, "moves the axis of the samples"],
  [
    "an order that is none",
    { class_name: "Transpose", config: { axes: [0, 1, 1, 2] } },
    "does not order 4 axes",
  ],
  [
    "samples joined",
    { class_name: "Concatenate", config: { axis: 0 }, args: [[x, x]] },
    "axis 0 is the sample axis",
  ],
  [
    "a join with a constant",
    { class_name: "Concatenate", config: { axis: 1 }, args: [[x, 1]] },
    "no tensor among them",
  ],
  [
    "parts that do not divide",
    { class_name: "Split", config: { indices_or_sections: 4, axis: 2 } },
    "cannot split an axis of length 6",
  ],
  ["a reflecting pad", { class_name: "Pad", config: { pad_width: 1, mode: "reflect" } }, 'mode is "reflect"'],
  ["samples padded", { class_name: "Pad", config: { pad_width: 1 } }, "it pads the axis of the samples"],
  ["a mean of everything", { class_name: "Mean", config: { axis: null } }, "it reduces all axes"],
  ["a mean over channels", { class_name: "Mean", config: { axis: -1 } }, "supported are all spatial axes"],
  [
    "an argmax of everything",
    { class_name: "Argmax", config: { axis: null } },
    "compares the samples with each other",
  ],
  [
    "an argmax over samples",
    { class_name: "Argmax", config: { axis: 0 } },
    "compares the samples with each other",
  ],
  ["a sum over pixels", { class_name: "Sum", config: { axis: [1, 2] } }, "keras.ops' Sum"],
  ["another celu", { class_name: "Celu", module: nn, config: { alpha: -2 } }, "alpha -2"],
  [
    "another threshold",
    { class_name: "Threshold", module: nn, config: { threshold: 1, default_value: 3 } },
    "default_value",
  ],
  [
    "a cast to integers",
    { class_name: "Cast", module: "keras.src.ops.core", config: { dtype: "int8" } },
    'casts to "int8"',
  ],
  [
    "blocks that do not divide",
    { class_name: "DepthToSpace", module: nn, config: { block_size: 2 } },
    "do not divide 3 channels",
  ],
  [
    "nearest by a fraction",
    { class_name: "Resize", config: { size: [6, 6], interpolation: "nearest" } },
    "whole factors",
  ],
  [
    "a bicubic resize",
    { class_name: "Resize", config: { size: [8, 6], interpolation: "bicubic" } },
    '"bicubic"',
  ],
  ["an antialiased resize", { class_name: "Resize", config: { size: [2, 3], antialias: true } }, "antialias"],
  [
    "repeated channels",
    { class_name: "Repeat", config: { repeats: 2, axis: -1 } },
    "repeats samples or channels",
  ],
  ["a tensor where a number belongs", { class_name: "Clip", args: [x, x], config: { x_max: 1 } }, "x_min"],
];

for (const [what, call, reason] of REFUSED) {
  Deno.test(`importModelFiles() refuses ${what} as an operation of Keras`, async () => {
    const text = await refusal(call);
    assertStringIncludes(text, 'layer "op"');
    assertStringIncludes(text, reason);
  });
}

Deno.test("a tensor that several operations read keeps its numbers", async () => {
  const model = await importGolden("arithmetic.keras");
  const readers = model.layers.filter(({ inputs }) => inputs.includes("conv"));
  assertEquals(readers.length, 4);
  assertEquals(model.outputs.map(({ name }) => name).slice(0, 3), ["multiply", "add", "subtract_1"]);
});

const CASES = new URL("../../../../shared/data/cases/12-keras-scalar-arithmetic/", import.meta.url);
const ignore = !isThere(CASES);

for (const name of ["k5_1133_ops", "k5g_scale2"]) {
  Deno.test({ name: `${name}.keras computes what Keras computes`, ignore }, async () => {
    const model = await importModel(new URL(`${name}.keras`, CASES).pathname);
    const read = async (part: string) =>
      parseNpy(await Deno.readFile(new URL(`${name}_${part}.npy`, CASES)), part);
    const [data, expected] = await Promise.all([read("x0"), read("y0")]);
    const [output] = model.outputs;
    const tensors = evaluateFloat(model, [toModelLayout(model.inputs[0], data)]);
    const actual = toSourceLayout(output, tensors.get(output.layer)!);
    assertEquals(actual.shape, expected.shape);
    const size = expected.data.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const worst = expected.data.reduce(
      (most, value, i) => Math.max(most, Math.abs(value - actual.data[i])),
      0,
    );
    assertEquals(worst <= 1e-6 * size, true, `off by ${worst} of ${size}`);
  });
}

function isThere(url: URL): boolean {
  try {
    return Deno.statSync(url).isDirectory;
  } catch {
    return false;
  }
}

Deno.test("keras.ops.argmax is the place of the first of the largest elements, along any axis, kept or not", async () => {
  // Of 5 numbers only: the largest stands in several places.
  const shape = [1, 4, 6, 3];
  const data = Float64Array.from({ length: 72 }, (_, i) => i * i * 7 % 5);
  const place = (values: readonly number[]) => values.indexOf(Math.max(...values));
  const overChannels = Array.from(
    { length: 24 },
    (_, pixel) => place([...data.slice(3 * pixel, 3 * pixel + 3)]),
  );
  const overRows = Array.from({ length: 18 }, (_, i) => place([0, 1, 2, 3].map((row) => data[18 * row + i])));
  const cases = [
    { config: { axis: -1, keepdims: false }, made: [4, 6], expected: overChannels },
    { config: { axis: 3, keepdims: true }, made: [4, 6, 1], expected: overChannels },
    { config: { axis: 1, keepdims: true }, made: [1, 6, 3], expected: overRows },
  ];
  for (const { config, made, expected } of cases) {
    const model = await importBytes("m.keras", await archive({ class_name: "Argmax", config }));
    const [output] = model.outputs;
    assertEquals(output.sourceShape, made);
    const tensor = evaluateFloat(model, [toModelLayout(model.inputs[0], { shape, data })]).get(output.layer)!;
    assertEquals([...toSourceLayout(output, tensor).data], expected, JSON.stringify(config));
  }
});

Deno.test("celu of any alpha and mish, as an operation and as an activation, are their formulas", async () => {
  const data = Float64Array.from({ length: 72 }, (_, i) => (i - 36) / 6);
  const mish = (value: number) => {
    const square = (1 + Math.exp(value)) ** 2;
    return value * (square - 1) / (square + 1);
  };
  const celu = (alpha: number) => (value: number) =>
    value > 0 ? value : alpha * (Math.exp(value / alpha) - 1);
  const layers = "keras.layers";
  const cases: readonly (readonly [Call, (value: number) => number])[] = [
    [{ class_name: "Celu", module: nn }, celu(1)],
    [{ class_name: "Celu", module: nn, config: { alpha: 2.5 } }, celu(2.5)],
    [{ class_name: "Mish", module: nn }, mish],
    [{ class_name: "Activation", module: layers, config: { activation: "mish" } }, mish],
  ];
  for (const [call, formula] of cases) {
    const model = await importBytes("m.keras", await archive(call));
    const [output] = model.outputs;
    const inputs = [toModelLayout(model.inputs[0], { shape: [1, 4, 6, 3], data })];
    const { data: actual } = toSourceLayout(output, evaluateFloat(model, inputs).get(output.layer)!);
    const worst = data.reduce((most, value, i) => Math.max(most, Math.abs(formula(value) - actual[i])), 0);
    assertEquals(worst < 1e-12, true, `${call.class_name} is off by ${worst}`);
  }
});
