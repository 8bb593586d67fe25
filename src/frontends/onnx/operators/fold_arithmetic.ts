import { Refusal } from "../../import/refusal.ts";
import { isFloat } from "../element.ts";
import { elementCount } from "../../../tensor/ndarray.ts";
import { allocate } from "./allocate.ts";
import type { Fold } from "./operator.ts";

/** a + b */
export const add: Fold = arithmetic((a, b) => a + b, { neutral: 0, commutes: true });
/** a − b */
export const sub: Fold = arithmetic((a, b) => a - b, { neutral: 0, commutes: false });
/** a·b */
export const mul: Fold = arithmetic((a, b) => a * b, { neutral: 1, commutes: true });
/** a / b; integers are divided towards zero. */
export const div: Fold = arithmetic((a, b) => a / b, { neutral: 1, commutes: false });

/** An arithmetic operator with broadcasting. An open batch size survives what does not change it. */
function arithmetic(
  compute: (a: number, b: number) => number,
  rule: { readonly neutral: number; readonly commutes: boolean },
): Fold {
  return (node) => {
    const [a, b] = [node.constant(0), node.constant(1)];
    const integers = !isFloat(a.elementType);
    const shape = broadcastShape(a.shape, b.shape);
    const data = allocate(node, shape);
    const [fromA, fromB] = [indexer(a.shape, shape), indexer(b.shape, shape)];
    for (let i = 0; i < data.length; i++) {
      const [left, right] = [a.data[fromA(i)], b.data[fromB(i)]];
      const value = integers ? Math.trunc(compute(left, right)) : compute(left, right);
      const keptOpen = right === rule.neutral || (rule.commutes && left === rule.neutral);
      if (integers && !Number.isSafeInteger(value) && !(Number.isNaN(left + right) && keptOpen)) {
        throw new Refusal(
          "it computes with a size that is open (or too large); fix the number of samples with --input-shape",
        );
      }
      data[i] = value;
    }
    return { elementType: a.elementType, shape, data };
  };
}

function broadcastShape(a: readonly number[], b: readonly number[]): number[] {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, axis) => {
    const [left, right] = [a[axis - rank + a.length] ?? 1, b[axis - rank + b.length] ?? 1];
    if (left !== right && left !== 1 && right !== 1) throw new Refusal(`[${a}] and [${b}] do not broadcast`);
    return left === 1 ? right : left;
  });
}

/** Maps an index into a broadcast shape to the index into the shape that was broadcast. */
export function indexer(from: readonly number[], to: readonly number[]): (index: number) => number {
  if (elementCount(from) === 1) return () => 0;
  const offset = to.length - from.length;
  return (index) => {
    let result = 0;
    let stride = 1;
    for (let axis = to.length - 1; axis >= offset; axis--) {
      const size = from[axis - offset];
      if (size > 1) result += (index % to[axis]) * stride;
      stride *= size;
      index = Math.floor(index / to[axis]);
    }
    return result;
  };
}
