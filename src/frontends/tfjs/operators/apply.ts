import type { AttributeProto } from "../../onnx/proto.ts";
import { INT64 } from "../../onnx/element.ts";
import type { OnnxNode } from "../../onnx/node.ts";
import { FOLDS, OPERATORS } from "../../onnx/operators/table.ts";
import type { Value } from "../../onnx/value.ts";

/** An attribute of an ONNX operator: an integer, a text, a list of integers, or a float. */
export type AttributeValue = number | string | readonly number[] | { readonly float: number };

/** One operator of ONNX that does part of a TensorFlow node's work. */
export interface Step {
  /** ONNX's operator type, of the version of the operator set that the graph names. */
  readonly op: string;
  /** Null is an optional input that is absent. */
  readonly inputs: readonly (Value | null)[];
  readonly attributes?: Readonly<Record<string, AttributeValue>>;
  /** What follows the node's name in the name of the layer; default: nothing. */
  readonly suffix?: string;
}

/**
 * Applies an operator of ONNX on behalf of a node; at once where everything that it reads is constant.
 *
 * @throws {Refusal} if the operator does not fit what it reads.
 */
export function apply(node: OnnxNode, step: Step): Value {
  return applyAll(node, step, 1)[0];
}

/** Like {@linkcode apply}, of an operator with several outputs. */
export function applyAll(node: OnnxNode, step: Step, outputs: number): readonly Value[] {
  const { op, inputs, attributes = {}, suffix } = step;
  const name = suffix === undefined ? node.name : `${node.name}/${suffix}`;
  const output = Array.from({ length: outputs }, (_, i) => `${name}:${i}`);
  const attribute = Object.entries(attributes).map(([key, value]) => attributeProto(key, value));
  const part = node.derive({ opType: op, attribute, output }, inputs, name);
  const fold = FOLDS.get(op);
  if (fold !== undefined && inputs.every((input) => input === null || input.kind === "constant")) {
    return [{ kind: "constant", tensor: { name, ...fold(part) } }];
  }
  const operator = OPERATORS.get(op)!;
  operator.check?.(part);
  const converted = operator.convert(part);
  return "kind" in converted ? [converted] : converted;
}

function attributeProto(name: string, value: AttributeValue): AttributeProto {
  if (typeof value === "number") return { name, type: 2, i: value };
  if (typeof value === "string") return { name, type: 3, s: new TextEncoder().encode(value) };
  return "float" in value ? { name, type: 1, f: value.float } : { name, type: 7, ints: value };
}

/** A list of integers as a value. */
export function integerList(values: readonly number[]): Value {
  const tensor = {
    name: "integers",
    elementType: INT64,
    shape: [values.length],
    data: Float64Array.from(values),
  };
  return { kind: "constant", tensor };
}
