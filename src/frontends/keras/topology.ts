import { Refusal } from "../import/refusal.ts";
import { callOf, type KerasCall, parseCalls, reference, type TensorRef } from "./call.ts";
import { isObject, KerasConfig, wrong } from "./config.ts";

/** A layer or nested model as a configuration describes it. */
export interface KerasEntry {
  readonly name: string;
  readonly className: string;
  /** Python module of the class, where the file names it; else empty. */
  readonly module: string;
  /** What the class is registered as if it is none of Keras's own; else null. */
  readonly registered: string | null;
  readonly config: KerasConfig;
  /** The parsed configuration itself, for nested models. */
  readonly raw: unknown;
  /** Shape of its input with the sample axis in front, where the file has kept it. */
  readonly builtFor: unknown;
  readonly calls: readonly KerasCall[];
}

/** A model as a configuration describes it: the layers of a Sequential model are called one after the other. */
export interface KerasGraph {
  readonly name: string;
  readonly layers: readonly KerasEntry[];
  readonly inputs: readonly TensorRef[];
  readonly outputs: readonly TensorRef[];
}

/** Classes that are models of layers. */
const MODELS: readonly string[] = ["Functional", "Model", "Sequential"];

/** Whether a layer's class is a model of layers of its own. */
export function isModel({ className, raw }: Pick<KerasEntry, "className" | "raw">): boolean {
  return MODELS.includes(className) && (Array.isArray(raw) || isObject(raw) && Object.hasOwn(raw, "layers"));
}

/** One layer of a configuration, `{class_name, config, …}`. */
export function parseEntry(value: unknown): KerasEntry {
  if (!isObject(value)) throw wrong("layer", value, "an object with class_name and config");
  const entry = new KerasConfig(value);
  const className = entry.text("class_name", "");
  const raw = Object.hasOwn(value, "config") ? value.config : {};
  const config = new KerasConfig(raw);
  // What .h5 files call a class is the name that it is registered under.
  const registered = entry.text("registered_name", className);
  // Keras's own classes bear no name of registration, or their own.
  const custom = registered.includes(">") && !registered.startsWith("Keras>");
  return {
    name: entry.text("name", config.text("name", snake(className))),
    className,
    module: entry.text("module", ""),
    registered: custom ? registered : null,
    config,
    raw,
    builtFor: entry.object("build_config").any("input_shape"),
    calls: parseCalls(entry.any("inbound_nodes")),
  };
}

/**
 * The graph of a model.
 * @throws {Refusal} naming the first thing of its structure that is not what Keras writes.
 */
export function parseGraph(model: KerasEntry): KerasGraph {
  return model.className === "Sequential" ? parseSequential(model) : parseFunctional(model);
}

function parseFunctional({ name, config }: KerasEntry): KerasGraph {
  const layers = config.list("layers").map(parseEntry);
  return {
    name,
    layers,
    inputs: references(config.any("input_layers")),
    outputs: references(config.any("output_layers")),
  };
}

/** A chain of layers; the input layer that some versions leave out is put in front. */
function parseSequential({ name, config, raw, builtFor }: KerasEntry): KerasGraph {
  const given = Array.isArray(raw) ? raw : config.list("layers");
  const entries = given.map(parseEntry);
  if (entries.length === 0) throw new Refusal("it has no layers");
  const [first] = entries;
  const chain = first.className === "InputLayer" ? entries : [{
    name: `${first.name}_input`,
    className: "InputLayer",
    module: "",
    registered: null,
    config: new KerasConfig({
      batch_shape: first.config.any("batch_input_shape", "batch_shape") ?? builtFor ?? first.builtFor,
    }),
    raw: {},
    builtFor: null,
    calls: [],
  }, ...entries];
  const result = (layer: KerasEntry): TensorRef => ({ layer: layer.name, node: 0, tensor: 0 });
  return {
    name,
    layers: chain.map((layer, i) => ({
      ...layer,
      calls: i === 0 ? [] : [callOf(result(chain[i - 1]))],
    })),
    inputs: [result(chain[0])],
    outputs: [result(chain[chain.length - 1])],
  };
}

