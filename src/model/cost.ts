import { exhaustive } from "../base/exhaustive.ts";
import type { Primitive } from "../layers/mod.ts";
import { isTrained } from "../layers/primitives/primitive_facts.ts";
import { primitiveOf } from "./layer_facts.ts";
import type { Model } from "./model.ts";
import { checkIsModel } from "./check_handed.ts";

/** Work and memory of one layer. */
export interface LayerCost {
  /** Trained numbers that the layer keeps. */
  readonly parameters: number;
  /** Multiplications of a weight with an element that exists: cropped and padded taps are not counted. */
  readonly macs: number;
}

/** Cost of a layer by its primitive. */
export function primitiveCost(primitive: Primitive): LayerCost {
  if (!isTrained(primitive)) return { parameters: 0, macs: 0 };
  switch (primitive.kind) {
    case "dense":
      return {
        parameters: primitive.weights.length + (primitive.bias?.length ?? 0),
        macs: primitive.inputs * primitive.outputs,
      };
    case "convolution": {
      const pairs = primitive.axes.map(usefulTaps).reduce((product, count) => product * count, 1);
      return {
        parameters: primitive.weights.length + (primitive.bias?.length ?? 0),
        macs: pairs * (primitive.channels.input / primitive.groups) * primitive.channels.output,
      };
    }
    case "affine":
      return { parameters: 2 * primitive.scale.length, macs: 0 };
    case "rectifier":
      return { parameters: primitive.slopes.length, macs: 0 };
    default:
      return exhaustive(primitive);
  }

  /** Pairs of an output position and a tap that meet an element of the input. */
  function usefulTaps(axis: (Primitive & { kind: "convolution" })["axes"][number]): number {
    const transposed = primitive.kind === "convolution" && primitive.transposed;
    const [from, to] = transposed ? [axis.input, axis.output] : [axis.output, axis.input];
    let pairs = 0;
    for (let t = 0; t < axis.kernel; t++) {
      // Tap t meets i·stride + reach, which lies on the axis for the i between these two.
      const reach = t * axis.dilation - axis.before;
      const first = Math.max(Math.ceil(-reach / axis.stride), 0);
      const last = Math.min(Math.floor((to - 1 - reach) / axis.stride), from - 1);
      pairs += Math.max(last - first + 1, 0);
    }
    return pairs;
  }
}

/**
 * Cost of every layer of a model, by name.
 *
 * @category Models
 */
export function modelCosts(model: Model): ReadonlyMap<string, LayerCost> {
  checkIsModel("count the costs of a model", model);
  return new Map(model.layers.map((layer) => [layer.name, primitiveCost(primitiveOf(model, layer))]));
}
