import { castReal, type FixedType, realOf } from "../../../fixed/mod.ts";
import type { RealTensor } from "../../../tensor/mod.ts";
import type { LayerSpec } from "../../import/builder.ts";
import { Refusal } from "../../import/refusal.ts";
import { isObject, type KerasConfig } from "../config.ts";
import type { Activate } from "../layers/layer.ts";
import { powerQuantiser, scaledBinary, scaledCodes, scaledTernary } from "./powers.ts";
import { isQuantiserName, parseQuantiser, type QuantiserSpelling } from "./spelling.ts";

/** What training has rounded numbers to. */
export interface Quantiser {
  readonly name: string;
  /** A type of everything that it makes; null where scales or powers of two are found number by number. */
  readonly type: FixedType | null;
  /** Rounds parameters. */
  readonly apply: (tensor: RealTensor) => RealTensor;
  /**
   * Rounds computed numbers, after the function that belongs to it.
   * @throws {Refusal} if it can only round parameters.
   */
  readonly activate: Activate;
}

/** Bits that are rounded to. */
const MAX_BITS = 32;

/**
 * One of QKeras's quantisers as a configuration has it; null for none.
 * @throws {Refusal} if it is not supported.
 */
export function readQuantiser(value: unknown): Quantiser | null {
  const spelling = parseQuantiser(value);
  if (spelling === null) return null;
  const { name, config } = spelling;
  if (config.number("qnoise_factor", 1) !== 1) {
    throw new Refusal(`its quantiser ${name} is switched on in part`);
  }
  switch (name) {
    case "quantized_bits":
      return quantizedBits(spelling);
    case "quantized_relu":
      return quantizedRelu(spelling);
    case "quantized_tanh":
      return bounded(spelling, {
        type: typeOf(config, { integer: 1, signed: true }),
        // Its approximation is linear between the bounds of the type.
        function: flag(config, "use_real_tanh") ? { kind: "tanh" } : null,
      });
    case "quantized_sigmoid": {
      if (flag(config, "symmetric")) throw new Refusal(`a symmetric ${name} is not supported`);
      const hard = { kind: "hard_sigmoid", slope: 0.5, offset: 0.5 } as const;
      return bounded(spelling, {
        type: typeOf(config, { integer: 0, signed: false }),
        function: flag(config, "use_real_sigmoid") ? { kind: "sigmoid" } : hard,
      });
    }
    case "quantized_po2":
    // Its parameters are scales and variances, which are not negative: a slope would change nothing.
    case "quantized_relu_po2":
      return parametersOnly(name, numberwise(powerQuantiser(config, { signed: name === "quantized_po2" })));
    case "binary":
      return binary(spelling);
    case "ternary":
      return ternary(spelling);
    default:
      throw new Refusal(`its quantiser ${name} is not supported${REASONS.get(name) ?? ""}`);
  }
}

/** A quantiser where a configuration names an activation; null if it names something else. */
export function readQuantisedActivation(value: unknown): Quantiser | null {
  const name = isObject(value) ? value.class_name : value;
  const isQuantiser = typeof name === "string" && isQuantiserName(name);
  return isQuantiser ? readQuantiser(value) : null;
}

function quantizedBits({ name, config }: QuantiserSpelling): Quantiser {
  const bits = bitsOf(config);
  const integer = config.number("integer", 0);
  const signed = flag(config, "keep_negative", true);
  const alpha = config.any("alpha");
  if (alpha === "auto_po2") {
    const most = 2 ** (bits - 1) - 1;
    if (most < 1 || !signed) throw new Refusal(`${name} of ${bits} bits with a scale is not supported`);
    const unit = 2 ** integer;
    return parametersOnly(name, ({ shape, data }) => ({
      shape,
      data: scaledCodes({ shape, data }, { most, unit }),
    }));
  }
  if (alpha !== null && alpha !== 1) {
    throw new Refusal(
      `its quantiser ${name} has alpha ${JSON.stringify(alpha)}, supported are 1 and "auto_po2"`,
    );
  }
  if (signed && bits === 1) return parametersOnly(name, numberwise((x) => x < 0 ? -1 : 1), SIGNS);
  return bounded({ name, config }, {
    type: typeOf(config, { integer: integer + (signed ? 1 : 0), signed }),
    function: null,
  });
}

/** Numbers of one bit and a sign. */
const SIGNS: FixedType = { width: 2, integer: 2, signed: true, quantization: "AP_TRN", overflow: "AP_WRAP" };
/** A bit. */
const BIT: FixedType = { width: 1, integer: 1, signed: false, quantization: "AP_TRN", overflow: "AP_WRAP" };
/** −1 below 0, else 0: rounded down and saturated. */
const SIGN: FixedType = { width: 1, integer: 1, signed: true, quantization: "AP_TRN", overflow: "AP_SAT" };

