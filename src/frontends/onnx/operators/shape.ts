import { permuteSignal, regroup } from "../../import/layout.ts";
import { Refusal } from "../../import/refusal.ts";
import type { Signal } from "../../import/signal.ts";
import { INT64 } from "../file/element.ts";
import type { OnnxNode } from "../node.ts";
import { fullShape, type Value } from "../file/value.ts";
import { broadcastShape } from "./constants/fold_arithmetic.ts";
import type { Operator } from "./operator.ts";
import {
  flattenedShape,
  nodeAxes,
  nodePermutation,
  reshapedShape,
  shapeRange,
  squeezedShape,
  unsqueezedShape,
} from "./rules/shape_rules.ts";

/** A tensor of new shape (the sample axis included, which must stay what it was). */
function reshaped(node: OnnxNode, signal: Signal, shape: readonly number[]): Value {
  const [batch, ...sizes] = shape;
  if (!Object.is(batch, signal.batch ?? NaN)) {
    const open = signal.batch === null && !Number.isNaN(batch) && batch !== undefined;
    throw new Refusal(
      `its result [${shape.map(sizeText)}] does not keep the sample axis of [${
        fullShape(signal).map(sizeText)
      }]` +
        (open ? "; fix the number of samples with --input-shape if it is constant" : ""),
    );
  }
  return { kind: "signal", signal: regroup(signal, sizes, node) };
}

function sizeText(size: number): string {
  return Number.isNaN(size) ? "batch" : String(size);
}

/** Two axes out of many. */
export const flatten: Operator = {
  convert(node) {
    const signal = node.signal(0);
    return reshaped(node, signal, flattenedShape(fullShape(signal), node.attributes.int("axis", 1)));
  },
};

/** Any other shape of as many elements. */
export const reshape: Operator = {
  convert(node) {
    const wanted = node.integers(1);
    const signal = node.signal(0);
    return reshaped(node, signal, reshapedShape(node, wanted, fullShape(signal)));
  },
};

/** Axes of length 1 taken away. */
export const squeeze: Operator = {
  convert(node) {
    const axes = nodeAxes(node);
    const signal = node.signal(0);
    return reshaped(node, signal, squeezedShape(fullShape(signal), axes));
  },
};

/** Axes of length 1 added. */
export const unsqueeze: Operator = {
  convert(node) {
    const axes = nodeAxes(node);
    if (axes === undefined) throw new Refusal("it has no axes");
    const signal = node.signal(0);
    return reshaped(node, signal, unsqueezedShape(fullShape(signal), axes));
  },
};

/** A shape that the tensor has already. */
export const expand: Operator = {
  convert(node) {
    const wanted = node.integers(1);
    const signal = node.signal(0);
    const own = fullShape(signal);
    const same = broadcastShape(own.map(openAsOne), wanted.map(openAsOne));
    if (wanted.length > own.length || same.some((size, axis) => size !== openAsOne(own[axis]))) {
      throw new Refusal(
        `it repeats a tensor of shape [${own.map(sizeText)}] to [${
          wanted.map(sizeText)
        }]; an operator that joins two ` +
          "tensors repeats the smaller one by itself",
      );
    }
    return { kind: "signal", signal };
  },
};

/** An open number of samples repeats along nothing and nothing along it. */
function openAsOne(size: number): number {
  return Number.isNaN(size) ? 1 : size;
}

/** Other names for the axes of the same tensor: no layer. */
export const transpose: Operator = {
  convert(node) {
    const signal = node.signal(0);
    const permutation = nodePermutation(node, signal.shape.length + 1);
    if (permutation[0] !== 0) throw new Refusal(`perm [${permutation}] moves the sample axis`);
    const order = permutation.slice(1).map((axis) => axis - 1);
    return { kind: "signal", signal: permuteSignal(signal, order) };
  },
};

/** The sizes of a computed tensor: a constant. */
export const shape: Operator = {
  convert(node) {
    const sizes = shapeRange(node, fullShape(node.signal(0)));
    const tensor = {
      name: node.name,
      elementType: INT64,
      shape: [sizes.length],
      data: Float64Array.from(sizes),
    };
    return { kind: "constant", tensor };
  },
};
