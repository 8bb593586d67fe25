import { Refusal } from "../import/refusal.ts";
import { isObject, KerasConfig, wrong } from "./config.ts";

/** One of the tensors that a layer made in one of its calls. */
export interface TensorRef {
  /** Name of the layer. */
  readonly layer: string;
  /** Which of its calls, as the configuration counts them. */
  readonly node: number;
  /** Which of that call's results. */
  readonly tensor: number;
}

/** A place where a layer is applied to tensors. */
export interface KerasCall {
  /** In the order of the arguments. */
  readonly tensors: readonly TensorRef[];
  /** Names, or places, of further arguments that are neither absent nor of training. */
  readonly others: readonly string[];
}

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

/** Arguments of calls that mean nothing at inference. */
const TRAINING_ARGUMENTS: readonly string[] = ["training", "mask", "name"];

/** Levels that the arguments of a call may be nested. */
const MAX_NESTING = 16;

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
  const registered = entry.text("registered_name", "");
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
      calls: i === 0 ? [] : [{ tensors: [result(chain[i - 1])], others: [] }],
    })),
    inputs: [result(chain[0])],
    outputs: [result(chain[chain.length - 1])],
  };
}

/** The calls of a layer: a list of arguments each, or `{args, kwargs}` since Keras 3. */
function parseCalls(value: unknown): readonly KerasCall[] {
  if (value === null) return [];
  if (!Array.isArray(value)) throw wrong("inbound_nodes", value, "a list");
  return value.map((call) => isObject(call) ? parseNewCall(call) : parseOldCall(call));
}

function parseNewCall(value: Readonly<Record<string, unknown>>): KerasCall {
  const call = new KerasConfig(value);
  const found = new Arguments();
  call.list("args").forEach((argument, i) => found.collect(argument, `argument ${i + 1}`));
  const named = call.any("kwargs");
  for (const [name, argument] of Object.entries(isObject(named) ? named : {})) found.collect(argument, name);
  return found;
}

/** `[[layer, node, tensor, {further}], …]`, or one of these alone. */
function parseOldCall(value: unknown): KerasCall {
  if (!Array.isArray(value)) throw wrong("inbound_nodes", value, "lists");
  const found = new Arguments();
  const references = value.length > 0 && typeof value[0] === "string" ? [value] : value;
  for (const argument of references) {
    if (!Array.isArray(argument)) throw wrong("inbound_nodes", value, "lists");
    found.tensors.push(reference(argument));
    for (const [name, further] of Object.entries(isObject(argument[3]) ? argument[3] : {})) {
      const tensor = Array.isArray(further) && typeof further[0] === "string" && further.length >= 3;
      if (tensor) found.tensors.push(reference(further));
      else found.collect(further, name);
    }
  }
  return found;
}

/** The arguments of a call so far. */
class Arguments implements KerasCall {
  readonly tensors: TensorRef[] = [];
  readonly others: string[] = [];

  collect(argument: unknown, name: string, depth = 0): void {
    if (depth > MAX_NESTING) throw new Refusal(`its arguments are nested over ${MAX_NESTING} deep`);
    if (argument === null || TRAINING_ARGUMENTS.includes(name)) return;
    if (Array.isArray(argument)) {
      argument.forEach((part) => this.collect(part, name, depth + 1));
    } else if (isObject(argument) && argument.class_name === "__keras_tensor__") {
      this.tensors.push(reference(new KerasConfig(argument.config).list("keras_history")));
    } else if (isObject(argument) && !Object.hasOwn(argument, "class_name")) {
      Object.values(argument).forEach((part) => this.collect(part, name, depth + 1));
    } else this.others.push(name);
  }
}

/** `[layer, node, tensor]`: one, a list of them, or named ones, which Keras takes in the order of the names. */
function references(value: unknown): readonly TensorRef[] {
  if (isObject(value)) return Object.keys(value).toSorted().map((key) => reference(value[key]));
  if (!Array.isArray(value)) throw wrong("input_layers or output_layers", value, "lists");
  return value.length > 0 && typeof value[0] === "string" ? [reference(value)] : value.map(reference);
}

function reference(value: unknown): TensorRef {
  if (Array.isArray(value)) {
    const [layer, node, tensor] = value;
    if (typeof layer === "string" && Number.isSafeInteger(node) && Number.isSafeInteger(tensor)) {
      return { layer, node, tensor };
    }
  }
  throw wrong("reference to a tensor", value, "the name of a layer and two numbers");
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
