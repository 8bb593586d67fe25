import { InterlaceError } from "../base/mod.ts";
import { definitionOf, type Layer, type Primitive } from "../layers/mod.ts";
import type { Shape } from "../tensor/mod.ts";
import type { Model } from "./model.ts";

/**
 * Shape of a layer's output tensor, channels last, without the sample axis.
 *
 * @example
 * ```ts
 * import { buildModel, shapeOf } from "../../mod.ts";
 *
 * const model = buildModel("up", (b) => b.upsample(b.input({ length: 4, channels: 3 }), { factors: 2 }));
 * console.log(shapeOf(model, model.outputs[0].layer)); // [8, 3]
 * ```
 *
 * @param model The model that has the layer.
 * @param name Name of the layer, which is its tensor's too.
 * @throws {InterlaceError} if the model has none of that name.
 * @category Models
 */
export function shapeOf(model: Pick<Model, "name" | "shapes">, name: string): Shape {
  const shape = model.shapes.get(name);
  if (shape !== undefined) return shape;
  throw new InterlaceError(
    `Cannot find tensor "${name}" in model "${model.name}": it has none of that name`,
    {
      code: "layer-unknown",
      place: { layer: name },
    },
  );
}

/**
 * The mathematics of a layer on what it reads in a model; weights and shapes are in it, names are not.
 *
 * @example
 * ```ts
 * import { buildModel, primitiveOf } from "./mod.ts";
 *
 * const model = buildModel("act", (b) => b.relu(b.input({ length: 4, channels: 3 })));
 * console.log(primitiveOf(model, model.layers[1]).kind); // "relu"
 * ```
 *
 * @param model The model that has the layer and everything that it reads.
 * @param layer One of its layers.
 * @throws {InterlaceError} if the model lacks a tensor that the layer reads.
 */
export function primitiveOf(model: Pick<Model, "name" | "shapes">, layer: Layer): Primitive {
  return definitionOf(layer).primitive(layer, layer.inputs.map((name) => shapeOf(model, name)));
}
