import type { FunctionName, LayerKind } from "../../../layers/mod.ts";
import { Refusal } from "../../import/refusal.ts";
import type { AttributeValue } from "../../onnx/operators/constants/apply.ts";
import type { KerasConfig } from "../config.ts";
import { applied, constant, type KerasOperation } from "./operation.ts";

const BOTH: readonly LayerKind[] = ["merge", "batch_norm"];

/** An operator of two tensors, or of one and a constant. */
function binary(op: string, facts: Pick<KerasOperation, "kinds" | "limits">): KerasOperation {
  return {
    ...facts,
    parameters: ["x1", "x2"],
    read(call) {
      const [left, right] = [call.operand("x1"), call.operand("x2")];
      return (inputs, emission) => [applied(emission, [left(inputs), right(inputs)], { op })];
    },
  };
}

const CONSTANTS = "constants of one number, or one an element of one axis";

/** x1 + x2 */
export const add: KerasOperation = binary("Add", { kinds: BOTH, limits: CONSTANTS });
/** x1 − x2 */
export const subtract: KerasOperation = binary("Sub", { kinds: BOTH, limits: CONSTANTS });
/** x1·x2 */
export const multiply: KerasOperation = binary("Mul", { kinds: BOTH, limits: CONSTANTS });
/** x1 / x2 */
export const divide: KerasOperation = binary("Div", {
  kinds: ["batch_norm", "function"],
  limits: `one side constant; ${CONSTANTS}`,
});
/** The larger of two. */
export const maximum: KerasOperation = binary("Max", {
  kinds: ["merge", "clip"],
  limits: "constants of one number",
});
/** The smaller of two. */
export const minimum: KerasOperation = binary("Min", {
  kinds: ["merge", "clip"],
  limits: "constants of one number",
});
/** x1 to the power of x2. */
export const power: KerasOperation = binary("Pow", {
  kinds: ["merge", "function"],
  limits: "constant exponents 2, 1, 0.5 and -1",
});

/** x² */
export const square: KerasOperation = unary("Mul", { kinds: ["merge"], twice: true });

/** An operator of one tensor. */
export function unary(
  op: string,
  { kinds, limits, parameters = [], attributes = () => ({}), twice = false }: {
    readonly kinds: readonly LayerKind[];
    readonly limits?: string;
    /** Names of the arguments behind the tensor. */
    readonly parameters?: readonly string[];
    readonly attributes?: (config: KerasConfig) => Readonly<Record<string, AttributeValue>>;
    /** Whether the operator reads the tensor twice. */
    readonly twice?: boolean;
  },
): KerasOperation {
  return {
    kinds,
    limits,
    parameters: ["x", ...parameters],
    read(call) {
      const given = attributes(call.config);
      const operand = call.operand("x");
      return (inputs, emission) => {
        const x = operand(inputs);
        return [applied(emission, twice ? [x, x] : [x], { op, attributes: given })];
      };
    },
  };
}

/** A function of a table. */
export function named(name: FunctionName): KerasOperation {
  return {
    kinds: ["function"],
    parameters: ["x"],
    read: (call) => (inputs, { builder, name: layer }) => [
      builder.emit({ kind: "function", function: name }, call.signal("x", inputs), { name: layer }),
    ],
  };
}

/** `gelu`, whose approximation is the default. */
export const gelu: KerasOperation = unary("Gelu", {
  kinds: ["function"],
  parameters: ["approximate"],
  attributes: (config) => ({ approximate: config.boolean("approximate", true) ? "tanh" : "none" }),
});

/** x for x ≥ 0, negative_slope·x below. */
export const leakyRelu: KerasOperation = unary("LeakyRelu", {
  kinds: ["leaky_relu"],
  parameters: ["negative_slope"],
  attributes: (config) => ({ alpha: { float: config.number("negative_slope", 0.2) } }),
});

/** x for x ≥ 0, alpha·(eˣ − 1) below. */
export const elu: KerasOperation = unary("Elu", {
  kinds: ["elu"],
  parameters: ["alpha"],
  attributes: (config) => ({ alpha: { float: config.number("alpha", 1) } }),
});

/** x for x ≥ 0, alpha·(e^(x/alpha) − 1) below. */
export const celu: KerasOperation = unary("Celu", {
  kinds: ["elu", "batch_norm"],
  parameters: ["alpha"],
  attributes: (config) => ({ alpha: { float: config.number("alpha", 1) } }),
});

/** min(max(x / 6 + 1/2, 0), 1) */
export const hardSigmoid: KerasOperation = unary("HardSigmoid", {
  kinds: ["hard_sigmoid"],
  attributes: () => ({ alpha: { float: 1 / 6 }, beta: { float: 0.5 } }),
});

/** x for x > threshold, else 0. */
export const threshold: KerasOperation = unary("ThresholdedRelu", {
  kinds: ["thresholded_relu"],
  limits: "default_value 0",
  parameters: ["threshold", "default_value"],
  attributes(config) {
    if (config.number("default_value", 0) !== 0) throw new Refusal("its default_value is not 0");
    return { alpha: { float: config.number("threshold", 0) } };
  },
});

/** `softmax` along one axis. */
export const softmax: KerasOperation = unary("Softmax", {
  kinds: ["softmax"],
  limits: "one axis",
  parameters: ["axis"],
  attributes: (config) => ({ axis: config.sizes("axis", 1, -1)[0] }),
});

/** min(max(x, x_min), x_max) */
export const clip: KerasOperation = {
  kinds: ["clip"],
  limits: "bounds of one number",
  parameters: ["x", "x_min", "x_max"],
  read(call) {
    const bounds = ["x_min", "x_max"].map((name) => constant(name, call.config.number(name, NaN)));
    return (inputs, emission) => [applied(emission, [call.operand("x")(inputs), ...bounds], { op: "Clip" })];
  },
};

/** A clip between two numbers. */
export function between(min: number, max: number): KerasOperation {
  return {
    kinds: ["clip"],
    parameters: ["x"],
    read: (call) => (inputs, { builder, name }) => [
      builder.emit({ kind: "clip", min, max }, call.signal("x", inputs), { name }),
    ],
  };
}

/** Passes its input on. */
export const same: KerasOperation = {
  kinds: [],
  parameters: ["x"],
  read: (call) => (inputs) => [call.signal("x", inputs)],
};

/** `cast` to a type of floating point. */
export const cast: KerasOperation = {
  kinds: [],
  limits: "to floating point",
  parameters: ["x", "dtype"],
  read(call) {
    const type = call.config.any("dtype");
    if (typeof type !== "string" || !/^(float|bfloat)\d+$/.test(type)) {
      throw new Refusal(`it casts to ${JSON.stringify(type)}, supported are types of floating point`);
    }
    return (inputs) => [call.signal("x", inputs)];
  },
};
