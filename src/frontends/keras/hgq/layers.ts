import type { RealTensor } from "../../../tensor/mod.ts";
import type { Signal } from "../../import/signal.ts";
import type { KerasConfig } from "../config.ts";
import { dense } from "../layers/affine.ts";
import { conv } from "../layers/convolution.ts";
import { type Emission, type KerasLayer, type KerasOperator, only } from "../layers/layer.ts";
import { elementTypes, quantiserVariables, roundParameters, sharedType } from "./quantiser.ts";

/** Names of a layer's quantisers: of its input, kernel, bias and output. */
type Role = "iq" | "kq" | "bq" | "oq";

/** A layer of HGQ: quantisers of input and output around one whose kernel and bias are rounded. */
function quantised(base: KerasOperator): KerasOperator {
  return {
    kinds: [...base.kinds, "quantize"],
    limits: "kif and kbi quantisers, of computed numbers one type for all elements",
    read(layer) {
      const { config } = layer;
      const input = config.boolean("enable_iq", true) ? activationQuantiser(layer, "iq") : null;
      const output = config.boolean("enable_oq", false) ? activationQuantiser(layer, "oq") : null;
      const emit = base.read({ ...layer, variables: () => parameters(layer) });
      return (inputs, emission) => {
        const result = emit([input?.(only(inputs), emission) ?? only(inputs)], emission);
        return output?.(result, emission) ?? result;
      };
    },
  };
}

function confOf({ config }: KerasLayer, role: Role): KerasConfig {
  return config.object(`${role}_conf`).object("config");
}

function typesOf(layer: KerasLayer, role: Role) {
  const config = confOf(layer, role);
  return elementTypes(config, layer.attribute([role, "quantizer"], quantiserVariables(config)));
}

function activationQuantiser(layer: KerasLayer, role: Role): (signal: Signal, emission: Emission) => Signal {
  const type = sharedType(typesOf(layer, role));
  return (signal, { builder, name }) =>
    builder.emit({ kind: "quantize", type }, signal, { name: `${name}_${role}` });
}

/** Kernel and bias; behind them HGQ keeps what it measures in training. */
function parameters(layer: KerasLayer): readonly RealTensor[] {
  const roles: readonly Role[] = ["kq", "bq"];
  const count = layer.config.boolean("use_bias", true) ? 2 : 1;
  return layer.variables().slice(0, count).map((variable, i) => {
    const config = confOf(layer, roles[i]);
    // HGQ takes weights that would wrap to fit, except where their width is trained and they are not rounded half up.
    const isFree = config.text("overflow_mode", "").toUpperCase() === "WRAP" &&
      config.boolean("is_weight", false) &&
      (config.text("q_type", "") === "kif" || /^(S_)?RND$/i.test(config.text("round_mode", "")));
    return roundParameters(variable, typesOf(layer, roles[i]), { wraps: !isFree });
  });
}

/** HGQ's layer classes by the names that they are registered under. */
export const HGQ_CLASSES: readonly (readonly [string, KerasOperator])[] = [
  ["hgq>QConv1D", quantised(conv(1))],
  ["hgq>QConv2D", quantised(conv(2))],
  ["hgq>QDense", quantised(dense)],
];
