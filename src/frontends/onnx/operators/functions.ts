import { type FunctionName, SELU_ALPHA, SELU_SCALE } from "../../../layers/mod.ts";
import { emitMish } from "../../import/mish.ts";
import { Refusal } from "../../import/refusal.ts";
import { divideSignal, settle, uniformScaling, withScaling } from "../../import/scaling.ts";
import type { Operator } from "./operator.ts";

/** ln(1 + eˣ) */
export const softplus: Operator = named("softplus");
/** x / (1 + |x|) */
export const softsign: Operator = named("softsign");
/** eˣ */
export const exp: Operator = named("exp");
/** √x */
export const sqrt: Operator = named("sqrt");
/** 1 / x */
export const reciprocal: Operator = named("reciprocal");
/** x·min(max(x/6 + 1/2, 0), 1) */
export const hardSwish: Operator = named("hard_swish");

function named(name: FunctionName): Operator {
  return {
    elementwise: true,
    convert: (node) => node.emit({ kind: "function", function: name }, node.signal(0)),
  };
}

/** Powers that layers compute: the square, the root, the reciprocal and x itself. */
export const pow: Operator = {
  elementwise: true,
  convert(node) {
    const exponents = [...new Set(node.parameter(1).data)];
    const source = node.signal(0);
    const [exponent] = exponents;
    if (exponents.length === 1 && exponent === 2) {
      const spec = { kind: "merge", operation: "multiply" } as const;
      return { kind: "signal", signal: node.builder.emit(spec, [source, source], { name: node.name }) };
    }
    if (exponents.length === 1 && exponent === 1) return { kind: "signal", signal: source };
    const name = exponents.length === 1 ? POWERS.get(exponent) : undefined;
    if (name !== undefined) return node.emit({ kind: "function", function: name }, source);
    throw new Refusal(`its exponent is ${exponents.slice(0, 4).join(", ")}; supported are 2, 1, 0.5 and -1`);
  },
};

const POWERS: ReadonlyMap<number, FunctionName> = new Map<number, FunctionName>([
  [0.5, "sqrt"],
  [-1, "reciprocal"],
]);

/** x / (1 + e^(−alpha·x)) */
export const swish: Operator = {
  elementwise: true,
  check(node) {
    const alpha = node.attributes.float("alpha", 1);
    if (alpha !== 1) throw new Refusal(`alpha ${alpha} is not supported, only 1`);
  },
  convert: named("silu").convert,
};

/** x·Φ(x), or its approximation by tanh. */
export const gelu: Operator = {
  elementwise: true,
  convert(node) {
    const approximate = node.attributes.text("approximate", "none");
    if (approximate !== "none" && approximate !== "tanh") {
      throw new Refusal(`approximate ${JSON.stringify(approximate)} is not known`);
    }
    const name = approximate === "tanh" ? "gelu_tanh" : "gelu";
    return node.emit({ kind: "function", function: name }, node.signal(0));
  },
};

/** x for x ≥ 0, alpha·(eˣ − 1) below. */
export const elu: Operator = {
  elementwise: true,
  convert(node) {
    return node.emit({ kind: "elu", alpha: node.attributes.float("alpha", 1), scale: 1 }, node.signal(0));
  },
};

/** max(x, 0) + min(0, alpha·(e^(x/alpha) − 1)): alpha times the ELU of x/alpha. */
export const celu: Operator = {
  elementwise: true,
  check(node) {
    const alpha = node.attributes.float("alpha", 1);
    if (!(alpha > 0)) throw new Refusal(`alpha ${alpha} is not supported, only numbers above 0`);
  },
  convert(node) {
    const alpha = node.attributes.float("alpha", 1);
    const divided = divideSignal(node.signal(0), alpha);
    const source = settle(divided, { builder: node.builder, name: `${node.name}/divided` });
    if (alpha === 1) return node.emit({ kind: "elu", alpha: 1, scale: 1 }, source);
    const unit = node.builder.emit({ kind: "elu", alpha: 1, scale: 1 }, source, { name: `${node.name}/elu` });
    return { kind: "signal", signal: settle(withScaling(unit, uniformScaling(alpha)), node) };
  },
};

/** x·tanh(ln(1 + eˣ)) */
export const mish: Operator = {
  elementwise: true,
  convert: (node) => ({ kind: "signal", signal: emitMish(node.signal(0), node) }),
};

/** gamma·(x for x ≥ 0, alpha·(eˣ − 1) below) */
export const selu: Operator = {
  elementwise: true,
  convert(node) {
    const alpha = node.attributes.float("alpha", SELU_ALPHA);
    const scale = node.attributes.float("gamma", SELU_SCALE);
    return node.emit({ kind: "elu", alpha, scale }, node.signal(0));
  },
};

/** min(max(alpha·x + beta, 0), 1) */
export const hardSigmoid: Operator = {
  elementwise: true,
  convert(node) {
    const slope = node.attributes.float("alpha", 0.2);
    const offset = node.attributes.float("beta", 0.5);
    return node.emit({ kind: "hard_sigmoid", slope, offset }, node.signal(0));
  },
};

/** x for x > alpha, else 0. */
export const thresholdedRelu: Operator = {
  elementwise: true,
  convert(node) {
    const threshold = node.attributes.float("alpha", 1);
    return node.emit({ kind: "thresholded_relu", threshold }, node.signal(0));
  },
};

/** x + bias for x < −lambd, x − bias for x > lambd, else 0. */
export const shrink: Operator = {
  elementwise: true,
  convert(node) {
    const threshold = node.attributes.float("lambd", 0.5);
    if (threshold < 0) throw new Refusal(`lambd ${threshold} is not supported, only 0 and more`);
    return node.emit({ kind: "shrink", threshold, offset: node.attributes.float("bias", 0) }, node.signal(0));
  },
};
