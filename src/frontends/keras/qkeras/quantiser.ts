import { castReal, type FixedType, realOf } from "../../../fixed/mod.ts";
import type { RealTensor } from "../../../tensor/mod.ts";
import type { LayerSpec } from "../../import/builder.ts";
import { Refusal } from "../../import/refusal.ts";
import { isObject, type KerasConfig } from "../config.ts";
import type { Activate } from "../layers/activation.ts";
import { powerQuantiser, scaledCodes } from "./powers.ts";
import { isQuantiserName, parseQuantiser, type QuantiserSpelling } from "./spelling.ts";

/** What training has rounded numbers to. */
export interface Quantiser {
  readonly name: string;
  /** The type whose cast it is, for all numbers alike; null where scales or powers of two are found number by number. */
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
    default:
      throw new Refusal(`its quantiser ${name} is not supported`);
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
  if (signed && bits === 1) return parametersOnly(name, numberwise((x) => x < 0 ? -1 : 1));
  return bounded({ name, config }, {
    type: typeOf(config, { integer: integer + (signed ? 1 : 0), signed }),
    function: null,
  });
}

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

function parametersOnly(name: string, apply: (tensor: RealTensor) => RealTensor): Quantiser {
  return {
    name,
    type: null,
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
