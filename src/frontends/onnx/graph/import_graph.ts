import { InterlaceError } from "../../../base/errors.ts";
import type { ImportOptions } from "../../frontend.ts";
import { ElementBudget, MAX_TENSOR_ELEMENTS } from "../../../tensor/bounds.ts";
import { cutGraph } from "./cut_graph.ts";
import { type Dialect, GraphReader, type ImportedGraph } from "./graph_reader.ts";
import { inlineBranches } from "./inline_branches.ts";
import type { ModelProto } from "../file/proto.ts";
import type { TensorOrigin } from "../file/tensor.ts";

/** Numbers that may be decoded or computed in all of them together. */
const MAX_NUMBERS = 4 * MAX_TENSOR_ELEMENTS;

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
  const numbers = new ElementBudget(MAX_NUMBERS);
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const attempt = new GraphReader({ ...given, graph }, origin, options, dialect);
    const decided = attempt.visit(round === 0);
    if (decided.size === 0) return attempt.result();
    if (!numbers.take(attempt.numbers)) {
      throw new InterlaceError(
        `Cannot import ${origin.file}: ${
          round + 1
        } conditions depend on each other, and to find them out takes more ` +
          `than ${MAX_NUMBERS} numbers`,
        {
          code: "limit-exceeded",
          place: { file: origin.file },
          hint: "Simplify the model before you export it.",
        },
      );
    }
    // Nothing of the branch that is not taken may count: neither its nodes nor who reads what.
    graph = inlineBranches(graph ?? {}, decided);
  }
  throw new InterlaceError(
    `Cannot import ${origin.file}: over ${MAX_ROUNDS} conditions depend on each other`,
    { code: "limit-exceeded", place: { file: origin.file } },
  );
}
