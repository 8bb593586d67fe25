import { settle } from "../../../import/scaling.ts";
import type { Emission } from "../../../import/layout.ts";
import { INT64 } from "../../file/element.ts";
import { OnnxNode } from "../../node.ts";
import type { AttributeProto, NodeProto } from "../../file/proto.ts";
import type { Value } from "../../file/value.ts";
import { FOLDS, OPERATORS } from "../table.ts";

/** An attribute of an ONNX operator: an integer, a text, a list of integers, or a float. */
export type AttributeValue = number | string | readonly number[] | { readonly float: number };

/** The version of ONNX's operator set that other formats' nodes and operations are written in. */
export const STEP_OPSET = 18;

/** One operator of ONNX that does part of the work of a node, or of an operation, of another format. */
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
  const name = step.suffix === undefined ? node.name : `${node.name}/${step.suffix}`;
  return convert(node.derive(protoOf(step, { name, outputs }), step.inputs, name), step);
}

/**
 * Applies an operator of ONNX on behalf of an operation that is no node of a graph.
 *
 * @param outputs As many as the operator has.
 * @throws {Refusal} if the operator does not fit what it reads.
 */
export function applyStep(emission: Emission, step: Step, outputs = 1): readonly Value[] {
  const name = step.suffix === undefined ? emission.name : `${emission.name}/${step.suffix}`;
  const { builder } = emission;
  const proto = {
    ...protoOf(step, { name, outputs }),
    input: step.inputs.map((value, i) => value && String(i) || ""),
  };
  const node = new OnnxNode(proto, name, {
    opset: STEP_OPSET,
    origin: { file: name, external: new Map() },
    builder,
    lookup: (index) => step.inputs[Number(index)]!,
    openInput: () => null,
    settle: (_, signal) => settle(signal, { builder, name }),
    // Who else reads a tensor is not known here.
    hasOneReader: () => false,
  });
  return convert(node, step);
}

function protoOf(
  { op, attributes = {} }: Step,
  { name, outputs }: { readonly name: string; readonly outputs: number },
): Pick<NodeProto, "opType" | "attribute" | "output"> {
  return {
    opType: op,
    attribute: Object.entries(attributes).map(([key, value]) => attributeProto(key, value)),
    output: Array.from({ length: outputs }, (_, i) => `${name}:${i}`),
  };
}

function convert(node: OnnxNode, { op, inputs }: Step): readonly Value[] {
  const fold = FOLDS.get(op);
  if (fold !== undefined && inputs.every((input) => input === null || input.kind === "constant")) {
    return [{ kind: "constant", tensor: { name: node.name, ...fold(node) } }];
  }
  const operator = OPERATORS.get(op)!;
  operator.check?.(node);
  const converted = operator.convert(node);
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
