import { z } from "npm:zod@4.6.7";
import type { KerasGeneration } from "../../frontends/keras/archives/archive.ts";
import { OracleRefusal } from "../refusal.ts";

type Json = Readonly<Record<string, unknown>>;

/** A layer, or a model of layers, as TensorFlow.js reads it. */
export interface TfjsLayer {
  readonly class_name: string;
  readonly config: Json & {
    readonly name: string;
    /** Of a model. */
    readonly layers?: readonly TfjsLayer[];
  };
}

/** The classes that TensorFlow.js computes as Keras does, and the fields of their configurations that it reads. */
const CLASSES: ReadonlyMap<string, readonly string[]> = new Map([
  ["InputLayer", []],
  ["Dense", ["units", "activation", "use_bias"]],
  ["Conv1D", windowed("filters")],
  ["Conv2D", windowed("filters")],
  ["Conv2DTranspose", windowed("filters")],
  ["DepthwiseConv2D", windowed("depth_multiplier")],
  ["SeparableConv2D", windowed("filters", "depth_multiplier")],
  ["BatchNormalization", ["axis", "epsilon", "center", "scale", "momentum"]],
  ["Activation", ["activation"]],
  ["ReLU", ["max_value", "negative_slope", "threshold"]],
  ["LeakyReLU", ["alpha", "negative_slope"]],
  ["PReLU", ["shared_axes"]],
  ["ELU", ["alpha"]],
  ["ThresholdedReLU", ["theta"]],
  ["Softmax", ["axis"]],
  ["Flatten", ["data_format"]],
  ["Reshape", ["target_shape"]],
  ["Permute", ["dims"]],
  ["Add", []],
  ["Multiply", []],
  ["Average", []],
  ["Maximum", []],
  ["Minimum", []],
  ["Concatenate", ["axis"]],
  ["MaxPooling1D", pooled()],
  ["MaxPooling2D", pooled()],
  ["AveragePooling1D", pooled()],
  ["AveragePooling2D", pooled()],
  ["GlobalAveragePooling1D", ["keepdims"]],
  ["GlobalMaxPooling1D", ["keepdims"]],
  ["GlobalAveragePooling2D", ["data_format", "keepdims"]],
  ["GlobalMaxPooling2D", ["data_format", "keepdims"]],
  ["UpSampling2D", ["size", "data_format", "interpolation"]],
  ["ZeroPadding2D", ["padding", "data_format"]],
  ["Cropping2D", ["cropping", "data_format"]],
]);

function windowed(...own: readonly string[]): readonly string[] {
  const shared = [
    "kernel_size",
    "strides",
    "padding",
    "data_format",
    "dilation_rate",
    "activation",
    "use_bias",
  ];
  return [...own, ...shared, "groups", "output_padding"];
}

function pooled(): readonly string[] {
  return ["pool_size", "strides", "padding", "data_format"];
}

/** Classes that do nothing at inference; a dropout of nothing stands for them. */
const PASSED_ON: readonly string[] = [
  "ActivityRegularization",
  "AlphaDropout",
  "Dropout",
  "GaussianDropout",
  "GaussianNoise",
  "Identity",
  "SpatialDropout1D",
  "SpatialDropout2D",
];

/** Activations that are the same in every version of Keras and in TensorFlow.js. */
const ACTIVATIONS: readonly string[] = [
  "linear",
  "relu",
  "relu6",
  "elu",
  "selu",
  "sigmoid",
  "tanh",
  "softplus",
  "softsign",
  "softmax",
  "swish",
  "silu",
];

const layerSchema = z.object({
  class_name: z.string(),
  name: z.string().optional(),
  config: z.record(z.string(), z.unknown()),
  inbound_nodes: z.array(z.unknown()).optional(),
});

