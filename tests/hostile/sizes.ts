import { parseFixedType } from "../../src/fixed/mod.ts";
import { formatModel } from "../../src/frontends/mod.ts";
import { type Layer, outputShapeOf } from "../../src/layers/mod.ts";
import { buildModel, type Model, type ModelBuilder, type Node, type Port } from "../../src/model/mod.ts";
import { type Shape, sizeOf } from "../../src/tensor/mod.ts";
import { oddNumber, oddSize } from "./extremes.ts";
import type { Random } from "./random.ts";

function weights(...shape: readonly number[]) {
  return { shape, data: Float64Array.from({ length: sizeOf(shape) }, (_, i) => (i % 7 - 3) / 8) };
}

/** Networks of one layer each, of every kind that has sizes or numbers of its own. */
const LAYERS: readonly ((b: ModelBuilder) => Node)[] = [
  (b) => b.dense(b.input({ features: 5 }), { weights: weights(5, 3), bias: [1, 2, 3] }),
  (b) =>
    b.conv1d(b.input({ length: 9, channels: 2 }), { weights: weights(3, 2, 4), strides: 2, dilation: 2 }),
  (b) => b.conv2d(b.input({ height: 6, width: 5, channels: 2 }), { weights: weights(3, 2, 1, 4), groups: 2 }),
  (b) => b.convTranspose1d(b.input({ length: 4, channels: 2 }), { weights: weights(3, 2, 3), strides: 2 }),
  (b) =>
    b.convTranspose2d(b.input({ height: 3, width: 4, channels: 1 }), {
      weights: weights(3, 2, 1, 2),
      strides: 2,
      padding: "same",
    }),
  (b) => b.clip(b.input({ features: 3 }), { min: -1, max: 2 }),
  (b) => b.leakyRelu(b.input({ features: 3 }), { slope: 0.25 }),
  (b) => b.reshape(b.input({ height: 2, width: 3, channels: 4 }), { shape: [6, 4] }),
  (b) => b.transpose(b.input({ height: 2, width: 3, channels: 4 }), { permutation: [2, 0, 1] }),
  (b) => b.maxPool(b.input({ height: 6, width: 5, channels: 2 }), { size: 2, ceilMode: true }),
  (b) =>
    b.averagePool(b.input({ length: 8, channels: 2 }), { size: 3, padding: "same", countsPadding: true }),
  (b) => b.globalAveragePool(b.input({ height: 3, width: 2, channels: 4 }), { keepsAxes: true }),
  (b) => b.upsample(b.input({ height: 3, width: 2, channels: 2 }), { factors: [2, 3] }),
  (b) => b.interpolate(b.input({ height: 3, width: 2, channels: 2 }), { sizes: [5, 7] }),
  (b) => b.elu(b.input({ features: 3 }), { alpha: 0.5 }),
  (b) => b.hardSigmoid(b.input({ features: 3 })),
  (b) => b.thresholdedRelu(b.input({ features: 3 }), { threshold: 0.5 }),
  (b) =>
    b.pad(b.input({ height: 3, width: 2, channels: 2 }), { borders: [{ before: 1, after: 2 }], value: 0.5 }),
  (b) => b.slice(b.input({ length: 9, channels: 2 }), { ranges: [{ start: 1, end: 8, step: 2 }] }),
  (b) => b.depthToSpace(b.input({ height: 2, width: 3, channels: 8 }), { block: 2 }),
  (b) => b.spaceToDepth(b.input({ height: 4, width: 6, channels: 2 }), { block: 2 }),
  (b) => b.quantize(b.input({ features: 4 }), { type: parseFixedType("ap_fixed<8,3,AP_RND,AP_SAT>") }),
  (b) => b.softmax(b.input({ features: 6 })),
  (b) => b.argmax(b.input({ features: 6 })),
  (b) => {
    const x = b.input({ length: 4, channels: 2 });
    return b.concatenate([x, x], { axis: 0 });
  },
];

/** The text of a network of one layer with one or two of its numbers odd ones, and ports that fit them. */
export function oddlySized(random: Random): string {
  const model = buildModel("odd", random.pick(LAYERS));
  const layers = structuredClone(model.layers);
  for (let count = 1 + random.below(2); count > 0; count--) {
    const places = numbersIn(layers);
    const { holder, key } = random.pick(places);
    const value = random.once(3) ? oddNumber(random) : oddSize(random);
    const old = holder[key];
    holder[key] = value;
    // Numbers that were equal often mean the same.
    if (random.once(2)) {
      for (const { holder: same, key: at } of places) if (same[at] === old) same[at] = value;
    }
  }
  return formatModel({ ...model, layers, ...portsOf(model, layers) });
}

/** Ports with the shapes of these layers; the model's own where there are none. */
function portsOf(model: Model, layers: readonly Layer[]): Pick<Model, "inputs" | "outputs"> {
  const shapes = new Map<string, Shape>();
  try {
    for (const layer of layers) {
      shapes.set(layer.name, outputShapeOf(layer, layer.inputs.map((name) => shapes.get(name)!)));
    }
  } catch {
    return { inputs: model.inputs, outputs: model.outputs };
  }
  const port = ({ name, layer, batch }: Port): Port => {
    const sourceShape = shapes.get(layer)!;
    return { name, layer, batch, sourceShape, axes: sourceShape.map((_, axis) => axis) };
  };
  return { inputs: model.inputs.map(port), outputs: model.outputs.map(port) };
}

/** Numbers of layers, those of trained parameters left out. */
function numbersIn(value: unknown): { readonly holder: Record<string, unknown>; readonly key: string }[] {
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return [];
  const holder = value as Record<string, unknown>;
  return Object.keys(holder).flatMap((key) =>
    typeof holder[key] === "number" ? [{ holder, key }] : numbersIn(holder[key])
  );
}
