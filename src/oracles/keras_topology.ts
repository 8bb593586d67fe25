import { z } from "npm:zod@4.6.7";

type Json = Readonly<Record<string, unknown>>;

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
  ["Dropout", ["rate"]],
  ["SpatialDropout1D", ["rate"]],
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
  const shared = ["kernel_size", "strides", "padding", "data_format", "dilation_rate", "activation", "use_bias"];
  return [...own, ...shared, "groups", "output_padding"];
}

function pooled(): readonly string[] {
  return ["pool_size", "strides", "padding", "data_format"];
}

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

/** Thrown where TensorFlow.js has no such thing, or computes it otherwise. */
class Unknown extends Error {}

/**
 * A Keras network as TensorFlow.js reads it.
 *
 * @param config `{class_name, config}` of the outermost model, of Keras 2 or 3.
 * @returns Null where TensorFlow.js lacks a layer of it or an option of one, or would compute it otherwise.
 */
export function tfjsTopology(config: unknown): Json | null {
  try {
    return convertedLayer(config, 0);
  } catch (error) {
    if (error instanceof Unknown || error instanceof z.ZodError) return null;
    throw error;
  }
}

function convertedLayer(json: unknown, depth: number): Json {
  if (depth > 16) throw new Unknown();
  const layer = layerSchema.parse(json);
  const calls = layer.inbound_nodes === undefined
    ? {}
    : { inbound_nodes: layer.inbound_nodes.map(convertedCall) };
  const named = layer.name === undefined ? {} : { name: layer.name };
  const { class_name } = layer;
  const config = ["Sequential", "Functional", "Model"].includes(class_name)
    ? convertedModel(layer.config, depth)
    : convertedConfig(class_name, layer.config);
  return { class_name, ...named, config, ...calls };
}

function convertedModel(config: Json, depth: number): Json {
  const layers = z.array(z.unknown()).parse(config.layers).map((layer) => convertedLayer(layer, depth + 1));
  const ends = (value: unknown) => value === undefined ? undefined : endsSchema.parse(value);
  return {
    name: config.name,
    layers,
    input_layers: ends(config.input_layers),
    output_layers: ends(config.output_layers),
  };
}

/** Keras 3 writes the only input or output without a list around it. */
const endsSchema = z.union([reference.transform((only) => [only]), z.array(reference)]);

function convertedCall(call: unknown): readonly unknown[] {
  const legacy = legacyCallSchema.safeParse(call);
  if (legacy.success) return legacy.data.map(([name, node, index]) => [name, node, index, {}]);
  const { args } = callSchema.parse(call);
  return args.flat().map(({ config }) => [...config.keras_history, {}]);
}

function convertedConfig(className: string, config: Json): Json {
  const fields = CLASSES.get(className);
  if (fields === undefined) throw new Unknown();
  const kept = Object.fromEntries(
    fields.flatMap((field) => config[field] === undefined ? [] : [[field, config[field]]]),
  );
  checkOptions(className, kept);
  const { negative_slope, output_padding: _, groups: __, keepdims: ___, ...rest } = kept;
  const slope = className === "LeakyReLU" && negative_slope !== undefined ? { alpha: negative_slope } : {};
  // A list of one axis is what Keras writes for an axis.
  const axis = Array.isArray(rest.axis) && rest.axis.length === 1 ? { axis: rest.axis[0] } : {};
  const activation = rest.activation === "silu" ? { activation: "swish" } : {};
  const shape = config.batch_input_shape ?? config.batch_shape;
  const input = shape === undefined ? {} : { batch_input_shape: shape };
  return { name: config.name, ...rest, ...slope, ...axis, ...activation, ...input };
}

/** @throws {Unknown} for options that TensorFlow.js takes no notice of, or takes otherwise. */
function checkOptions(className: string, config: Json): void {
  const isOneOf = (field: string, ...values: readonly unknown[]) => {
    if (config[field] !== undefined && !values.includes(config[field])) throw new Unknown();
  };
  isOneOf("activation", ...ACTIVATIONS);
  isOneOf("padding", ...(className === "ZeroPadding2D" ? [config.padding] : ["same", "valid"]));
  isOneOf("groups", 1);
  isOneOf("output_padding", null);
  isOneOf("keepdims", false);
  isOneOf("interpolation", "nearest");
  if (className === "ReLU") {
    isOneOf("negative_slope", 0, null);
    isOneOf("threshold", 0, null);
  }
  if (className === "ELU") isOneOf("alpha", 1);
  if (className === "Conv2DTranspose") {
    const dilation = [config.dilation_rate ?? 1].flat();
    if (dilation.some((rate) => rate !== 1)) throw new Unknown();
  }
}
