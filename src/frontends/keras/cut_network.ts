import { InterlaceError } from "../../base/errors.ts";
import { cutError } from "../import/cut.ts";
import type { KerasGraph, OrderedGraph, Source } from "./topology.ts";

/** A model whose outputs are other tensors, without what these do not need. */
export interface CutNetwork {
  readonly graph: KerasGraph;
  readonly order: OrderedGraph;
  /** What the outputs are called. */
  readonly outputNames: readonly string[];
  /** Layers that the outputs depend on. */
  readonly used: ReadonlySet<string>;
}

/** The name of what a layer makes in a call: the layer's, with the number of the call where there are several. */
export function outputName(graph: KerasGraph, { layer, call, tensor }: Source): string {
  const calls = graph.layers.find(({ name }) => name === layer)?.calls.length ?? 1;
  return tensor > 0 ? `${layer}:${call}:${tensor}` : calls > 1 ? `${layer}:${call}` : layer;
}

/**
 * Cuts a model at what some of its layers make.
 *
 * @param wanted Names as {@linkcode outputName} gives them, and what error messages call the model.
 * @throws {InterlaceError} if there is no such layer, or it is called several times and the name does not say which.
 */
export function cutNetwork(
  { graph, order }: Pick<CutNetwork, "graph" | "order">,
  { outputs, file }: { readonly outputs: readonly string[]; readonly file: string },
): CutNetwork {
  const calls = new Map(
    order.calls.map((each) => [keyOf({ layer: each.entry.name, call: each.index }), each]),
  );
  const counts = new Map(graph.layers.map((layer) => [layer.name, layer.calls.length]));
  const outputNames = [...new Set(outputs)];
  const ends = outputNames.map((text): Source => {
    const [, layer, call, tensor = "0"] = /^(.*?):(\d{1,9})(?::(\d{1,9}))?$/s.exec(text) ?? [];
    const plain = counts.get(text);
    if (plain !== undefined && plain > 1) {
      throw new InterlaceError(`Cannot cut ${file} at "${text}": the layer is called ${plain} times`, {
        code: "layer-unknown",
        place: { file, field: "--output" },
        hint: `Name one of its calls: --output ${text}:0 to --output ${text}:${plain - 1}.`,
      });
    }
    const source = plain === undefined
      ? { layer: layer ?? text, call: Number(call), tensor: Number(tensor) }
      : { layer: text, call: 0, tensor: 0 };
    if (!calls.has(keyOf(source))) {
      throw cutError(text, { file, what: "layer", known: order.calls.map(({ entry }) => entry.name) });
    }
    return source;
  });
  const needed = new Set<string>();
  const waiting = [...ends];
  for (let source = waiting.pop(); source !== undefined; source = waiting.pop()) {
    const key = keyOf(source);
    if (needed.has(key)) continue;
    needed.add(key);
    for (const each of calls.get(key)?.sources ?? []) waiting.push(each);
  }
  const used = new Set([...needed].map((key) => key.replace(/^\d+ /, "")));
  return {
    graph: {
      ...graph,
      inputs: graph.inputs.filter(({ layer }) => used.has(layer)),
    },
    order: {
      calls: order.calls.filter(({ entry, index }) => needed.has(keyOf({ layer: entry.name, call: index }))),
      outputs: ends,
    },
    outputNames,
    used,
  };
}

function keyOf({ layer, call }: Pick<Source, "layer" | "call">): string {
  return `${call} ${layer}`;
}
