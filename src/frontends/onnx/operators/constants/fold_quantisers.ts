import { Refusal } from "../../../import/refusal.ts";
import { ELEMENT_TYPES, FLOAT } from "../../file/element.ts";
import type { OnnxNode } from "../../node.ts";
import type { ConstantTensor } from "../../file/tensor.ts";
import type { Fold } from "../operator.ts";
import {
  bitsOf,
  type CodeRange,
  dequantised,
  integerRange,
  linearRange,
  refuseBlocks,
  roundEven,
  roundingOf,
  scalesOf,
  single,
  spread,
} from "../rules/quantiser_rules.ts";
import { axisIndex } from "../rules/shape_rules.ts";

/** QONNX's uniform quantiser of a constant, in float32 arithmetic, with any shape of scale and zero point. */
export const quant: Fold = (node) => {
  const { shape, data } = node.parameter(0);
  const scales = spread(node, scalesOf(node, 1), shape);
  const zeroPoints = spread(node, node.parameter(2), shape);
  const bits = bitsOf(node, 3);
  const signed = node.attributes.int("signed", 1) !== 0;
  if (bits === 1 && signed) return folded(shape, { codes: data.map(signOf), scales, range: SIGNS });
  const range = integerRange({ bits, signed, narrow: node.attributes.int("narrow", 1) !== 0 });
  const { round } = roundingOf(node, "ROUND");
  node.builder.reserve(data.length);
  const codes = data.map((value, i) => {
    const moved = Math.fround(Math.fround(value / scales[i]) + zeroPoints[i]);
    return round(clamp(moved, range)) - zeroPoints[i];
  });
  return folded(shape, { codes, scales, range: withoutZeroPoints(range, zeroPoints) });
};

/** QONNX's quantiser to one bit of a constant. */
export const bipolarQuant: Fold = (node) => {
  const { shape, data } = node.parameter(0);
  node.builder.reserve(data.length);
  return folded(shape, {
    codes: data.map(signOf),
    scales: spread(node, scalesOf(node, 1), shape),
    range: SIGNS,
  });
};

/** QONNX's truncation of a constant: of version 1 (five inputs) and of version 2 (six). */
export const trunc: Fold = (node) => {
  const { shape, data } = node.parameter(0);
  const scales = spread(node, scalesOf(node, 1), shape);
  if (single(node, 2, "zero point") !== 0) throw new Refusal("a zero point other than 0 is not supported");
  const { round } = roundingOf(node, "FLOOR");
  const isSecond = node.has(5);
  const [inputBits, outputBits] = [bitsOf(node, 3), bitsOf(node, isSecond ? 5 : 4)];
  const outputScales = isSecond ? spread(node, scalesOf(node, 4), shape) : scales;
  const range = integerRange({
    bits: isSecond ? outputBits : inputBits + 1,
    signed: !isSecond || node.attributes.int("signed", 1) !== 0,
    narrow: isSecond && node.attributes.int("narrow", 0) !== 0,
  });
  const codes = data.map((value, i) => {
    const dropped = isSecond ? Math.round(Math.log2(outputScales[i] / scales[i])) : inputBits - outputBits;
    return round(clamp(roundEven(Math.fround(value / scales[i])) / 2 ** dropped, range));
  });
  return folded(shape, { codes, scales: outputScales, range });
};

/** ONNX's own quantiser of a constant: integers, zero point included. */
export const quantizeLinear: Fold = (node) => {
  refuseBlocks(node);
  const { shape, data } = node.parameter(0);
  const scales = alongAxis(node, scalesOf(node, 1), shape);
  const zeroPoints = node.has(2) ? alongAxis(node, node.constant(2), shape) : new Float64Array(data.length);
  const range = linearRange(node);
  const codes = data.map((value, i) =>
    clamp(roundEven(Math.fround(value / scales[i])) + zeroPoints[i], range)
  );
  return { elementType: node.has(2) ? node.constant(2).elementType : FLOAT, shape, data: codes };
};

/** scale·(q − zero point) of stored integers. */
export const dequantizeLinear: Fold = (node) => {
  refuseBlocks(node);
  const { shape, data, elementType } = node.constant(0);
  const scales = alongAxis(node, scalesOf(node, 1), shape);
  const zeroPoints = node.has(2) ? alongAxis(node, node.constant(2), shape) : new Float64Array(data.length);
  node.builder.reserve(data.length);
  const codes = data.map((code, i) => code - zeroPoints[i]);
  return folded(shape, {
    codes,
    scales,
    range: withoutZeroPoints(storedRange(elementType, data), zeroPoints),
  });
};

const SIGNS: CodeRange = { min: -1, max: 1 };

function signOf(value: number): number {
  return value >= 0 ? 1 : -1;
}

function clamp(value: number, { min, max }: CodeRange): number {
  return Math.min(Math.max(value, min), max);
}

/** Codes of a stored tensor: all of a narrow type, of a wide one those that are there. */
function storedRange(elementType: number, data: Float64Array): CodeRange {
  const type = ELEMENT_TYPES.get(elementType)?.range;
  if (type && type.max < 2 ** 16) return type;
  const least = data.reduce((a, b) => Math.min(a, b), 0);
  return { min: least, max: data.reduce((a, b) => Math.max(a, b), 0) };
}

function withoutZeroPoints({ min, max }: CodeRange, zeroPoints: Float64Array): CodeRange {
  const most = zeroPoints.reduce((a, b) => Math.max(a, b), -Infinity);
  const least = zeroPoints.reduce((a, b) => Math.min(a, b), Infinity);
  return zeroPoints.length === 0 ? { min, max } : { min: min - most, max: max - least };
}

/** Parameters of an operator of ONNX's own: one, or a list along the axis that the node names. */
function alongAxis(node: OnnxNode, tensor: ConstantTensor, shape: readonly number[]): Float64Array {
  if (tensor.data.length === 1) return spread(node, { shape: [], data: tensor.data }, shape);
  if (tensor.shape.length !== 1) {
    throw new Refusal(`its scale or zero point has shape [${tensor.shape}], expected a list`);
  }
  const axis = axisIndex(node.attributes.int("axis", 1), shape.length);
  const laid = shape.map((_, i) => i === axis ? tensor.data.length : 1);
  return spread(node, { shape: laid, data: tensor.data }, shape);
}

function folded(
  shape: readonly number[],
  numbers: { readonly codes: Float64Array; readonly scales: Float64Array; readonly range: CodeRange },
): ReturnType<Fold> {
  // Where a zero point is no integer, codes are none either: then these are plain numbers.
  const integers = numbers.codes.every(Number.isInteger);
  const { data, quantised } = dequantised(numbers);
  return integers ? { elementType: FLOAT, shape, data, quantised } : { elementType: FLOAT, shape, data };
}