const reference = z.tuple([z.string(), z.int(), z.int()]);
const tensor = z.object({
  class_name: z.literal("__keras_tensor__"),
  config: z.object({ keras_history: reference }),
});
/** A call of a layer in Keras 3: on tensors or one list of them, with nothing else to say. */
const callSchema = z.object({
  args: z.union([z.array(tensor), z.tuple([z.array(tensor)])]),
  kwargs: z.record(z.string(), z.null().or(z.literal(false))),
});
/** A call in Keras 2: tensors, each with what else was said. */
const legacyCallSchema = z.array(z.tuple([z.string(), z.int(), z.int(), z.object({}).strict().optional()]));

/** Classes of models, which may be layers of other models. */
const MODELS: readonly string[] = ["Sequential", "Functional", "Model"];

/** What is the same wherever a network is converted: its names, and how the calls of its layers are counted. */
interface Counting {
  readonly generation: KerasGeneration;
  readonly names: LayerNames;
  /** Names of its layers that are models themselves. */
  readonly models: ReadonlySet<string>;
  /** Models around it. */
  readonly depth: number;
}

type Reference = z.infer<typeof reference>;

/** A Keras network as TensorFlow.js reads it. */
export interface TfjsTopology {
  readonly root: TfjsLayer;
  readonly names: LayerNames;
}

/** Names of layers, which Keras takes as they come and TensorFlow.js puts into those of its variables. */
export class LayerNames {
  readonly #given = new Map<string, string>();
  readonly #stored = new Map<string, string>();

