import { Graph } from "./graph.ts";
import type { Pass } from "./pass.ts";

/**
 * Removes a ReLU that quantisers alone read, if each of them has an unsigned type that saturates: they make 0 of
 * everything below 0 by themselves. What made the ReLU's input is then quantised at once.
 */
export const absorbRelu: Pass = {
  name: "absorb_relu",
  summary: "removes ReLUs before quantisers whose unsigned type clips at 0 by itself",
  run(model) {
    const graph = new Graph(model);
    for (const name of graph.names()) {
      if (graph.layer(name)!.kind !== "relu" || graph.isOutput(name)) continue;
      const readers = graph.readers(name);
      const absorbed = readers.every((reader) =>
        reader.kind === "quantize" && !reader.type.signed && reader.type.overflow !== "AP_WRAP"
      );
      if (absorbed && readers.length > 0) graph.bypass(name);
    }
    return graph.toModel();
  },
};
