import { Refusal } from "../../import/refusal.ts";
import { isObject, KerasConfig } from "../config.ts";

/** A quantiser as a configuration has it: its class and its parameters. */
export interface QuantiserSpelling {
  readonly name: string;
  readonly config: KerasConfig;
}

/** Parameters by their places, for quantisers that are spelled as calls. */
const PARAMETERS: ReadonlyMap<string, readonly string[]> = new Map([
  [
    "quantized_bits",
    ["bits", "integer", "symmetric", "keep_negative", "alpha", "use_stochastic_rounding"],
  ],
  [
    "quantized_relu",
    [
      "bits",
      "integer",
      "use_sigmoid",
      "negative_slope",
      "use_stochastic_rounding",
      "relu_upper_bound",
      "is_quantized_clip",
    ],
  ],
  ["binary", ["use_01", "alpha", "use_stochastic_rounding"]],
  ["ternary", ["alpha", "threshold", "use_stochastic_rounding", "number_of_unrolls"]],
  ["quantized_tanh", ["bits", "use_stochastic_rounding", "symmetric", "use_real_tanh"]],
  ["quantized_sigmoid", ["bits", "symmetric", "use_real_sigmoid", "use_stochastic_rounding"]],
  ["quantized_po2", ["bits", "max_value", "use_stochastic_rounding", "quadratic_approximation"]],
  [
    "quantized_relu_po2",
    ["bits", "max_value", "negative_slope", "use_stochastic_rounding", "quadratic_approximation"],
  ],
]);

/** Words of Python that stand for values. */
const WORDS: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ["True", true],
  ["False", false],
  ["None", null],
]);

/** Whether a name is that of one of QKeras's quantisers, known or not. */
export function isQuantiserName(name: string): boolean {
  return /^(quantized_|binary|ternary|bernoulli|stochastic_)/.test(withoutPackage(name));
}

/** A name without the package that it is registered under. */
export function withoutPackage(name: string): string {
  return name.replace(/^(qkeras|Custom)>/, "");
}

/**
 * A quantiser, spelled as an object or as Python would call it, `quantized_bits(4,0,alpha=1)`; null for none.
 * @throws {Refusal} if it is neither.
 */
export function parseQuantiser(value: unknown): QuantiserSpelling | null {
  if (value === null) return null;
  if (isObject(value)) {
    const entry = new KerasConfig(value);
    return { name: withoutPackage(entry.text("class_name", "")), config: entry.object("config") };
  }
  const call = typeof value === "string"
    ? /^(\w+)\s*(?:\(([^()]*)\))?$/.exec(withoutPackage(value.trim()))
    : null;
  if (call === null) throw new Refusal(`its quantiser ${JSON.stringify(value)} is not understood`);
  const [, name, list = ""] = call;
  const places = PARAMETERS.get(name);
  // Nobody reads the parameters of a quantiser that is not known.
  if (places === undefined) return { name, config: new KerasConfig({}) };
  const entries = list.split(",").filter((part) => part.trim() !== "").map((part, i) => {
    const [named] = /^\s*\w+\s*=/.exec(part) ?? [];
    const key = named === undefined ? places[i] : named.slice(0, -1).trim();
    if (key === undefined) throw new Refusal(`its quantiser "${value}" is not understood`);
    return [key, literal(part.slice(named?.length ?? 0).trim(), name)] as const;
  });
  return { name, config: new KerasConfig(Object.fromEntries(entries)) };
}

function literal(text: string, name: string): unknown {
  if (WORDS.has(text)) return WORDS.get(text);
  const quoted = /^(["'])(\w*)\1$/.exec(text);
  if (quoted !== null) return quoted[2];
  const number = Number(text);
  if (text !== "" && Number.isFinite(number)) return number;
  throw new Refusal(`a parameter of its quantiser ${name} is "${text}", which is not understood`);
}
