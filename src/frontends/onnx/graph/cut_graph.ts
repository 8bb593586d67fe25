import { cutError } from "../../import/cut.ts";
import { outputNames } from "./graph.ts";
import type { ModelProto } from "../file/proto.ts";

/**
 * The same model with other outputs: tensors that nodes of the graph make.
 *
 * @param cut Names of the tensors, and what error messages call the model.
 * @throws {InterlaceError} if no node makes one of them.
 */
export function cutGraph(
  model: ModelProto,
  { outputs, file }: { readonly outputs: readonly string[]; readonly file: string },
): ModelProto {
  const { graph = {} } = model;
  const known = new Set((graph.node ?? []).flatMap(outputNames));
  const missing = outputs.find((name) => !known.has(name));
  if (missing !== undefined) throw cutError(missing, { file, what: "tensor", known: [...known] });
  const declared = new Map((graph.output ?? []).map((info) => [info.name ?? "", info]));
  return {
    ...model,
    graph: { ...graph, output: [...new Set(outputs)].map((name) => declared.get(name) ?? { name }) },
  };
}
