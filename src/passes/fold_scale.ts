import { type BatchNormLayer, canScale, type Layer } from "../layers/mod.ts";
import { Graph } from "./graph.ts";
import type { Pass } from "./pass.ts";

/**
 * Folds the scale between a quantiser and a function into the function's table. The table is then read by the quantiser's
 * codes themselves: where it has an entry for each, what it gives is right in every bit, and a multiplier is saved. Scales
 * that differ from channel to channel stay, and so does what a user gave types.
 */
export const foldScale: Pass = {
  name: "fold_scale",
  summary: "folds the scale of a quantiser's codes into the table of the function behind it",
  run(model, context) {
    const graph = new Graph(model, context);
    for (const name of graph.names()) {
      const norm = graph.layer(name);
      if (norm?.kind !== "batch_norm" || graph.layer(norm.inputs[0])?.kind !== "quantize") continue;
      if (graph.castsResult(name) || graph.keepsParameters(name)) continue;
      const scale = onlyScale(norm);
      const reader = graph.onlyReader(name);
      const folded = scale && reader && scaledLayer(graph, reader, scale);
      if (!folded) continue;
      graph.bypass(name, `is folded into the table of "${folded.name}"`);
      graph.replace({ ...folded, inputs: graph.layer(folded.name)!.inputs });
    }
    return graph.toModel();
  },
};

/** The one number above 0 by which a batch normalisation multiplies, if it does nothing else. */
function onlyScale({ scale, shift }: BatchNormLayer): number | null {
  const [first] = scale;
  return first > 0 && scale.every((value) => value === first) && shift.every((value) => value === 0)
    ? first
    : null;
}

function scaledLayer(graph: Graph, layer: Layer, scale: number): Layer | null {
  if (layer.kind !== "sigmoid" && layer.kind !== "tanh" && layer.kind !== "function") return null;
  const primitive = graph.primitive(layer);
  if (primitive.kind !== "table" || !canScale(primitive)) return null;
  return { ...layer, inputScale: (layer.inputScale ?? 1) * scale };
}
