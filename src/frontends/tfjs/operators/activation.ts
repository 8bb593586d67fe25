import { Refusal } from "../../import/refusal.ts";
import type { OnnxNode } from "../../onnx/node.ts";
import type { Operator } from "../../onnx/operators/operator.ts";
import type { Value } from "../../onnx/file/value.ts";
import { apply, type Step } from "../../onnx/operators/constants/apply.ts";

/** min(max(x, 0), 6) */
export const relu6: Operator = {
  elementwise: true,
  convert: (node) => clipped(node, node.value(0)),
};

/** x for x ≥ 0, alpha·x below. */
export const leakyRelu: Operator = {
  elementwise: true,
  convert(node) {
    const alpha = node.attributes.float("alpha", 0.2);
    return apply(node, { op: "LeakyRelu", inputs: [node.value(0)], attributes: { alpha: { float: alpha } } });
  },
};

/** x for x ≥ 0, slope·x below, slope being trained. */
export const prelu: Operator = {
  convert: (node) => apply(node, { op: "PRelu", inputs: [node.value(0), node.value(1)] }),
};

/** min(max(x, low), high) */
export const clipByValue: Operator = {
  elementwise: true,
  convert: (node) => apply(node, { op: "Clip", inputs: [node.value(0), node.value(1), node.value(2)] }),
};

function clipped(node: OnnxNode, x: Value, suffix?: string): Value {
  return apply(node, {
    op: "Clip",
    inputs: [x],
    attributes: { min: { float: 0 }, max: { float: 6 } },
    suffix,
  });
}

/** The operators that fused nodes do by the way, by their names in `fused_ops`; ONNX has them under the same names. */
const PLAIN: readonly string[] = ["Relu", "Elu", "Sigmoid", "Tanh", "Softplus"];

/**
 * Complains of fused operators that are not known.
 * @throws {Refusal}
 */
export function checkFused(node: OnnxNode): void {
  for (const name of fusedOps(node)) {
    if (![...PLAIN, "BiasAdd", "Relu6", "LeakyRelu", "Prelu"].includes(name)) {
      throw new Refusal(`the fused operator ${JSON.stringify(name)} is not supported`);
    }
  }
}

/** What a fused node does to the result of its first operator; what it reads for that starts at input 2. */
export function applyFused(node: OnnxNode, result: Value, addBias: (x: Value, bias: Value) => Value): Value {
  let argument = 2;
  return fusedOps(node).reduce((x, name): Value => {
    switch (name) {
      case "BiasAdd":
        return addBias(x, node.value(argument++));
      case "Prelu":
        return apply(node, { op: "PRelu", inputs: [x, node.value(argument++)], suffix: name });
      case "Relu6":
        return clipped(node, x, name);
      case "LeakyRelu": {
        const attributes = { alpha: { float: node.attributes.float("leakyrelu_alpha", 0.2) } };
        return apply(node, { op: name, inputs: [x], attributes, suffix: name });
      }
      default:
        return apply(node, { op: name, inputs: [x], suffix: name } satisfies Step);
    }
  }, result);
}

function fusedOps(node: OnnxNode): readonly string[] {
  return node.attributes.texts("fused_ops") ?? [];
}
