import type { Layer, PadAxis } from "../../src/layers/mod.ts";
import { createModel, type Model } from "../../src/model/mod.ts";
import type { RealTensor } from "../../src/tensor/mod.ts";

/** What was done to a layer. */
export const MUTATIONS = ["scaled", "inputs swapped", "outputs swapped", "bias dropped", "shifted"] as const;

/** A kind of mutation. */
export type Mutation = typeof MUTATIONS[number];

/** A model with one layer imported wrongly. */
export interface Mutant {
  readonly mutation: Mutation;
  readonly layer: string;
  readonly model: Model;
}

/** Every mutant of a model: one layer each, its shapes as before. */
export function mutantsOf(model: Model): readonly Mutant[] {
  return model.layers.flatMap((layer) =>
    MUTATIONS.flatMap((mutation) => {
      const changed = MUTATE[mutation](layer);
      if (changed === null) return [];
      const layers = model.layers.map((each) => each === layer ? changed : each);
      return [{ mutation, layer: layer.name, model: createModel({ ...model, layers }) }];
    })
  );
}

/** What each mutation makes of a layer; null where there is nothing to do it to. */
const MUTATE: Readonly<Record<Mutation, (layer: Layer) => Layer | null>> = {
  "scaled": (layer) => {
    const by = (data: Float64Array) => data.map((value) => value * 0.9);
    if ("weights" in layer) return { ...layer, weights: { ...layer.weights, data: by(layer.weights.data) } };
    if (layer.kind === "batch_norm") return { ...layer, scale: by(layer.scale) };
    return layer.kind === "prelu" ? { ...layer, slopes: by(layer.slopes) } : null;
  },
  "inputs swapped": (layer) => {
    if (!("weights" in layer)) return null;
    const { shape } = layer.weights;
    const axis = shape.length - 2;
    return shape[axis] < 2 ? null : { ...layer, weights: swapped(layer.weights, axis) };
  },
  "outputs swapped": (layer) => {
    if (layer.kind === "batch_norm") {
      const { scale, shift } = layer;
      if (scale.length < 2) return null;
      return { ...layer, scale: swappedEnds(scale), shift: swappedEnds(shift) };
    }
    if (!("weights" in layer)) return null;
    const axis = layer.weights.shape.length - 1;
    return layer.weights.shape[axis] < 2 ? null : { ...layer, weights: swapped(layer.weights, axis) };
  },
  "bias dropped": (layer) => {
    if (layer.kind === "batch_norm") return { ...layer, shift: new Float64Array(layer.shift.length) };
    return "bias" in layer && layer.bias !== null ? { ...layer, bias: null } : null;
  },
  "shifted": (layer) => {
    switch (layer.kind) {
      case "conv": {
        const axes = layer.axes.map((axis) => ({ ...axis, ...shifted(axis.padBefore, axis.padAfter, PADS) }));
        return sum(layer.axes, ({ padBefore, padAfter }) => padBefore + padAfter) ? { ...layer, axes } : null;
      }
      case "conv_transpose": {
        const axes = layer.axes.map((axis) =>
          axis.cropBefore + axis.cropAfter > 0
            ? { ...axis, ...shifted(axis.cropBefore, axis.cropAfter, CROPS) }
            : { ...axis, cropBefore: 1, outputPadding: axis.outputPadding + 1 }
        );
        return { ...layer, axes };
      }
      case "pad": {
        const axes = layer.axes.map(({ before, after }): PadAxis =>
          before === 0 && after === 0 ? { before, after } : { before: before + 1, after: after - 1 }
        );
        return { ...layer, axes };
      }
      default:
        return null;
    }
  },
};

const PADS = (before: number, after: number) => ({ padBefore: before, padAfter: after });
const CROPS = (before: number, after: number) => ({ cropBefore: before, cropAfter: after });

/** One element from one end to the other, where there is one. */
function shifted<Ends>(before: number, after: number, ends: (before: number, after: number) => Ends): Ends {
  if (after > 0) return ends(before + 1, after - 1);
  return before > 0 ? ends(before - 1, after + 1) : ends(before, after);
}

function sum<T>(values: readonly T[], of: (value: T) => number): number {
  return values.reduce((total, value) => total + of(value), 0);
}

/** Weights with the first and the last index along an axis exchanged. */
function swapped({ shape, data }: RealTensor, axis: number): RealTensor {
  const inner = shape.slice(axis + 1).reduce((product, size) => product * size, 1);
  const last = shape[axis] - 1;
  return {
    shape,
    data: data.map((_, i) => {
      const index = Math.floor(i / inner) % shape[axis];
      if (index !== 0 && index !== last) return data[i];
      return data[i + (index === 0 ? last : -last) * inner];
    }),
  };
}

function swappedEnds(values: Float64Array): Float64Array {
  return values.with(0, values[values.length - 1]).with(values.length - 1, values[0]);
}
