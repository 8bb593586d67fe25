import { type FunctionName, type LayerKind, SELU_ALPHA, SELU_SCALE } from "../../../layers/mod.ts";
import type { LayerSpec } from "../../import/builder.ts";
import { emitMish } from "../../import/mish.ts";
import { Refusal } from "../../import/refusal.ts";
import type { KerasGeneration } from "../archives/archive.ts";
import { isObject, KerasConfig } from "../config.ts";
import { readQuantisedActivation } from "../qkeras/quantiser.ts";
import { type Activate, type KerasOperator, only } from "./layer.ts";
import { elu, leakyRelu, relu, softmax, thresholdedRelu } from "./rectifiers.ts";

/** An activation and what its layers are named after. */
export interface Activation {
  readonly name: string;
  readonly activate: Activate;
}

/** Activations that are layers as well: as a name without a configuration, or as an object with one. */
const AS_LAYERS: ReadonlyMap<string, (config: KerasConfig) => Activate> = new Map([
  ["ReLU", relu],
  ["LeakyReLU", leakyRelu],
  ["ELU", elu],
  ["ThresholdedReLU", thresholdedRelu],
  ["Softmax", softmax],
]);

const FUNCTIONS: ReadonlyMap<string, FunctionName> = new Map<string, FunctionName>([
  ["exponential", "exp"],
  ["gelu", "gelu"],
  ["hard_silu", "hard_swish"],
  ["hard_swish", "hard_swish"],
  ["silu", "silu"],
  ["softplus", "softplus"],
  ["softsign", "softsign"],
  ["swish", "silu"],
]);

type Spec = (generation: KerasGeneration) => LayerSpec;

/** Activations by the names of `keras.activations`, each with its default parameters. */
const SPECS: ReadonlyMap<string, Spec> = new Map<string, Spec>([
  ["relu", () => ({ kind: "relu" })],
  ["relu6", () => ({ kind: "clip", min: 0, max: 6 })],
  ["leaky_relu", () => ({ kind: "leaky_relu", slope: 0.2 })],
  ["elu", () => ({ kind: "elu", alpha: 1, scale: 1 })],
  ["celu", () => ({ kind: "elu", alpha: 1, scale: 1 })],
  ["selu", () => ({ kind: "elu", alpha: SELU_ALPHA, scale: SELU_SCALE })],
  ["sigmoid", () => ({ kind: "sigmoid" })],
  ["tanh", () => ({ kind: "tanh" })],
  ["hard_tanh", () => ({ kind: "clip", min: -1, max: 1 })],
  ["hard_shrink", () => ({ kind: "shrink", threshold: 0.5, offset: 0 })],
  ["soft_shrink", () => ({ kind: "shrink", threshold: 0.5, offset: 0.5 })],
  // Keras 3 took over the slope of PyTorch and JAX.
  ["hard_sigmoid", (generation) => ({
    kind: "hard_sigmoid",
    slope: generation === 3 ? 1 / 6 : 0.2,
    offset: 0.5,
  })],
  ...[...FUNCTIONS].map(([name, applied]): [string, Spec] => [
    name,
    () => ({ kind: "function", function: applied }),
  ]),
]);

/** The kinds of layers that activations become. */
export const ACTIVATION_KINDS: readonly LayerKind[] = [
  "relu",
  "leaky_relu",
  "clip",
  "sigmoid",
  "tanh",
  "function",
  "elu",
  "hard_sigmoid",
  "shrink",
  "softmax",
  "merge",
];

/**
 * An activation as a configuration names it: a word, or an object with a class; null for the identity.
 * @throws {Refusal} if it is not supported.
 */
export function readActivation(value: unknown, generation: KerasGeneration): Activation | null {
  if (value === null) return null;
  const quantiser = readQuantisedActivation(value);
  if (quantiser !== null) return quantiser;
  if (typeof value === "string") return namedActivation(value, generation);
  if (!isObject(value)) throw new Refusal("its activation is neither a name nor an object");
  const entry = new KerasConfig(value);
  const name = entry.text("class_name", "");
  // Keras's own functions, as Keras 3 writes those that bear no class.
  if (name === "function") return readActivation(entry.any("config"), generation);
  const layer = AS_LAYERS.get(name);
  if (layer !== undefined) return { name, activate: layer(entry.object("config")) };
  if (name === "Activation") return readActivation(entry.object("config").any("activation"), generation);
  throw new Refusal(`its activation "${name}" is not supported`);
}

function namedActivation(name: string, generation: KerasGeneration): Activation | null {
  if (name === "linear") return null;
  if (name === "softmax") return { name, activate: softmax(new KerasConfig({})) };
  const spec = SPECS.get(name)?.(generation);
  if (spec !== undefined) {
    return { name, activate: (signal, emission) => emission.builder.emit(spec, signal, emission) };
  }
  if (name === "mish") return { name, activate: emitMish };
  const layer = AS_LAYERS.get(name);
  if (layer !== undefined) return { name, activate: layer(new KerasConfig({})) };
  throw new Refusal(`its activation "${name}" is not supported`);
}

/** What follows a layer that has an activation of its own; the layers bear its name and the activation's. */
export function activated(config: KerasConfig, generation: KerasGeneration): Activate {
  const activation = readActivation(config.any("activation"), generation);
  if (activation === null) return (signal) => signal;
  const { name, activate } = activation;
  return (signal, { builder, name: layer }) => {
    builder.remember(signal, { name: layer, beforeActivation: true });
    return activate(signal, { builder, name: `${layer}_${name}` });
  };
}

/** `Activation`: any activation as a layer. */
export const activation: KerasOperator = {
  kinds: ACTIVATION_KINDS,
  limits: "no activations with parameters of their own besides those that are layers",
  read({ config, generation }) {
    const found = readActivation(config.any("activation"), generation);
    return (inputs, emission) => found === null ? only(inputs) : found.activate(only(inputs), emission);
  },
};

/** A class that is an activation with parameters. */
export function activationLayer(
  read: (config: KerasConfig) => Activate,
  facts: Pick<KerasOperator, "kinds" | "limits">,
): KerasOperator {
  return {
    ...facts,
    read({ config }) {
      const activate = read(config);
      return (inputs, emission) => activate(only(inputs), emission);
    },
  };
}
