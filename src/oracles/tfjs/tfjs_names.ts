import { z } from "npm:zod@4.6.7";
import type { ModelArtifacts } from "./tensorflow_api.ts";

/** A graph under names that TensorFlow.js takes. */
export interface RenamedGraph {
  readonly artifacts: ModelArtifacts;
  /** What a node, or one of its outputs, is called, by its name in the file. */
  readonly called: (name: string) => string;
}

const graphSchema = z.looseObject({
  node: z.array(z.looseObject({ name: z.string(), input: z.array(z.string()).optional() })),
});
const signatureSchema = z.looseObject({
  inputs: z.record(z.string(), z.looseObject({ name: z.string() })).optional(),
  outputs: z.record(z.string(), z.looseObject({ name: z.string() })).optional(),
});

/** A graph whose nodes have no colons in their names, which TensorFlow.js takes for the number of an output; null if none has. */
export function withoutColons(artifacts: ModelArtifacts): RenamedGraph | null {
  const graph = graphSchema.safeParse(artifacts.modelTopology).data;
  if (graph === undefined || !graph.node.some(({ name }) => name.includes(":"))) return null;
  const names = new Set(graph.node.map(({ name }) => name));
  const taken = new Set(names);
  const plain = new Map<string, string>();
  for (const name of names) {
    let free = name.replaceAll(":", "_");
    while (free !== name && taken.has(free)) free += "_";
    taken.add(free);
    plain.set(name, free);
  }
  const called = (text: string): string => {
    const known = plain.get(text);
    if (known !== undefined) return known;
    if (text.startsWith("^")) return `^${called(text.slice(1))}`;
    const [, node, slot] = /^(.*):(\d+)$/.exec(text) ?? [];
    return node === undefined ? text : `${plain.get(node) ?? node}:${slot}`;
  };
  const node = graph.node.map((each) => ({
    ...each,
    name: called(each.name),
    ...(each.input && { input: each.input.map(called) }),
  }));
  const signature = signatureSchema.safeParse(artifacts.signature).data;
  const renamed = (ports: z.infer<typeof signatureSchema>["inputs"] = {}) =>
    Object.fromEntries(
      Object.entries(ports).map(([key, port]) => [key, { ...port, name: called(port.name) }]),
    );
  return {
    artifacts: {
      ...artifacts,
      modelTopology: { ...graph, node },
      weightSpecs: artifacts.weightSpecs?.map((spec) => ({ ...spec, name: called(spec.name) })),
      ...(signature && {
        signature: {
          ...signature,
          inputs: renamed(signature.inputs),
          outputs: renamed(signature.outputs),
        },
      }),
    },
    called,
  };
}
