import { Refusal } from "../../../import/refusal.ts";
import { BOOL, isFloat } from "../../file/element.ts";
import type { OnnxNode } from "../../node.ts";
import { allocate, mapped } from "./allocate.ts";
import { broadcastShape, indexer } from "./fold_arithmetic.ts";
import type { Fold } from "../operator.ts";

/** a = b */
export const equal: Fold = comparison((a, b) => a === b);
/** a > b */
export const greater: Fold = comparison((a, b) => a > b);
/** a ≥ b */
export const greaterOrEqual: Fold = comparison((a, b) => a >= b);
/** a < b */
export const less: Fold = comparison((a, b) => a < b);
/** a ≤ b */
export const lessOrEqual: Fold = comparison((a, b) => a <= b);
/** Whether both are true. */
export const and: Fold = truths((a, b) => a && b);
/** Whether one of them is true, or both. */
export const or: Fold = truths((a, b) => a || b);
/** Whether just one of them is true. */
export const xor: Fold = truths((a, b) => a !== b);

/** Whether it is false. */
export const not: Fold = (node) => {
  const { shape, data } = node.constant(0);
  return { elementType: BOOL, shape, data: mapped(node, data, (value) => value === 0 ? 1 : 0) };
};

/** Elements of the second input where the first is true, else those of the third. */
export const where: Fold = (node) => {
  const [condition, x, y] = [0, 1, 2].map((index) => node.constant(index));
  const shape = broadcastShape(broadcastShape(condition.shape, x.shape), y.shape);
  const [chosen, fromX, fromY] = [condition, x, y].map((tensor) => indexer(tensor.shape, shape));
  const data = allocate(node, shape);
  for (let i = 0; i < data.length; i++) {
    data[i] = condition.data[chosen(i)] === 0 ? y.data[fromY(i)] : x.data[fromX(i)];
  }
  return { elementType: x.elementType, shape, data };
};

function comparison(holds: (a: number, b: number) => boolean): Fold {
  return (node) => {
    const integers = !isFloat(node.constant(0).elementType);
    return elementwise(node, (a, b) => {
      const [left, right] = integers ? sizes(a, b) : [a, b];
      return holds(left, right);
    });
  };
}

/** Two integers to be compared. A size that is open is at least 1, which is all that can be said of it. */
function sizes(a: number, b: number): readonly [number, number] {
  const [openA, openB] = [Number.isNaN(a), Number.isNaN(b)];
  if ((openA && !(b <= 0)) || (openB && !(a <= 0))) {
    throw new Refusal("it compares a size that is open; fix the number of samples with --input-shape");
  }
  return [openA ? 1 : a, openB ? 1 : b];
}

function truths(holds: (a: boolean, b: boolean) => boolean): Fold {
  return (node) => elementwise(node, (a, b) => holds(a !== 0, b !== 0));
}

function elementwise(node: OnnxNode, holds: (a: number, b: number) => boolean): ReturnType<Fold> {
  const [a, b] = [node.constant(0), node.constant(1)];
  const shape = broadcastShape(a.shape, b.shape);
  const [fromA, fromB] = [indexer(a.shape, shape), indexer(b.shape, shape)];
  const data = allocate(node, shape);
  for (let i = 0; i < data.length; i++) data[i] = holds(a.data[fromA(i)], b.data[fromB(i)]) ? 1 : 0;
  return { elementType: BOOL, shape, data };
}
