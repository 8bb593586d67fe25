import { Refusal } from "../../import/refusal.ts";
import type { OnnxNode } from "../../onnx/node.ts";
import type { Operator } from "../../onnx/operators/operator.ts";
import type { Value } from "../../onnx/file/value.ts";
import { applyFused, checkFused } from "./activation.ts";
import { apply } from "../../onnx/operators/constants/apply.ts";

/** x·B of samples with one axis. */
export const matMul: Operator = product("transpose_a", "transpose_b");

/** x·B over the last axis. */
export const batchMatMul: Operator = product("adj_x", "adj_y");

/** x·B, bias and activation in one. */
export const fusedMatMul: Operator = {
  check(node) {
    matMul.check?.(node);
    checkFused(node);
  },
  convert(node) {
    const result = multiply(node, "transpose_b");
    return applyFused(
      node,
      result,
      (x, bias) => apply(node, { op: "Add", inputs: [x, bias], suffix: "BiasAdd" }),
    );
  },
};

/** @param left, right Attributes that turn the operands. */
function product(left: string, right: string): Operator {
  return {
    check(node) {
      if (node.attributes.int(left, 0) !== 0) throw new Refusal(`${left} moves the sample axis`);
    },
    convert: (node) => multiply(node, right),
  };
}

function multiply(node: OnnxNode, turns: string): Value {
  const matrix = node.value(1);
  if (node.attributes.int(turns, 0) === 0) {
    return apply(node, { op: "MatMul", inputs: [node.value(0), matrix] });
  }
  const { shape } = node.constant(1);
  if (shape.length !== 2) throw new Refusal(`its matrix has shape [${shape}], expected 2 axes`);
  const turned = apply(node, { op: "Transpose", inputs: [matrix], attributes: { perm: [1, 0] } });
  return apply(node, { op: "MatMul", inputs: [node.value(0), turned] });
}