/** `[layer, node, tensor]`: one, a list of them, or named ones, which Keras takes in the order of the names. */
function references(value: unknown): readonly TensorRef[] {
  if (isObject(value)) return Object.keys(value).toSorted().map((key) => reference(value[key]));
  if (!Array.isArray(value)) throw wrong("input_layers or output_layers", value, "lists");
  return value.length > 0 && typeof value[0] === "string" ? [reference(value)] : value.map(reference);
}

function snake(className: string): string {
  return className === "" ? "layer" : className.toLowerCase();
}

/** A call with the tensors that it reads, in an order in which each is made before. */
export interface OrderedCall {
  readonly entry: KerasEntry;
  /** Which of the layer's calls. */
  readonly index: number;
  readonly sources: readonly Source[];
}

/** A tensor by the call that makes it, counted from 0. */
export interface Source {
  readonly layer: string;
  readonly call: number;
  readonly tensor: number;
}

/** The calls of a graph in order, and its outputs. */
export interface OrderedGraph {
  readonly calls: readonly OrderedCall[];
  readonly outputs: readonly Source[];
}

/**
 * Puts the calls of a graph in an order in which each finds its tensors made.
 * @throws {Refusal} if two layers have one name, a tensor is read that nobody makes, or calls lead in a circle.
 */
export function orderCalls({ layers, outputs }: KerasGraph): OrderedGraph {
  const entries = new Map<string, KerasEntry>();
  for (const entry of layers) {
    if (entries.has(entry.name)) throw new Refusal(`two of its layers are called "${entry.name}"`);
    entries.set(entry.name, entry);
  }
  const resolve = resolver(entries, outputs);
  const waiting = layers.flatMap((entry) =>
    entry.calls.map((call, index) => ({ entry, index, sources: call.tensors.map(resolve), open: 0 }))
  );
  const readers = new Map<string, typeof waiting>();
  for (const call of waiting) {
    for (const { layer, call: made } of call.sources) {
      if (entries.get(layer)?.calls.length === 0) continue;
      call.open++;
      const key = `${made} ${layer}`;
      const list = readers.get(key);
      if (list === undefined) readers.set(key, [call]);
      else list.push(call);
    }
  }
  const ordered = waiting.filter(({ open }) => open === 0);
  for (const { entry, index } of ordered) {
    for (const reader of readers.get(`${index} ${entry.name}`) ?? []) {
      if (--reader.open === 0) ordered.push(reader);
    }
  }
  const stuck = waiting.find(({ open }) => open > 0);
  if (stuck !== undefined) throw new Refusal(`layer "${stuck.entry.name}" reads what it makes itself`);
  return { calls: ordered, outputs: outputs.map(resolve) };
}

/**
 * Finds the call that a reference means. A nested model may have been called once when it was made, a call that is
 * not in the file but counted all the same.
 */
function resolver(
  entries: ReadonlyMap<string, KerasEntry>,
  outputs: readonly TensorRef[],
): (ref: TensorRef) => Source {
  const highest = new Map<string, number>();
  const calls = [...entries.values()].flatMap((entry) => entry.calls);
  for (const { layer, node } of [...calls.flatMap(({ tensors }) => tensors), ...outputs]) {
    highest.set(layer, Math.max(highest.get(layer) ?? 0, node));
  }
  return ({ layer, node, tensor }) => {
    const count = entries.get(layer)?.calls.length;
    if (count === undefined) throw new Refusal(`layer "${layer}" is read but not there`);
    if (count === 0) return { layer, call: 0, tensor };
    const call = (highest.get(layer) ?? 0) >= count ? node - 1 : node;
    if (call < 0 || call >= count) {
      throw new Refusal(`call ${node} of layer "${layer}" is read but not there`);
    }
    return { layer, call, tensor };
  };
}
