/**
 * TensorFlow.js: `model.json` and the files that its weights lie in, for layers models and graph models.
 *
 * @module
 */
import type { OperatorSupport } from "../frontend.ts";
import { KERAS_SUPPORT } from "../keras/mod.ts";
import { GRAPH_OPERATORS } from "./operators/table.ts";

export { importModelJson } from "./import.ts";

/** What becomes of the operators of graph models and of the classes of layers models, in the order of their names. */
export const TFJS_SUPPORT: readonly OperatorSupport[] = merged([...GRAPH_OPERATORS, ...KERAS_SUPPORT]);

/** One entry for each name: an operator and a class may bear the same. */
function merged(entries: readonly OperatorSupport[]): readonly OperatorSupport[] {
  const byName = Map.groupBy(entries, ({ name }) => name);
  return [...byName].map(([name, [first, second]]) => ({
    name,
    kinds: [...new Set([...first.kinds, ...second?.kinds ?? []])],
    limits: [...new Set([first.limits, second?.limits ?? ""])].filter((limits) => limits !== "").join("; "),
  })).sort((a, b) => a.name < b.name ? -1 : 1);
}
