import type { Quantization } from "../../../fixed/mod.ts";
import { Refusal } from "../../import/refusal.ts";
import { divideSignal, mapSignal, settle, uniformScaling, withScaling } from "../../import/scaling.ts";
import type { Signal } from "../../import/signal.ts";
import type { OnnxNode } from "../node.ts";
import type { Value } from "../file/value.ts";
import type { Operator } from "./operator.ts";
import {
  bitsOf,
  castMode,
  type CodeRange,
  codeType,
  fractionOfScale,
  integerRange,
  linearRange,
  refuseBlocks,
  roundingOf,
  scalesOf,
  single,
} from "./rules/quantiser_rules.ts";

/** How computed numbers become codes. */
interface Quantiser {
  readonly scale: number;
  readonly range: CodeRange;
  readonly quantization: Quantization;
}

/** QONNX's uniform quantiser: scale, zero point and number of bits are inputs. */
export const quant: Operator = {
  elementwise: true,
  since: 1,
  convert(node) {
    const { scale, zeroPoint, bits, signed, narrow } = quantParameters(node);
    if (bits === 1 && signed) {
      if (zeroPoint !== 0) throw new Refusal("a zero point of one signed bit is not supported");
      return bipolar(node, scale);
    }
    const quantization = castMode(node, roundingOf(node, "ROUND"));
    const range = integerRange({ bits, signed, narrow });
    if (zeroPoint === 0) {
      return signalOf(quantised(node, node.scaledSignal(0), { scale, range, quantization }));
    }
    if (!Number.isInteger(zeroPoint)) {
      throw new Refusal(`its zero point is ${zeroPoint}, supported on computed tensors are integers`);
    }
    // Whether a half goes to the even integer depends on the zero point: the codes are made with it in them.
    const moved = mapSignal(divideSignal(node.scaledSignal(0), scale), uniformScaling(1, zeroPoint), node);
    const codes = quantised(node, moved, { scale: 1, range, quantization });
    const centred = settle(withScaling(codes, uniformScaling(1, -zeroPoint)), node);
    return signalOf(withScaling(centred, uniformScaling(scale)));
  },
};

function quantParameters(node: OnnxNode) {
  scalesOf(node, 1);
  return {
    scale: single(node, 1, "scale"),
    zeroPoint: single(node, 2, "zero point"),
    bits: bitsOf(node, 3),
    signed: node.attributes.int("signed", 1) !== 0,
    narrow: node.attributes.int("narrow", 1) !== 0,
  };
}

/** QONNX's quantiser to one bit: scale for x ≥ 0, −scale below. */
export const bipolarQuant: Operator = {
  elementwise: true,
  since: 1,
  convert(node) {
    scalesOf(node, 1);
    return bipolar(node, single(node, 1, "scale"));
  },
};

/** A signed type of one bit has −1 and 0: rounded down and saturated, they tell the sign. 2·code + 1 is −1 or 1. */
function bipolar(node: OnnxNode, scale: number): Value {
  const { type } = codeType({ min: -1, max: 0 }, 0, "AP_TRN");
  const sign = node.builder.emit({ kind: "quantize", type }, node.signal(0), {
    name: `${node.name}/sign`,
  });
  const factor = fractionOfScale(scale) === null ? 1 : scale;
  const codes = settle(withScaling(sign, uniformScaling(2 * factor, factor)), node);
  return signalOf(withScaling(codes, uniformScaling(scale / factor)));
}

