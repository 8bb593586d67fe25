import { InterlaceError } from "../../base/errors.ts";
import type { ImportOptions } from "../frontend.ts";
import { cutGraph } from "./cut_graph.ts";
import { type Dialect, GraphReader, type ImportedGraph } from "./graph_reader.ts";
import { inlineBranches } from "./inline_branches.ts";
import type { ModelProto } from "./proto.ts";
import type { TensorOrigin } from "./tensor.ts";

/** Times that a graph is read anew because a condition turned out to be known. */
const MAX_ROUNDS = 32;

/**
 * Turns a decoded ONNX model into layers: channels last, weights in this project's layouts, constants folded.
 *
 * @param origin The model's name for messages, and the contents of its external data files.
 * @param dialect Operators besides ONNX's own.
 * @throws {InterlaceError} with everything that is not supported, one line a node, or with the graph inputs whose
 * shape is open.
 */
export function importGraph(
  model: ModelProto,
  origin: TensorOrigin,
  options: ImportOptions = {},
  dialect?: Dialect,
): ImportedGraph {
  const { outputs = [] } = options;
  const given = outputs.length === 0 ? model : cutGraph(model, { outputs, file: origin.file });
  let { graph } = given;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const attempt = new GraphReader({ ...given, graph }, origin, options, dialect);
    const decided = attempt.visit(round === 0);
    if (decided.size === 0) return attempt.result();
    // Nothing of the branch that is not taken may count: neither its nodes nor who reads what.
    graph = inlineBranches(graph ?? {}, decided);
  }
  throw new InterlaceError(
    `Cannot import ${origin.file}: over ${MAX_ROUNDS} conditions depend on each other`,
    { code: "limit-exceeded", place: { file: origin.file } },
  );
}