  /** What a layer is called in TensorFlow.js: its own name where that is allowed, else one that no layer has. */
  given(stored: string): string {
    const known = this.#given.get(stored);
    if (known !== undefined) return known;
    const plain = stored.replace(/[^\w.\-/]/g, "_").replace(/^(?![a-z0-9])/i, "layer");
    let name = plain;
    for (let count = 2; this.#stored.has(name); count++) name = `${plain}_${count}`;
    this.#given.set(stored, name);
    this.#stored.set(name, stored);
    return name;
  }

  /** What it is called in the file. */
  stored(given: string): string {
    return this.#stored.get(given) ?? given;
  }
}

/**
 * Writes a Keras network as TensorFlow.js reads it.
 *
 * @param config `{class_name, config}` of the outermost model.
 * @throws {OracleRefusal} where TensorFlow.js lacks a layer of it or an option of one, or would compute it otherwise.
 */
export function tfjsTopology(config: unknown, generation: KerasGeneration): TfjsTopology {
  const names = new LayerNames();
  return { root: convertedLayer(config, { generation, names, models: new Set(), depth: 0 }), names };
}

function convertedLayer(json: unknown, counting: Counting): TfjsLayer {
  const name = storedName.safeParse(json).data?.config.name ?? null;
  try {
    return convertedParts(json, counting);
  } catch (error) {
    if (error instanceof z.ZodError) {
      throw new OracleRefusal({ reason: "its configuration is of a form that is not known", node: name });
    }
    if (!(error instanceof OracleRefusal) || error.node !== null) throw error;
    throw new OracleRefusal({ reason: error.reason, node: name });
  }
}

const storedName = z.object({ config: z.object({ name: z.string() }) });

function convertedParts(json: unknown, counting: Counting): TfjsLayer {
  const { class_name, name, config, inbound_nodes } = layerSchema.parse(json);
  const passes = PASSED_ON.includes(class_name);
  return {
    class_name: passes ? "Dropout" : class_name,
    ...(name === undefined ? {} : { name: counting.names.given(name) }),
    config: MODELS.includes(class_name)
      ? convertedModel(config, counting)
      : passes
      ? { ...placed(config, counting), rate: 0 }
      : convertedConfig(class_name, config, counting),
    ...(inbound_nodes === undefined
      ? {}
      : { inbound_nodes: inbound_nodes.map((call) => convertedCall(call, counting)) }),
  };
}

function convertedModel(config: Json, { depth, ...rest }: Counting): TfjsLayer["config"] {
  if (depth > 16) throw new OracleRefusal({ reason: "over 16 models lie in each other" });
  const entries = z.array(layerSchema).parse(config.layers);
  const models = entries.filter(({ class_name }) => MODELS.includes(class_name)).map((entry) =>
    nameOf(entry.config)
  );
  const counting = { ...rest, models: new Set(models), depth: depth + 1 };
  const ends = ["input_layers", "output_layers"].flatMap((key) => {
    if (config[key] === undefined) return [];
    return [[key, endsSchema.parse(config[key]).map((end) => counted(end, counting))] as const];
  });
  const layers = entries.map((entry) => convertedLayer(entry, counting));
  return { name: rest.names.given(nameOf(config)), layers, ...Object.fromEntries(ends) };
}

/** Keras always writes it; TensorFlow.js would make up another one. */
function nameOf({ name }: Json): string {
  return z.string().parse(name);
}

/** Keras 3 writes the only input or output without a list around it. */
const endsSchema = z.union([reference.transform((only) => [only]), z.array(reference)]);

function convertedCall(call: unknown, counting: Counting): readonly unknown[] {
  const legacy = legacyCallSchema.safeParse(call);
  const references = legacy.success
    ? legacy.data.map(([name, node, index]): Reference => [name, node, index])
    : callSchema.parse(call).args.flat().map(({ config }) => config.keras_history);
  return references.map((each) => [...counted(each, counting), {}]);
}

/** Before Keras 3 the first call of a nested model was the one that made it. */
function counted([name, node, index]: Reference, { generation, models, names }: Counting): Reference {
  return [names.given(name), generation === 3 && models.has(name) ? node + 1 : node, index];
}

function convertedConfig(className: string, config: Json, counting: Counting): TfjsLayer["config"] {
  const fields = CLASSES.get(className);
  if (fields === undefined) {
    throw new OracleRefusal({ reason: `it has no ${className} that computes as Keras's does` });
  }
  const kept = Object.fromEntries(
    fields.flatMap((field) => config[field] === undefined ? [] : [[field, config[field]]]),
  );
  checkOptions(className, kept);
  const { negative_slope, output_padding: _, groups: __, keepdims: ___, ...rest } = kept;
  const slope = className === "LeakyReLU" && negative_slope !== undefined ? { alpha: negative_slope } : {};
  // A list of one axis is what Keras writes for an axis.
  const axis = Array.isArray(rest.axis) && rest.axis.length === 1 ? { axis: rest.axis[0] } : {};
  const activation = rest.activation === "silu" ? { activation: "swish" } : {};
  return { ...placed(config, counting), ...rest, ...slope, ...axis, ...activation };
}

/** Name, and shape of the input where a layer is the first of its model. */
function placed(config: Json, { names }: Counting): TfjsLayer["config"] {
  const shape = config.batch_input_shape ?? config.batch_shape;
  return { name: names.given(nameOf(config)), ...(shape === undefined ? {} : { batch_input_shape: shape }) };
}

/** @throws {OracleRefusal} for options that TensorFlow.js takes no notice of, or takes otherwise. */
function checkOptions(className: string, config: Json): void {
  const isOneOf = (field: string, values: readonly unknown[]) => {
    if (config[field] === undefined || values.includes(config[field])) return;
    const reason = `it does not compute ${className} with ${field} ${JSON.stringify(config[field])}`;
    throw new OracleRefusal({ reason });
  };
  isOneOf("activation", ACTIVATIONS);
  isOneOf("padding", className === "ZeroPadding2D" ? [config.padding] : ["same", "valid"]);
  isOneOf("groups", [1]);
  isOneOf("output_padding", [null]);
  isOneOf("keepdims", [false]);
  isOneOf("interpolation", ["nearest"]);
  if (className === "ReLU") {
    isOneOf("negative_slope", [0, null]);
    isOneOf("threshold", [0, null]);
  }
  if (className === "ELU") isOneOf("alpha", [1]);
  if (className === "Conv2DTranspose") {
    for (const rate of [config.dilation_rate ?? 1].flat()) {
      if (rate !== 1) throw new OracleRefusal({ reason: `it does not compute ${className} with dilation` });
    }
  }
}
