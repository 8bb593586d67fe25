import { Refusal } from "../../../import/refusal.ts";
import { BOOL, DOUBLE, ELEMENT_TYPES, elementTypeName, FLOAT, INT64, isFloat } from "../../file/element.ts";
import { decodeTensor } from "../../file/tensor.ts";
import { allocate, mapped } from "./allocate.ts";
import type { Fold } from "../operator.ts";
import { shapeRange } from "../rules/shape_rules.ts";

type Folded = ReturnType<Fold>;

/** A tensor that the node itself holds. */
export const constant: Fold = (node) => {
  const { attributes, origin } = node;
  const value = attributes.tensor("value");
  if (value !== undefined) return decodeTensor(value, origin, node.name);
  if (attributes.has("value_float")) return list(FLOAT, [attributes.float("value_float", 0)], []);
  if (attributes.has("value_int")) return list(INT64, [attributes.int("value_int", 0)], []);
  const floats = attributes.floats("value_floats");
  if (floats !== undefined) return list(FLOAT, floats);
  const ints = attributes.ints("value_ints");
  if (ints !== undefined) return list(INT64, ints);
  throw new Refusal("it holds no number or dense tensor");
};

function list(
  elementType: number,
  values: readonly number[],
  shape: readonly number[] = [values.length],
): Folded {
  return { elementType, shape, data: Float64Array.from(values) };
}

/** A tensor filled with one value (default 0). */
export const constantOfShape: Fold = (node) => {
  const shape = sizes(node.integers(0));
  const value = node.attributes.tensor("value");
  const { elementType, data } = value === undefined
    ? list(FLOAT, [0])
    : decodeTensor(value, node.origin, node.name);
  if (data.length !== 1) throw new Refusal(`its value has ${data.length} elements, expected 1`);
  const zeros = allocate(node, shape);
  // Memory that nobody writes to costs nothing.
  return { elementType, shape, data: Object.is(data[0], 0) ? zeros : zeros.fill(data[0]) };
};

/** The same tensor. */
export const same: Fold = (node) => node.constant(0);

/** The sizes of a tensor. */
export const shapeOf: Fold = (node) => list(INT64, shapeRange(node, node.constant(0).shape));

/** The same numbers in another type: rounded to float32, cut off to an integer. */
export const cast: Fold = (node) => {
  const { shape, data, elementType: from } = node.constant(0);
  const elementType = node.attributes.int("to", FLOAT);
  const type = ELEMENT_TYPES.get(elementType);
  const convert = CONVERSIONS.get(elementType) ?? (isFloat(elementType) ? undefined : Math.trunc);
  if (type === undefined || convert === undefined) {
    throw new Refusal(`a cast to ${elementTypeName(elementType)} is not supported`);
  }
  // An open batch size is NaN among integers and must not come back as one after a computation with floats.
  if (data.some(Number.isNaN) && (isFloat(from) || CONVERSIONS.has(elementType))) {
    throw new Refusal("it casts a size that is open, or NaN; fix the number of samples with --input-shape");
  }
  const result = mapped(node, data, convert);
  const { range } = type;
  if (range !== null && result.some((value) => value < range.min || value > range.max)) {
    throw new Refusal(`its input does not fit ${type.name}`);
  }
  return { elementType, shape, data: result };
};

const CONVERSIONS: ReadonlyMap<number, (value: number) => number> = new Map([
  [FLOAT, Math.fround],
  [DOUBLE, (value) => value],
  [BOOL, (value) => value === 0 ? 0 : 1],
]);

/** @throws {Refusal} if a computed shape is not a list of sizes. */
function sizes(shape: readonly number[]): readonly number[] {
  if (shape.every((size) => Number.isSafeInteger(size) && size >= 0)) return shape;
  throw new Refusal(`its shape [${shape}] is not a list of known sizes`);
}