/** QONNX's truncation of codes: of version 1 (five inputs) and of version 2 (six). */
export const trunc: Operator = {
  elementwise: true,
  since: 1,
  convert(node) {
    scalesOf(node, 1);
    const scale = single(node, 1, "scale");
    if (single(node, 2, "zero point") !== 0) throw new Refusal("a zero point other than 0 is not supported");
    const quantization = castMode(node, roundingOf(node, "FLOOR"));
    const inputBits = bitsOf(node, 3);
    const isSecond = node.has(5);
    const outputBits = bitsOf(node, isSecond ? 5 : 4);
    const outputScale = isSecond ? secondScale(node) : scale;
    const dropped = isSecond ? Math.round(Math.log2(outputScale / scale)) : inputBits - outputBits;
    if (dropped < 0) throw new Refusal(`it would add ${-dropped} bits`);
    // Codes of either sign; nothing in the operator limits them, its contract does.
    const input = { scale, range: integerRange({ bits: inputBits + 1, signed: true, narrow: false }) };
    const codes = quantised(node, node.scaledSignal(0), { ...input, quantization: "AP_RND_CONV" });
    const range = isSecond
      ? integerRange({
        bits: outputBits,
        signed: node.attributes.int("signed", 1) !== 0,
        narrow: node.attributes.int("narrow", 0) !== 0,
      })
      : integerRange({ bits: Math.max(2, inputBits + 1 - dropped), signed: true, narrow: false });
    const shifted = mapSignal(divideSignal(codes, scale), uniformScaling(outputScale / 2 ** dropped), node);
    return signalOf(quantised(node, shifted, { scale: outputScale, range, quantization }));
  },
};

function secondScale(node: OnnxNode): number {
  scalesOf(node, 4);
  return single(node, 4, "output scale");
}

/** ONNX's own quantiser: what it makes is the code with its zero point. */
export const quantizeLinear: Operator = {
  elementwise: true,
  since: 10,
  convert(node) {
    const { scale, zeroPoint, range } = linearParameters(node);
    const centred = { min: range.min - zeroPoint, max: range.max - zeroPoint };
    const numbers = quantised(node, node.scaledSignal(0), {
      scale,
      range: centred,
      quantization: "AP_RND_CONV",
    });
    return signalOf(mapSignal(divideSignal(numbers, scale), uniformScaling(1, zeroPoint), node));
  },
};

/** scale·(q − zero point) of what a quantiser has made. */
export const dequantizeLinear: Operator = {
  elementwise: true,
  since: 10,
  convert(node) {
    const scales = scalesOf(node, 1).data;
    if (scales.length !== 1) throw new Refusal("a scale for each channel is supported on constants only");
    const [scale] = scales;
    const zeroPoint = node.has(2) ? single(node, 2, "zero point") : 0;
    return signalOf(mapSignal(node.scaledSignal(0), uniformScaling(scale, -scale * zeroPoint), node));
  },
};

/** Scale, zero point and codes of a `QuantizeLinear` with one scale for the whole tensor. */
function linearParameters(node: OnnxNode) {
  refuseBlocks(node);
  scalesOf(node, 1);
  return {
    scale: single(node, 1, "scale"),
    zeroPoint: node.has(2) ? single(node, 2, "zero point") : 0,
    range: linearRange(node),
  };
}

/**
 * A signal brought to codes: its numbers divided by the scale, rounded and clipped. A scale that is a power of two goes
 * into the type; any other one becomes a scaling of the result, which is made of integers.
 */
function quantised(node: OnnxNode, signal: Signal, { scale, range, quantization }: Quantiser): Signal {
  const fraction = fractionOfScale(scale);
  const factor = fraction === null ? scale : 1;
  const { type, clips } = codeType(range, fraction ?? 0, quantization);
  const numbers = settle(factor === 1 ? signal : divideSignal(signal, factor), node);
  const unit = scale / factor;
  const clipped = clips
    ? node.builder.emit({ kind: "clip", min: range.min * unit, max: range.max * unit }, numbers, {
      name: `${node.name}/clip`,
    })
    : numbers;
  const codes = node.builder.emit({ kind: "quantize", type }, clipped, { name: node.name });
  return withScaling(codes, uniformScaling(factor));
}

function signalOf(signal: Signal): Value {
  return { kind: "signal", signal };
}
