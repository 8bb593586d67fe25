import { Refusal } from "../../import/refusal.ts";
import { ELEMENT_TYPES } from "../../onnx/file/element.ts";
import type { OnnxNode } from "../../onnx/node.ts";
import type { Operator } from "../../onnx/operators/operator.ts";
import { axisIndex } from "../../onnx/operators/rules/shape_rules.ts";
import { elementTypeOf } from "../element_type.ts";
import { apply, applyAll, integerList } from "../../onnx/operators/constants/apply.ts";

/** Any other shape of as many elements. */
export const reshape: Operator = {
  convert: (node) =>
    apply(node, { op: "Reshape", inputs: [node.value(0), node.value(1)], attributes: { allowzero: 1 } }),
};

/** Axes of length 1 taken away. */
export const squeeze: Operator = {
  convert(node) {
    const named = node.attributes.ints("squeeze_dims") ?? node.attributes.ints("axis") ?? [];
    const axes = named.length === 0 ? [] : [integerList(named)];
    return apply(node, { op: "Squeeze", inputs: [node.value(0), ...axes] });
  },
};

/** An axis of length 1 added. */
export const expandDims: Operator = {
  convert: (node) => apply(node, { op: "Unsqueeze", inputs: [node.value(0), integerList(node.integers(1))] }),
};

/** Axes in another order. */
export const transpose: Operator = {
  convert: (node) =>
    apply(node, { op: "Transpose", inputs: [node.value(0)], attributes: { perm: node.integers(1) } }),
};

/** Tensors side by side along a new axis. */
export const pack: Operator = {
  convert(node) {
    const axis = node.attributes.int("axis", 0);
    const inputs = Array.from({ length: node.inputCount }, (_, i) =>
      apply(node, {
        op: "Unsqueeze",
        inputs: [node.value(i), integerList([axis])],
        suffix: `expand_${i}`,
      }));
    return apply(node, { op: "Concat", inputs, attributes: { axis } });
  },
};

/** Tensors one behind the other along an axis, which the last input names. */
export const concat: Operator = {
  convert(node) {
    const last = node.inputCount - 1;
    const axis = scalar(node, last);
    const inputs = Array.from({ length: last }, (_, i) => node.value(i));
    return apply(node, { op: "Concat", inputs, attributes: { axis } });
  },
};

/** Equal parts of an axis, which the first input names. */
export const split: Operator = {
  convert(node) {
    const parts = node.attributes.int("num_split", 1);
    if (parts < 1 || parts > 1024) throw new Refusal(`it makes ${parts} parts`);
    const rank = node.rank(1);
    const axis = rank === null ? scalar(node, 0) : axisIndex(scalar(node, 0), rank);
    const attributes = { axis, num_outputs: parts };
    return applyAll(node, { op: "Split", inputs: [node.value(1)], attributes }, parts);
  },
};

/** Elements of a constant by index. */
export const gather: Operator = {
  convert(node) {
    if (node.attributes.int("batch_dims", 0) !== 0) throw new Refusal("batch_dims is not supported");
    const axis = node.has(2) ? scalar(node, 2) : 0;
    requireConstants(node);
    return apply(node, { op: "Gather", inputs: [node.value(0), node.value(1)], attributes: { axis } });
  },
};

/** The same numbers in another type; computed tensors stay floating point. */
export const cast: Operator = {
  convert(node) {
    const to = elementTypeOf(node.attributes.text("DstT", "DT_FLOAT"));
    if (node.isConstant(0)) {
      return apply(node, { op: "Cast", inputs: [node.value(0)], attributes: { to } });
    }
    if (ELEMENT_TYPES.get(to)?.range !== null) {
      throw new Refusal("it makes integers of a computed tensor");
    }
    return apply(node, { op: "Identity", inputs: [node.value(0)] });
  },
};

/** ⌊a / b⌋ of constants. */
export const floorDiv: Operator = {
  convert(node) {
    requireConstants(node);
    if ([0, 1].some((index) => node.constant(index).data.some((value) => value < 0))) {
      throw new Refusal("it divides negative numbers");
    }
    return apply(node, { op: "Div", inputs: [node.value(0), node.value(1)] });
  },
};

function requireConstants(node: OnnxNode): void {
  if ([0, 1].every((index) => node.isConstant(index))) return;
  // Whoever reads what could not be imported has nothing to complain of.
  node.constant(0);
  node.constant(1);
}

/** The only number of a constant input. */
function scalar(node: OnnxNode, index: number): number {
  const values = node.integers(index);
  if (values.length === 1) return values[0];
  throw new Refusal(`input ${index} has ${values.length} numbers, expected one`);
}
