import { z } from "npm:zod@4.6.7";
import { OVERFLOW_MODES, QUANTIZATION_MODES } from "../../fixed/mod.ts";
import { COORDINATE_MODES, FUNCTION_NAMES, MERGE_OPERATIONS, POOL_FUNCTIONS } from "../../layers/mod.ts";

/** Numbers travel as base64 of little-endian float64, exact and compact. */
const numbers = z.base64().transform((text, context) => {
  const bytes = Uint8Array.fromBase64(text);
  if (bytes.length % 8 === 0) return new Float64Array(bytes.buffer);
  context.addIssue({ code: "custom", message: "is not a whole number of float64" });
  return z.NEVER;
});
const size = z.int().min(0).max(2 ** 31);
const sizes = z.array(size).max(8);
const tensor = z.strictObject({ shape: sizes, data: numbers });
const shared = { name: z.string(), inputs: z.array(z.string()).max(64) };
/** JSON has no infinities: an open end is null. */
const bound = (open: number) => z.number().nullable().transform((value) => value ?? open);

const fixedType = z.strictObject({
  width: z.int(),
  integer: z.int(),
  signed: z.boolean(),
  quantization: z.enum(QUANTIZATION_MODES),
  overflow: z.enum(OVERFLOW_MODES),
});
const types = z.strictObject({ weights: fixedType.optional(), bias: fixedType.optional() }).optional();

const inputScale = z.number().positive().optional();

const kernel = { kernel: size, stride: size, dilation: size };
const convAxis = z.strictObject({ ...kernel, padBefore: size, padAfter: size });
const convTransposeAxis = z.strictObject({
  ...kernel,
  cropBefore: size,
  cropAfter: size,
  outputPadding: size,
});
const convolution = { groups: size, weights: tensor, bias: numbers.nullable(), types };

const poolAxis = z.strictObject({ ...kernel, padBefore: size, padAfter: size });
const poolFunction = z.enum(POOL_FUNCTIONS);

/** Negative where it takes elements away. */
const border = z.int().min(-(2 ** 31)).max(2 ** 31);
const padAxis = z.strictObject({ before: border, after: border });
const sliceAxis = z.strictObject({ start: size, step: size, length: size });
const shuffle = { block: size, order: z.enum(["place", "channel"]) };

const layer = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("input"), ...shared, shape: sizes }),
  z.strictObject({ kind: z.literal("dense"), ...shared, weights: tensor, bias: numbers.nullable(), types }),
  z.strictObject({ kind: z.literal("conv"), ...shared, axes: z.array(convAxis).max(2), ...convolution }),
  z.strictObject({
    kind: z.literal("conv_transpose"),
    ...shared,
    axes: z.array(convTransposeAxis).max(2),
    ...convolution,
  }),
  z.strictObject({ kind: z.literal("batch_norm"), ...shared, scale: numbers, shift: numbers }),
  z.strictObject({ kind: z.literal("relu"), ...shared }),
  z.strictObject({ kind: z.literal("leaky_relu"), ...shared, slope: z.number() }),
  z.strictObject({ kind: z.literal("prelu"), ...shared, slopes: numbers }),
  z.strictObject({ kind: z.literal("clip"), ...shared, min: bound(-Infinity), max: bound(Infinity) }),
  z.strictObject({ kind: z.literal("sigmoid"), ...shared, inputScale }),
  z.strictObject({ kind: z.literal("tanh"), ...shared, inputScale }),
  z.strictObject({ kind: z.literal("reshape"), ...shared, shape: sizes }),
  z.strictObject({ kind: z.literal("transpose"), ...shared, permutation: sizes }),
  z.strictObject({
    kind: z.literal("pool"),
    ...shared,
    function: poolFunction,
    axes: z.array(poolAxis).max(2),
    ceilMode: z.boolean(),
    countsPadding: z.boolean(),
  }),
  z.strictObject({
    kind: z.literal("global_pool"),
    ...shared,
    function: poolFunction,
    rank: size,
    keepsAxes: z.boolean(),
  }),
  z.strictObject({ kind: z.literal("argmax"), ...shared }),
  z.strictObject({ kind: z.literal("upsample"), ...shared, factors: sizes }),
  z.strictObject({
    kind: z.literal("interpolate"),
    ...shared,
    coordinates: z.enum(COORDINATE_MODES),
    axes: z.array(z.strictObject({ output: size, scale: z.number() })).max(2),
  }),
  z.strictObject({ kind: z.literal("function"), ...shared, inputScale, function: z.enum(FUNCTION_NAMES) }),
  z.strictObject({ kind: z.literal("elu"), ...shared, alpha: z.number(), scale: z.number() }),
  z.strictObject({ kind: z.literal("hard_sigmoid"), ...shared, slope: z.number(), offset: z.number() }),
  z.strictObject({ kind: z.literal("softmax"), ...shared }),
  z.strictObject({ kind: z.literal("thresholded_relu"), ...shared, threshold: z.number() }),
  z.strictObject({ kind: z.literal("shrink"), ...shared, threshold: z.number(), offset: z.number() }),
  z.strictObject({ kind: z.literal("merge"), ...shared, operation: z.enum(MERGE_OPERATIONS) }),
  z.strictObject({ kind: z.literal("concatenate"), ...shared, axis: size }),
  z.strictObject({ kind: z.literal("pad"), ...shared, axes: z.array(padAxis).max(3), value: z.number() }),
  z.strictObject({ kind: z.literal("slice"), ...shared, axes: z.array(sliceAxis).max(3) }),
  z.strictObject({ kind: z.literal("depth_to_space"), ...shared, ...shuffle }),
  z.strictObject({ kind: z.literal("space_to_depth"), ...shared, ...shuffle }),
  z.strictObject({ kind: z.literal("quantize"), ...shared, type: fixedType }),
  z.strictObject({ kind: z.literal("identity"), ...shared }),
]);

const port = z.strictObject({
  name: z.string(),
  layer: z.string(),
  sourceShape: sizes,
  axes: sizes,
  batch: size.nullable(),
});

/** A model as JSON: what builder-made models are kept as. */
export const modelSchema = z.strictObject({
  format: z.literal("interlace-model"),
  name: z.string(),
  layers: z.array(layer),
  inputs: z.array(port),
  outputs: z.array(port),
});
