import { regroup, withLast } from "../../import/layout.ts";
import { Refusal } from "../../import/refusal.ts";
import type { OnnxNode } from "../node.ts";
import type { Value } from "../file/value.ts";
import type { Operator } from "./operator.ts";
import { axisIndex } from "./rules/shape_rules.ts";

/** Shares of one along an axis; before version 13 along all axes from one on. */
export const softmax: Operator = {
  since: 1,
  convert(node) {
    const source = node.signal(0);
    const rank = source.shape.length + 1;
    const axis = axisIndex(node.attributes.int("axis", node.opset < 13 ? 1 : -1), rank);
    if (axis === 0) throw new Refusal("it mixes the samples");
    const joins = node.opset < 13 && source.shape.slice(axis).some((size) => size !== 1);
    if (joins) return ofAllFrom(node, axis);
    return node.emit({ kind: "softmax" }, withLast(source, axis - 1, node));
  },
};

/** The axes from one on as a single one; only where no other is left. */
function ofAllFrom(node: OnnxNode, axis: number): Value {
  const source = node.signal(0);
  if (source.shape.slice(0, axis - 1).some((size) => size !== 1)) {
    throw new Refusal(`in version ${node.opset} it joins the axes from ${axis} on, supported is from 1 on`);
  }
  const size = source.shape.reduce((product, length) => product * length, 1);
  const flat = regroup(source, [size], node);
  const shares = node.builder.emit({ kind: "softmax" }, flat, { name: node.name });
  return {
    kind: "signal",
    signal: regroup(shares, source.shape, { builder: node.builder, name: `${node.name}/back` }),
  };
}
