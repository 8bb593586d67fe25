import { exhaustive } from "../base/exhaustive.ts";
import type { Kernel } from "../layers/mod.ts";
import { isTrained } from "../layers/kernels/kernel_facts.ts";
import { kernelOf } from "./layer_facts.ts";
import type { Model } from "./model.ts";
import { checkIsModel } from "./check_handed.ts";

/** Work and memory of one layer. */
export interface LayerCost {
  /** Trained numbers that the layer keeps. */
  readonly parameters: number;
  /** Multiplications of a weight with an element that exists: cropped and padded taps are not counted. */
  readonly macs: number;
}

/** Cost of a layer by its kernel. */
export function kernelCost(kernel: Kernel): LayerCost {
  if (!isTrained(kernel)) return { parameters: 0, macs: 0 };
  switch (kernel.kind) {
    case "dense":
      return {
        parameters: kernel.weights.length + (kernel.bias?.length ?? 0),
        macs: kernel.inputs * kernel.outputs,
      };
    case "convolution": {
      const pairs = kernel.axes.map(usefulTaps).reduce((product, count) => product * count, 1);
      return {
        parameters: kernel.weights.length + (kernel.bias?.length ?? 0),
        macs: pairs * (kernel.channels.input / kernel.groups) * kernel.channels.output,
      };
    }
    case "affine":
      return { parameters: 2 * kernel.scale.length, macs: 0 };
    case "rectifier":
      return { parameters: kernel.slopes.length, macs: 0 };
    default:
      return exhaustive(kernel);
  }

  /** Pairs of an output position and a tap that meet an element of the input. */
  function usefulTaps(axis: (Kernel & { kind: "convolution" })["axes"][number]): number {
    const transposed = kernel.kind === "convolution" && kernel.transposed;
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
  return new Map(model.layers.map((layer) => [layer.name, kernelCost(kernelOf(model, layer))]));
}
