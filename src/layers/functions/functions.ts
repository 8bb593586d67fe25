import { type FixedType, fractionBits, mantissaRange, realOf } from "../../fixed/mod.ts";
import { checkParameter, type LayerDefinition, layerError, onlyInput } from "../definition.ts";
import { erf } from "./erf.ts";
import {
  absolute,
  type Expression,
  type InputNode,
  literal,
  operate,
  select,
} from "../primitives/expression.ts";
import type {
  EluLayer,
  FunctionLayer,
  FunctionName,
  HardSigmoidLayer,
  ThresholdedReluLayer,
} from "./function_layers.ts";
import type { TablePrimitive } from "../primitives/primitive.ts";
import type { ShrinkLayer } from "../layer.ts";
import { constantType, realConstant } from "../primitives/real_constant.ts";
import { scaledTable } from "../primitives/scaled_table.ts";

/** What is known of a function without parameters. */
interface FunctionFacts extends Omit<TablePrimitive, "kind" | "function"> {
  readonly typeName: string;
}

/** √(2/π), of GELU's approximation. */
const GELU_SLOPE = Math.sqrt(2 / Math.PI);

const FUNCTIONS: Readonly<Record<FunctionName, FunctionFacts>> = {
  softplus: {
    typeName: "Softplus",
    evaluate: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
    symmetry: "rest",
  },
  softsign: { typeName: "Softsign", evaluate: (x) => x / (1 + Math.abs(x)), symmetry: "odd" },
  silu: {
    typeName: "Swish",
    evaluate: (x) => x / (1 + Math.exp(-x)),
    symmetry: "rest",
    turn: 1.2784645427610738,
  },
  gelu: {
    typeName: "GELU",
    evaluate: (x) => x * 0.5 * (1 + erf(x / Math.SQRT2)),
    symmetry: "rest",
    turn: 0.7517915246935645,
  },
  gelu_tanh: {
    typeName: "GELU",
    evaluate: (x) => x * 0.5 * (1 + Math.tanh(GELU_SLOPE * (x + 0.044715 * x ** 3))),
    symmetry: "rest",
    turn: 0.7524614220710162,
  },
  hard_swish: {
    typeName: "HardSwish",
    evaluate: (x) => x * Math.min(Math.max(x / 6 + 0.5, 0), 1),
    symmetry: "rest",
    turn: 1.5,
  },
  exp: { typeName: "Exp", evaluate: Math.exp, symmetry: "none" },
  sqrt: { typeName: "Sqrt", evaluate: Math.sqrt, symmetry: "none" },
  reciprocal: { typeName: "Reciprocal", evaluate: (x) => 1 / x, symmetry: "odd" },
};

/** A function of every element without parameters. */
export const functionLayer: LayerDefinition<FunctionLayer> = {
  kind: "function",
  summary: "softplus, softsign, SiLU, GELU, hard swish, exp, sqrt, reciprocal, as tables",
  typeName: (layer) => FUNCTIONS[layer.function].typeName,
  outputShape: onlyInput,
  primitive(layer) {
    const { evaluate, symmetry, turn } = FUNCTIONS[layer.function];
    return scaledTable(
      { kind: "table", function: layer.function, evaluate, symmetry, turn },
      layer.inputScale,
    );
  },
};

/** ELU and SELU. */
export const elu: LayerDefinition<EluLayer> = {
  kind: "elu",
  summary: "exponential linear unit and SELU, a table below zero",
  typeName: (layer) => layer.scale === 1 ? "ELU" : "SELU",
  outputShape(layer, inputs) {
    checkParameter(layer, { field: "alpha", values: [layer.alpha], lengths: [1] });
    checkParameter(layer, { field: "scale", values: [layer.scale], lengths: [1] });
    return onlyInput(layer, inputs);
  },
  primitive: ({ alpha, scale }) => ({
    kind: "table",
    function: scale === 1 ? "elu" : "selu",
    evaluate: (x) => scale * (x >= 0 ? x : alpha * Math.expm1(x)),
    symmetry: "linear",
    slope: scale,
  }),
};

/** y = min(max(slope·x + offset, 0), 1), in exact arithmetic. */
export const hardSigmoid: LayerDefinition<HardSigmoidLayer> = {
  kind: "hard_sigmoid",
  summary: "hard sigmoid: slope and offset, clipped to 0 and 1",
  typeName: () => "HardSigmoid",
  outputShape(layer, inputs) {
    checkParameter(layer, { field: "slope", values: [layer.slope], lengths: [1] });
    checkParameter(layer, { field: "offset", values: [layer.offset], lengths: [1] });
    return onlyInput(layer, inputs);
  },
  primitive: ({ slope, offset }) => ({ kind: "hard_sigmoid", slope, offset }),
};

/** y = x for x > threshold, else 0. */
export const thresholdedRelu: LayerDefinition<ThresholdedReluLayer> = {
  kind: "thresholded_relu",
  summary: "rectified linear unit with a threshold",
  typeName: () => "ThresholdedReLU",
  outputShape(layer, inputs) {
    checkParameter(layer, { field: "threshold", values: [layer.threshold], lengths: [1] });
    return onlyInput(layer, inputs);
  },
  primitive: ({ threshold }) => ({
    kind: "formula",
    function: "threshold",
    evaluate: (x) => x > threshold ? x : 0,
    express(x) {
      // The threshold need not be a number of the input type: its floor in that type decides alike.
      const type: FixedType = { ...x.type, quantization: "AP_TRN", overflow: "AP_SAT" };
      // Below every number of the type there is nothing to compare: all pass.
      if (threshold < realOf(mantissaRange(type).min, type)) return x;
      const last = realConstant("last", { value: threshold, type });
      return select({ less: [last, x], then: x, otherwise: literal(0n) });
    },
    picks: true,
  }),
};

/** y = x for |x| > threshold, moved towards 0 by the offset, else 0. */
export const shrink: LayerDefinition<ShrinkLayer> = {
  kind: "shrink",
  summary: "hard and soft shrink: nothing up to a threshold on either side of 0, in exact arithmetic",
  typeName: () => "Shrink",
  outputShape(layer, inputs) {
    checkParameter(layer, { field: "threshold", values: [layer.threshold], lengths: [1] });
    checkParameter(layer, { field: "offset", values: [layer.offset], lengths: [1] });
    if (layer.threshold < 0) throw layerError(layer, `its threshold ${layer.threshold} is below 0`);
    return onlyInput(layer, inputs);
  },
  primitive: ({ threshold, offset }) => ({
    kind: "formula",
    function: offset === 0 ? "hard_shrink" : "shrink",
    evaluate: (x) => x < -threshold ? x + offset : x > threshold ? x - offset : 0,
    express(x, result) {
      // A magnitude is beyond the threshold where it is beyond the threshold's floor.
      const type: FixedType = { ...x.type, signed: false, quantization: "AP_TRN", overflow: "AP_SAT" };
      const last = realConstant("last", { value: threshold, type });
      const moved = offset === 0 ? x : movedToZero(x, { offset, result });
      return select({ less: [last, absolute(x)], then: moved, otherwise: literal(0n) });
    },
    picks: offset === 0,
  }),
};

/** x + offset below 0, x − offset above; the offset has the fraction bits of the result, rounded to nearest. */
function movedToZero(
  x: InputNode,
  { offset, result }: { readonly offset: number; readonly result: FixedType },
): Expression {
  const type = constantType(fractionBits(result), Math.abs(offset));
  const number = realConstant("offset", { value: offset, type });
  return select({
    less: [x, literal(0n)],
    then: operate("add", x, number),
    otherwise: operate("subtract", x, number),
  });
}
