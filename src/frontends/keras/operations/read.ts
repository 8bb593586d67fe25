import { Refusal } from "../../import/refusal.ts";
import type { KerasEntry } from "../topology.ts";
import { type EmitAll, OperationCall } from "./operation.ts";
import { OPERATIONS } from "./table.ts";
import { tensorflowOperation } from "./tensorflow.ts";

/** Classes under which tf.keras keeps functions of TensorFlow. */
const TENSORFLOW: readonly string[] = ["TFOpLambda", "SlicingOpLambda"];

/**
 * What each call of an operation adds; null for an entry that is a layer.
 * @throws {Refusal} if the operation or its arguments are not supported.
 */
export function readOperation(entry: KerasEntry): readonly EmitAll[] | null {
  const { className, config, calls } = entry;
  const found = TENSORFLOW.includes(className)
    ? tensorflowOperation(config.text("function", ""))
    : isOperation(entry)
    ? { operation: OPERATIONS.get(className) }
    : null;
  if (found === null) return null;
  const { operation, ...facts } = found ?? {};
  if (operation === undefined) {
    const name = TENSORFLOW.includes(className)
      ? `tf.${config.text("function", "")}`
      : `keras.ops' ${className}`;
    throw new Refusal(
      `${name} is an operation on tensors that is not supported; replace it by a Keras layer`,
    );
  }
  return calls.map((call) => operation.read(new OperationCall(operation, { ...facts, call, config })));
}

/** Whether a class is one of Keras 3's operations: some bear the names of layers. */
function isOperation({ module }: KerasEntry): boolean {
  return /^keras\.(src\.)?ops\b/.test(module);
}
