import { sizeOf } from "../tensor/mod.ts";
import { type LayerDefinition, layerError, onlyInput } from "./definition.ts";
import type { IdentityLayer, ReshapeLayer, TransposeLayer } from "./layer.ts";

/** The same elements in the same order under another shape. */
export const reshape: LayerDefinition<ReshapeLayer> = {
  kind: "reshape",
  summary: "reshape, flatten, squeeze and unsqueeze",
  typeName: () => "Reshape",
  outputShape(layer, inputs) {
    const shape = onlyInput(layer, inputs);
    if (layer.shape.length < 1 || !layer.shape.every((size) => Number.isSafeInteger(size) && size > 0)) {
      throw layerError(layer, `its shape [${layer.shape}] is not a list of positive sizes`);
    }
    if (sizeOf(shape) !== sizeOf(layer.shape)) {
      throw layerError(
        layer,
        `[${shape}] has ${sizeOf(shape)} elements, [${layer.shape}] has ${sizeOf(layer.shape)}`,
      );
    }
    return layer.shape;
  },
  primitive: () => ({ kind: "view" }),
};

/** A fixed permutation of the axes. */
export const transpose: LayerDefinition<TransposeLayer> = {
  kind: "transpose",
  summary: "permutation of the axes, folded into weights where it can be",
  typeName: () => "Permute",
  outputShape(layer, inputs) {
    const shape = onlyInput(layer, inputs);
    const sorted = [...layer.permutation].sort((a, b) => a - b);
    if (sorted.length !== shape.length || sorted.some((axis, i) => axis !== i)) {
      throw layerError(
        layer,
        `[${layer.permutation}] does not permute the ${shape.length} axes of [${shape}]`,
      );
    }
    return layer.permutation.map((axis) => shape[axis]);
  },
  primitive(layer, inputs) {
    const moved = layer.permutation.filter((axis) => inputs[0][axis] > 1);
    const still = moved.every((axis, i) => i === 0 || axis > moved[i - 1]);
    return still ? { kind: "view" } : { kind: "permute", shape: inputs[0], permutation: layer.permutation };
  },
};

/** Passes its input on. */
export const identity: LayerDefinition<IdentityLayer> = {
  kind: "identity",
  summary: "passes its input on; dropout at inference",
  typeName: () => "Activation",
  outputShape: onlyInput,
  primitive: () => ({ kind: "view" }),
};
