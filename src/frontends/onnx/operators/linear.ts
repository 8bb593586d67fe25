import { largest, smallest } from "../../../base/numbers/extremes.ts";
import { type FixedType, narrowestType } from "../../../fixed/mod.ts";
import type { ParameterTypes } from "../../../layers/mod.ts";
import type { RealTensor } from "../../../tensor/mod.ts";
import type { LayerSpec } from "../../import/builder.ts";
import { uniformScale, uniformScaling, withoutScaling, withScaling } from "../../import/scaling.ts";
import type { Signal } from "../../import/signal.ts";
import type { OnnxNode } from "../node.ts";
import type { ConstantTensor, QuantisedNumbers } from "../file/tensor.ts";
import type { Value } from "../file/value.ts";
import { fractionOfScale } from "./rules/quantiser_rules.ts";

/** Most bits of a type that holds weights of several scales at once; beyond, the scales are pulled out. */
const MOST_BITS = 24;

/** A layer of weighted sums about to be made. */
export interface LinearRequest {
  /** What it reads, with channels last. */
  readonly source: Signal;
  /** Its weights as the file has them. */
  readonly weights: ConstantTensor;
  /** Lays a tensor of the weights' shape out as the layer has it; its last axis is that of the outputs. */
  readonly layout: (tensor: ConstantTensor) => RealTensor;
  /** One number an output. */
  readonly bias: Float64Array | null;
  /** Axis of the outputs in the result, the sample axis left out. */
  readonly axis: number;
  readonly build: (parameters: LinearParameters) => LayerSpec;
}

/** What a layer of weighted sums holds. */
export interface LinearParameters {
  readonly weights: RealTensor;
  readonly bias: Float64Array | null;
  readonly types?: ParameterTypes;
}

/**
 * A tensor for a layer of weighted sums: one that is scaled by a positive number keeps that scale, any other scaling
 * becomes a layer.
 */
export function linearInput(node: OnnxNode, index: number): Signal {
  const signal = node.scaledSignal(index);
  return uniformScale(signal) === null ? node.signal(index) : signal;
}

/**
 * Adds a layer of weighted sums. Quantised weights whose scales are powers of two have an exact type; others become
 * integers, and their scales, with that of the input and with the bias, the scaling of the result.
 */
export function emitLinear(node: OnnxNode, request: LinearRequest): Value {
  const { source, bias, axis, build } = request;
  const { weights, types, scales } = splitWeights(node, request);
  const inputScale = uniformScale(source) ?? 1;
  const raw = withoutScaling(source);
  if (scales === null && inputScale === 1) return node.emit(build({ weights, bias, types }), raw);
  const sums = node.builder.emit(build({ weights, bias: null, types }), raw, { name: node.name });
  const scale = scales?.map((value) => value * inputScale) ?? Float64Array.of(inputScale);
  const shift = bias ?? Float64Array.of(0);
  return { kind: "signal", signal: withScaling(sums, { ...uniformScaling(1), scale, shift, axis }) };
}

interface SplitWeights {
  readonly weights: RealTensor;
  readonly types?: ParameterTypes;
  /** What the sums of each output are still to be multiplied with; null for nothing. */
  readonly scales: Float64Array | null;
}

function splitWeights(node: OnnxNode, { weights: tensor, layout }: LinearRequest): SplitWeights {
  const { quantised } = tensor;
  const plain = { weights: layout(tensor), scales: null };
  if (quantised === undefined) return plain;
  const scales = scalePerOutput(layout({ ...tensor, data: quantised.scales }));
  // Scales that vary within an output leave nothing but the numbers themselves.
  if (scales === null) return plain;
  const exact = exactType(quantised, scales);
  if (exact !== null) return { ...plain, types: { weights: exact } };
  node.builder.reserve(quantised.codes.length);
  const codes = layout({ ...tensor, data: quantised.codes });
  const uniform = scales.every((scale) => scale === scales[0]) ? scales.slice(0, 1) : scales;
  return { weights: codes, types: { weights: typeOfCodes(quantised.range, [0]) }, scales: uniform };
}

/** One scale an output where all weights of an output have the same, else null. */
function scalePerOutput({ shape, data }: RealTensor): Float64Array | null {
  const outputs = shape[shape.length - 1];
  const scales = data.slice(0, outputs);
  return data.every((scale, i) => scale === scales[i % outputs]) ? scales : null;
}

/** The type of all codes times powers of two; null where a scale is none or the type would be wide. */
function exactType({ range }: QuantisedNumbers, scales: Float64Array): FixedType | null {
  const fractions = new Set<number>();
  for (const scale of scales) {
    const fraction = fractionOfScale(scale);
    if (fraction === null) return null;
    fractions.add(fraction);
  }
  const list = [...fractions];
  const type = largest(list) - smallest(list) > MOST_BITS ? null : typeOfCodes(range, list);
  return type !== null && (list.length === 1 || type.width <= MOST_BITS) ? type : null;
}

/** The narrowest type of all codes of a range, with each of these numbers of fraction bits. */
function typeOfCodes({ min, max }: QuantisedNumbers["range"], fractions: readonly number[]): FixedType {
  const fraction = largest(fractions);
  const lift = BigInt(fraction - smallest(fractions));
  const lo = BigInt(Math.min(min, 0)) << lift;
  const hi = BigInt(Math.max(max, 0)) << lift;
  const { width, integer, signed } = narrowestType({ lo, hi, fraction });
  return { width, integer, signed, quantization: "AP_TRN", overflow: "AP_WRAP" };
}
