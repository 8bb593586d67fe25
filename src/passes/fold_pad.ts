import type { PadLayer } from "../layers/mod.ts";
import { Graph } from "./graph.ts";
import type { Pass } from "./pass.ts";

/**
 * Lets a convolution pad its input itself, as exporters of "same" padding in steps write it. Padding that a user gave a
 * type stays: it is a cast too.
 */
export const foldPad: Pass = {
  name: "fold_pad",
  summary: "folds zero padding of a map into the convolution that alone reads it",
  run(model, context) {
    const graph = new Graph(model, context);
    for (const name of graph.names()) {
      const pad = graph.layer(name)!;
      const conv = graph.onlyReader(name);
      if (pad.kind !== "pad" || conv?.kind !== "conv" || !padsMap(pad) || graph.castsResult(name)) continue;
      const axes = conv.axes.map((axis, i) => ({
        ...axis,
        padBefore: axis.padBefore + pad.axes[i].before,
        padAfter: axis.padAfter + pad.axes[i].after,
      }));
      graph.replace({ ...conv, axes, inputs: pad.inputs });
      graph.remove(name, `is folded into "${conv.name}"`);
    }
    return graph.toModel();
  },
};

/** Whether a layer puts zeros around a map, and takes nothing away. */
function padsMap({ axes, value }: PadLayer): boolean {
  const channels = axes[axes.length - 1];
  return value === 0 && channels.before === 0 && channels.after === 0 &&
    axes.every(({ before, after }) => before >= 0 && after >= 0);
}