/** `binary`: −1 below 0 and 1 from there on, or 0 and 1. */
function binary({ name, config }: QuantiserSpelling): Quantiser {
  const below = flag(config, "use_01") ? 0 : -1;
  if (hasScale({ name, config })) {
    return parametersOnly(name, (tensor) => ({ shape: tensor.shape, data: scaledBinary(tensor, below) }));
  }
  return {
    name,
    type: below === 0 ? BIT : SIGNS,
    apply: numberwise((x) => x < 0 ? below : 1),
    activate(signal, { builder, name: layer }) {
      const sign = builder.emit({ kind: "quantize", type: SIGN }, signal, { name: `${layer}_sign` });
      const channels = sign.shape[sign.axes[sign.axes.length - 1]];
      builder.reserve(2 * channels);
      const scale = new Float64Array(channels).fill(1 - below);
      const shift = new Float64Array(channels).fill(1);
      return builder.emit({ kind: "batch_norm", scale, shift }, sign, { name: layer });
    },
  };
}

/** `ternary`: the sign of what is at least as large as a threshold, else 0. */
function ternary({ name, config }: QuantiserSpelling): Quantiser {
  if (hasScale({ name, config })) {
    if (config.number("number_of_unrolls", 5) !== 5) {
      throw new Refusal(`${name} of other unrolls is not supported`);
    }
    return parametersOnly(name, (tensor) => ({ shape: tensor.shape, data: scaledTernary(tensor) }));
  }
  const threshold = Math.fround(config.number("threshold", 0.33));
  return parametersOnly(name, numberwise((x) => Math.abs(x) >= threshold ? Math.sign(x) : 0), SIGNS);
}

/** Whether a scale is found for the numbers; QKeras writes so for weights of which nobody has said. */
function hasScale({ name, config }: QuantiserSpelling): boolean {
  const alpha = config.any("alpha");
  if (alpha === "auto_po2") return true;
  if (alpha === null || alpha === 1) return false;
  throw new Refusal(
    `its quantiser ${name} has alpha ${JSON.stringify(alpha)}, supported are 1 and "auto_po2"`,
  );
}

/** Why quantisers that are met are not supported. */
const REASONS: ReadonlyMap<string, string> = new Map([
  ["bernoulli", ": it is random at inference too"],
  ["quantized_hswish", "; the nearest that is: quantized_bits behind a hard swish"],
  ["quantized_ulaw", ": its steps differ, which no fixed-point type has"],
  ["stochastic_binary", "; save the model with binary, which it is at inference"],
  ["stochastic_ternary", "; save the model with ternary, which it is at inference"],
]);

function quantizedRelu(spelling: QuantiserSpelling): Quantiser {
  const { name, config } = spelling;
  if (config.number("negative_slope", 0) !== 0 || flag(config, "use_sigmoid")) {
    throw new Refusal(`${name} with a slope or a sigmoid is not supported`);
  }
  const bound = flag(config, "is_quantized_clip", true) ? null : config.optionalNumber("relu_upper_bound");
  if (bound !== null && bound !== 0) throw new Refusal(`${name} with a bound of its own is not supported`);
  return bounded(spelling, {
    type: typeOf(config, { integer: config.number("integer", 0), signed: false }),
    function: null,
  });
}

/** A function and a cast that saturates: QKeras rounds to nearest, of two to the even one. */
function bounded(
  { name }: QuantiserSpelling,
  facts: { readonly type: FixedType; readonly function: LayerSpec | null },
): Quantiser {
  const { type } = facts;
  return {
    name,
    type,
    apply: numberwise((x) => realOf(castReal(x, type), type)),
    activate(signal, { builder, name: layer }) {
      const source = facts.function === null
        ? signal
        : builder.emit(facts.function, signal, { name: `${layer}_${facts.function.kind}` });
      return builder.emit({ kind: "quantize", type }, source, { name: layer });
    },
  };
}

function parametersOnly(
  name: string,
  apply: (tensor: RealTensor) => RealTensor,
  type: FixedType | null = null,
): Quantiser {
  return {
    name,
    type,
    apply,
    activate: () => {
      throw new Refusal(`its quantiser ${name} is supported for parameters only as it is set`);
    },
  };
}

function numberwise(round: (x: number) => number): (tensor: RealTensor) => RealTensor {
  return ({ shape, data }) => ({ shape, data: data.map(round) });
}

function typeOf(
  config: KerasConfig,
  { integer, signed }: { readonly integer: number; readonly signed: boolean },
): FixedType {
  if (!Number.isSafeInteger(integer)) throw new Refusal(`its quantiser has ${integer} integer bits`);
  const overflow = signed && flag(config, "symmetric") ? "AP_SAT_SYM" : "AP_SAT";
  return { width: bitsOf(config), integer, signed, quantization: "AP_RND_CONV", overflow };
}

function bitsOf(config: KerasConfig): number {
  const bits = config.number("bits", 8);
  if (Number.isSafeInteger(bits) && bits >= 1 && bits <= MAX_BITS) return bits;
  throw new Refusal(`its quantiser has ${bits} bits, supported are 1 to ${MAX_BITS}`);
}

/** A yes or no, which QKeras spells as a number too. */
function flag(config: KerasConfig, key: string, fallback = false): boolean {
  const value = config.any(key);
  return value === null ? fallback : value !== false && value !== 0;
}
