import type { ModelBuilder, Node } from "../../src/model/mod.ts";
import { benchLayers, PRECISIONS } from "./layers.ts";
import type { ComparedDesign } from "./checkouts.ts";

/** Types of the layers of {@linkcode KINDS}: 16 bits, four words side by side. */
const PRECISION = "ap_fixed<16,6>";

/** One layer a kind that is no multiply-accumulate, on a map whose sizes are no powers of two. */
const KINDS: Readonly<Record<string, (b: ModelBuilder, x: Node) => Node>> = {
  relu: (b, x) => b.relu(x),
  "leaky relu": (b, x) => b.leakyRelu(x, { slope: 0.3 }),
  "relu6": (b, x) => b.clip(x, { min: 0, max: 6 }),
  sigmoid: (b, x) => b.sigmoid(x),
  tanh: (b, x) => b.tanh(x),
  elu: (b, x) => b.elu(x),
  gelu: (b, x) => b.apply(x, { function: "gelu" }),
  exp: (b, x) => b.apply(x, { function: "exp" }),
  subtract: (b, x) => b.subtract(x, b.relu(x)),
  "hard sigmoid": (b, x) => b.hardSigmoid(x),
  "thresholded relu": (b, x) => b.thresholdedRelu(x),
  softmax: (b, x) => b.softmax(x),
  add: (b, x) => b.add([x, b.relu(x)]),
  multiply: (b, x) => b.multiply([x, b.relu(x)]),
  average: (b, x) => b.average([x, b.relu(x), b.tanh(x)]),
  "max pooling": (b, x) => b.maxPool(x, { size: 2 }),
  "average pooling": (b, x) => b.averagePool(x, { size: 3, strides: 2 }),
  "global average": (b, x) => b.globalAveragePool(x),
  upsample: (b, x) => b.upsample(x, { factors: [2, 2] }),
  transpose: (b, x) => b.transpose(x, { permutation: [1, 0, 2] }),
  concatenate: (b, x) => b.concatenate([x, b.relu(x)]),
};

/** What is compared: the layers that the simulator is made for under all their types, then one layer of each other kind. */
export async function comparedDesigns(): Promise<readonly ComparedDesign[]> {
  const layers = await benchLayers();
  return [
    ...layers.flatMap(({ name, onnx }) =>
      PRECISIONS.map(({ name: types, x, weight, accum }): ComparedDesign => ({
        name: `${name}, ${types}`,
        model: ({ importModelFiles }) =>
          importModelFiles({ main: "layer.onnx", files: new Map([["layer.onnx", onnx]]) }),
        options: { precision: { weight, bias: weight, result: x, accum } },
      }))
    ),
    ...Object.entries(KINDS).map(([name, layer]): ComparedDesign => ({
      name,
      model: ({ buildModel }) =>
        buildModel("kind", (b) => layer(b, b.input({ height: 33, width: 47, channels: 12 }))),
      options: { precision: PRECISION },
    })),
  ];
}
