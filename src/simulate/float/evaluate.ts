import { exhaustive, InterlaceError } from "../../base/mod.ts";
import type { Layer, Primitive } from "../../layers/mod.ts";
import { type Model, primitiveOf, shapeOf } from "../../model/mod.ts";
import { type RealTensor, sizeOf } from "../../tensor/mod.ts";
import { convolve } from "./convolution.ts";
import { clip, multiply, permute, rectify, scale } from "./elements.ts";
import { interpolate } from "./interpolate.ts";
import { concatenate, merge } from "./joins.ts";
import { quantize } from "./quantize.ts";
import { select, shuffle } from "./selections.ts";
import { softmax } from "./softmax.ts";
import { pool, poolAll, upsample } from "./windows.ts";
import { checkIsModel } from "../../model/check_handed.ts";

/**
 * Sees what a layer makes of its inputs, all `[samples, ...shape]` and channels last, and says what the layers behind it
 * are to read.
 */
export type LayerWatcher = (made: {
  readonly layer: Layer;
  readonly primitive: Primitive;
  readonly inputs: readonly RealTensor[];
  readonly output: RealTensor;
}) => RealTensor;

/**
 * Evaluates a model in float64, layer by layer, by the definitions of its primitives. It shares no code with the
 * hardware's schedule and plans, so that it separates an import error from quantisation.
 *
 * @param inputs One tensor `[samples, ...shape]` for each of the model's inputs, in their order, channels last.
 * @param watch Called for every layer but the inputs; default: layers read what others make.
 * @returns The output of every layer by its name, `[samples, ...shape]`, channels last.
 * @throws {InterlaceError} if the inputs are not as many or not of the shapes that the model has.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { buildModel } from "../../model/mod.ts";
 * import { evaluateFloat } from "./evaluate.ts";
 *
 * const model = buildModel("tiny", (b) => b.relu(b.input({ features: 2 })));
 * const tensors = evaluateFloat(model, [{ shape: [1, 2], data: Float64Array.of(-1, 3) }]);
 * assertEquals(tensors.get("relu_1")?.data, Float64Array.of(0, 3));
 * ```
 * @category Simulation
 */
export function evaluateFloat(
  model: Model,
  inputs: readonly RealTensor[],
  watch: LayerWatcher = ({ output }) => output,
): ReadonlyMap<string, RealTensor> {
  checkIsModel("evaluate a model", model);
  const samples = checkInputs(model, inputs);
  const tensors = new Map(model.inputs.map((port, i) => [port.layer, inputs[i]]));
  for (const layer of model.layers) {
    if (tensors.has(layer.name)) continue;
    const primitive = primitiveOf(model, layer);
    const inputs = layer.inputs.map((name) => tensors.get(name)!);
    const shape = [samples, ...shapeOf(model, layer.name)];
    const output = { shape, data: applyPrimitive(primitive, inputs.map(({ data }) => data), samples) };
    tensors.set(layer.name, watch({ layer, primitive, inputs, output }));
  }
  return tensors;
}

/** The number of samples that all inputs have. */
function checkInputs(model: Model, inputs: readonly RealTensor[]): number {
  if (inputs.length !== model.inputs.length) {
    throw new InterlaceError(
      `Cannot evaluate model "${model.name}": it was given ${inputs.length} inputs, it has ${model.inputs.length}`,
      { code: "data-mismatch" },
    );
  }
  const samples = inputs[0].shape[0];
  inputs.forEach(({ shape, data }, i) => {
    const port = model.inputs[i];
    const expected = [samples, ...shapeOf(model, port.layer)];
    if (shape.join() === expected.join() && data.length === sizeOf(shape)) return;
    throw new InterlaceError(
      `Cannot evaluate model "${model.name}": input "${port.name}" has shape [${shape}], expected [${expected}]`,
      { code: "data-mismatch" },
    );
  });
  return samples;
}

function applyPrimitive(
  primitive: Primitive,
  inputs: readonly Float64Array[],
  samples: number,
): Float64Array {
  const [x] = inputs;
  switch (primitive.kind) {
    case "convolution":
      return convolve(primitive, x, samples);
    case "dense":
      return multiply(primitive, x, samples);
    case "affine":
      return scale(primitive, x);
    case "relu":
      return x.map((value) => Math.max(value, 0));
    case "rectifier":
      return rectify(primitive, x);
    case "clip":
      return clip(primitive, x);
    case "table":
    case "formula":
      return x.map((value) => primitive.evaluate(value));
    case "quantize":
      return quantize(primitive.type, x);
    case "view":
      return x;
    case "permute":
      return permute(primitive, x, samples);
    case "merge":
      return merge(primitive, inputs, samples);
    case "concatenate":
      return concatenate(primitive, inputs, samples);
    case "select":
      return select(primitive, x, samples);
    case "shuffle":
      return shuffle(primitive, x, samples);
    case "hard_sigmoid":
      return x.map((value) => Math.min(Math.max(primitive.slope * value + primitive.offset, 0), 1));
    case "softmax":
      return softmax(primitive, x);
    case "pool":
      return pool(primitive, x, samples);
    case "global_pool":
      return poolAll(primitive, x, samples);
    case "interpolate":
      return interpolate(primitive, x, samples);
    case "upsample":
      return upsample(primitive, x, samples);
    default:
      return exhaustive(primitive);
  }
}
