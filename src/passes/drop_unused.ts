import { Graph } from "./graph.ts";
import type { Pass } from "./pass.ts";

/** Removes layers that no output depends on; graph inputs stay. */
export const dropUnused: Pass = {
  name: "drop_unused",
  summary: "removes layers that no output depends on",
  run(model, context) {
    const graph = new Graph(model, context);
    for (const name of [...graph.names()].reverse()) {
      const isInput = graph.layer(name)!.kind === "input";
      if (!isInput && graph.readers(name).length === 0 && !graph.isOutput(name)) {
        graph.remove(name, "reaches no output");
      }
    }
    return graph.toModel();
  },
};
