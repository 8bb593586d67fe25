import type { Shape } from "../tensor/mod.ts";
import { checkParameter, type LayerDefinition, layerError, onlyInput } from "./definition.ts";
import type { SelectAxis, SelectPrimitive, ViewPrimitive } from "./primitives/primitive.ts";
import type { Layer, PadLayer, SliceLayer } from "./layer.ts";

/** Padding with a constant, and cropping. */
export const pad: LayerDefinition<PadLayer> = {
  kind: "pad",
  summary: "padding with a constant and cropping, on any axis",
  typeName({ axes }) {
    const pads = axes.some(({ before, after }) => before > 0 || after > 0);
    return `${pads ? "ZeroPadding" : "Cropping"}${Math.max(1, axes.length - 1)}D`;
  },
  outputShape(layer, inputs) {
    const shape = selectable(layer, inputs, layer.axes.length);
    checkParameter(layer, { field: "value", values: [layer.value], lengths: [1] });
    return layer.axes.map(({ before, after }, axis) => {
      if (!Number.isSafeInteger(before) || !Number.isSafeInteger(after)) {
        throw layerError(layer, `its padding ${before}, ${after} of axis ${axis} is not whole`);
      }
      const length = shape[axis] + before + after;
      if (length < 1) throw layerError(layer, `its output would be ${length} long on axis ${axis}`);
      // What is left of the input must touch the output: else a constant would be the network.
      if (before <= -shape[axis] || after <= -shape[axis]) {
        throw layerError(layer, `it leaves nothing of axis ${axis}, which is ${shape[axis]} long`);
      }
      return length;
    });
  },
  primitive: (layer, [shape]) =>
    selection(
      layer.axes.map(({ before, after }, axis) => ({
        input: shape[axis],
        output: shape[axis] + before + after,
        start: -before,
        step: 1,
      })),
      layer.value,
    ),
};

/** A fixed selection of elements. */
export const slice: LayerDefinition<SliceLayer> = {
  kind: "slice",
  summary: "every n-th element of a range, on any axis; a split is several",
  typeName: () => "Slice",
  outputShape(layer, inputs) {
    const shape = selectable(layer, inputs, layer.axes.length);
    return layer.axes.map(({ start, step, length }, axis) => {
      const whole = [start, step, length].every(Number.isSafeInteger);
      const inside = start >= 0 && step >= 1 && length >= 1 && start + (length - 1) * step < shape[axis];
      if (whole && inside) return length;
      throw layerError(
        layer,
        `${length} elements from ${start} in steps of ${step} are not on axis ${axis}, which is ${
          shape[axis]
        } long`,
      );
    });
  },
  primitive: (layer, [shape]) =>
    selection(
      layer.axes.map(({ start, step, length }, axis) => ({
        input: shape[axis],
        output: length,
        start,
        step,
      })),
      0,
    ),
};

function selectable(layer: Layer, inputs: readonly Shape[], axes: number): Shape {
  const shape = onlyInput(layer, inputs);
  if (shape.length > 3) throw layerError(layer, `[${shape}] has ${shape.length} axes, supported are 1 to 3`);
  if (axes !== shape.length) {
    throw layerError(layer, `it names ${axes} axes, [${shape}] has ${shape.length}`);
  }
  return shape;
}

function selection(axes: readonly SelectAxis[], fill: number): SelectPrimitive | ViewPrimitive {
  const everything = axes.every(({ input, output, start }) => start === 0 && input === output);
  return everything ? { kind: "view" } : { kind: "select", axes, fill };
}
