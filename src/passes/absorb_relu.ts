import { Graph } from "./graph.ts";
import type { Pass } from "./pass.ts";

/**
 * Removes a ReLU that quantisers alone read, if each of them has an unsigned type that saturates: they make 0 of
 * everything below 0 by themselves. What made the ReLU's input is then quantised at once. One that a user gave a type
 * stays, and so does one before a quantiser that was given another type than its own.
 */
export const absorbRelu: Pass = {
  name: "absorb_relu",
  summary: "removes ReLUs before quantisers whose unsigned type clips at 0 by itself",
  run(model, context) {
    const graph = new Graph(model, context);
    for (const name of graph.names()) {
      if (graph.layer(name)!.kind !== "relu" || graph.isOutput(name) || graph.castsResult(name)) continue;
      const readers = graph.readers(name);
      const absorbed = readers.every((reader) =>
        reader.kind === "quantize" && !reader.type.signed && reader.type.overflow !== "AP_WRAP" &&
        !graph.castsResult(reader.name)
      );
      if (absorbed && readers.length > 0) graph.bypass(name, "is absorbed by the quantisers behind it");
    }
    return graph.toModel();
  },
};
