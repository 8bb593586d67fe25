import { z } from "npm:zod@4.6.7";

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

const kernel = { kernel: size, stride: size, dilation: size };
const convAxis = z.strictObject({ ...kernel, padBefore: size, padAfter: size });
const convTransposeAxis = z.strictObject({
  ...kernel,
  cropBefore: size,
  cropAfter: size,
  outputPadding: size,
});
const convolution = { ...shared, groups: size, weights: tensor, bias: numbers.nullable() };

const layer = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("input"), ...shared, shape: sizes }),
  z.strictObject({ kind: z.literal("dense"), ...shared, weights: tensor, bias: numbers.nullable() }),
  z.strictObject({ kind: z.literal("conv"), ...convolution, axes: z.array(convAxis).max(2) }),
  z.strictObject({
    kind: z.literal("conv_transpose"),
    ...convolution,
    axes: z.array(convTransposeAxis).max(2),
  }),
  z.strictObject({ kind: z.literal("batch_norm"), ...shared, scale: numbers, shift: numbers }),
  z.strictObject({ kind: z.literal("relu"), ...shared }),
  z.strictObject({ kind: z.literal("leaky_relu"), ...shared, slope: z.number() }),
  z.strictObject({ kind: z.literal("prelu"), ...shared, slopes: numbers }),
  z.strictObject({ kind: z.literal("clip"), ...shared, min: bound(-Infinity), max: bound(Infinity) }),
  z.strictObject({ kind: z.literal("sigmoid"), ...shared }),
  z.strictObject({ kind: z.literal("tanh"), ...shared }),
  z.strictObject({ kind: z.literal("reshape"), ...shared, shape: sizes }),
  z.strictObject({ kind: z.literal("transpose"), ...shared, permutation: sizes }),
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
