import { permuteData, withLast } from "../../import/layout.ts";
import { Refusal } from "../../import/refusal.ts";
import { uniformScale, withScaling } from "../../import/scaling.ts";
import type { Signal } from "../../import/signal.ts";
import type { OnnxNode } from "../node.ts";
import { align, type Aligned } from "./constants/broadcast.ts";
import type { Operator } from "./operator.ts";

/** Largest float32: what old versions of Clip write for "no limit". */
const MAX_FLOAT = 2 ** 128 - 2 ** 104;

/** An operator without parameters that becomes a layer without any. */
function plain(kind: "sigmoid" | "tanh" | "identity"): Operator {
  return { elementwise: true, convert: (node) => node.emit({ kind }, node.signal(0)) };
}

/** max(x, 0) */
export const relu: Operator = {
  elementwise: true,
  convert(node) {
    const signal = node.scaledSignal(0);
    const { scaling } = signal;
    // A quantiser behind it may take up both; a positive scale alone passes through by itself.
    if (scaling !== undefined && uniformScale(signal) === null) {
      return { kind: "signal", signal: withScaling(signal, { ...scaling, rectified: true }) };
    }
    return node.emit({ kind: "relu" }, node.signal(0));
  },
};
/** 1 / (1 + exp(−x)) */
export const sigmoid: Operator = plain("sigmoid");
/** tanh(x) */
export const tanh: Operator = plain("tanh");
/** x */
export const identity: Operator = plain("identity");

/** x for x ≥ 0, alpha·x below. */
export const leakyRelu: Operator = {
  elementwise: true,
  convert(node) {
    return node.emit({ kind: "leaky_relu", slope: node.attributes.float("alpha", 0.01) }, node.signal(0));
  },
};

/** |x|, which is −x below 0. */
export const abs: Operator = {
  elementwise: true,
  convert: (node) => node.emit({ kind: "leaky_relu", slope: -1 }, node.signal(0)),
};

/** x for x ≥ 0, slope·x below, slope being trained. */
export const pRelu: Operator = {
  elementwise: true,
  convert(node) {
    const slope = node.parameter(1);
    const signal = node.signal(0);
    // Before version 7 a list of slopes belonged to the channels, not to the last axis.
    const channelwise = node.opset < 7 && slope.shape.length === 1 && slope.data.length > 1;
    const shape = channelwise ? [slope.data.length, ...signal.shape.slice(1).map(() => 1)] : slope.shape;
    const aligned = align(node, { ...slope, shape }, signal);
    if (aligned.axes.length > 1) {
      return node.emit({ kind: "prelu", slopes: slopePerElement(node, aligned, signal) }, signal);
    }
    const [axis = signal.axes[signal.axes.length - 1]] = aligned.axes;
    return node.emit({ kind: "prelu", slopes: aligned.data }, withLast(signal, axis, node));
  },
};

/** Slopes repeated along the axes that they do not vary along, in the order of the layer's tensor. */
function slopePerElement(node: OnnxNode, slope: Aligned, signal: Signal): Float64Array {
  const count = signal.shape.reduce((product, size) => product * size, 1);
  node.builder.reserve(count);
  const spread = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    let rest = i;
    let from = 0;
    let stride = 1;
    for (let axis = signal.shape.length - 1; axis >= 0; axis--) {
      if (slope.shape[axis] > 1) from += (rest % signal.shape[axis]) * stride;
      rest = Math.floor(rest / signal.shape[axis]);
      stride *= slope.shape[axis];
    }
    spread[i] = slope.data[from];
  }
  return permuteData({ shape: signal.shape, data: spread }, signal.axes);
}

/** min(max(x, min), max); where min > max the result is max everywhere. */
export const clip: Operator = {
  elementwise: true,
  convert(node) {
    // Attributes before version 11, inputs since.
    const limit = (name: string, index: number, open: number) => {
      return node.has(index) ? scalar(node, index) : node.attributes.float(name, open);
    };
    const max = unlimited(limit("max", 2, Infinity));
    const min = Math.min(unlimited(limit("min", 1, -Infinity)), max);
    return node.emit({ kind: "clip", min, max }, node.signal(0));
  },
};

function scalar(node: OnnxNode, index: number): number {
  const { shape, data } = node.constant(index);
  if (data.length !== 1) throw new Refusal(`input ${index} has shape [${shape}], expected one number`);
  return data[0];
}

function unlimited(value: number): number {
  return Math.abs(value) >= MAX_FLOAT ? Math.sign(value) * Infinity : value;
}

/** Passes its input on at inference. */
export const dropout: Operator = {
  elementwise: true,
  check(node) {
    const training = node.opset < 7
      ? node.attributes.int("is_test", 0) === 0
      : node.opset >= 12 && node.has(2) && scalar(node, 2) !== 0;
    if (training) throw new Refusal("it is in training mode; export the model for inference");
  },
  convert: identity.convert,
};
