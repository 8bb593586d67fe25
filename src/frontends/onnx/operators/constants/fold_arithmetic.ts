import { Refusal } from "../../../import/refusal.ts";
import { isFloat } from "../../file/element.ts";
import { elementCount } from "../../../../tensor/ndarray.ts";
import { allocate, mapped } from "./allocate.ts";
import type { Fold } from "../operator.ts";

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

/** The least of the elements that meet. */
export const min: Fold = extreme(Math.min);
/** The largest of the elements that meet. */
export const max: Fold = extreme(Math.max);

function extreme(choose: (a: number, b: number) => number): Fold {
  return (node) => {
    const parts = Array.from({ length: node.inputCount }, (_, i) => node.constant(i));
    const shape = parts.map((part) => part.shape).reduce(broadcastShape);
    const from = parts.map((part) => indexer(part.shape, shape));
    const data = allocate(node, shape);
    for (let i = 0; i < data.length; i++) {
      const values = parts.map((part, k) => part.data[from[k](i)]);
      data[i] = values.reduce(choose);
      if (Number.isNaN(data[i])) {
        throw new Refusal(
          "it chooses among sizes of which one is open; fix the number of samples with --input-shape",
        );
      }
    }
    return { elementType: parts[0].elementType, shape, data };
  };
}

/** The remainder of a division, with the divisor's sign; with the attribute `fmod`, the dividend's. */
export const mod: Fold = (node) => {
  const isC = node.attributes.int("fmod", 0) !== 0;
  return arithmetic((a, b) => isC ? a % b : a - b * Math.floor(a / b), { neutral: NaN, commutes: false })(
    node,
  );
};

/** The largest integer that is not above. */
export const floor: Fold = unary(Math.floor);
/** The least integer that is not below. */
export const ceil: Fold = unary(Math.ceil);
/** −x */
export const neg: Fold = unary((x) => 0 - x);
/** |x| */
export const abs: Fold = unary(Math.abs);
/** √x */
export const sqrt: Fold = unary((x) => Math.fround(Math.sqrt(x)));

function unary(compute: (x: number) => number): Fold {
  return (node) => {
    const { elementType, shape, data } = node.constant(0);
    if (!isFloat(elementType) && data.some(Number.isNaN)) {
      throw new Refusal("it computes with a size that is open; fix the number of samples with --input-shape");
    }
    return { elementType, shape, data: mapped(node, data, compute) };
  };
}

/** The shape that two shapes broadcast to, by ONNX's rules. */
export function broadcastShape(a: readonly number[], b: readonly number[]): number[] {
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
