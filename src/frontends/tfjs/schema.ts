import { z } from "npm:zod@4.6.7";

/** Protocol buffers write 64-bit integers as text in JSON. */
const integer = z.union([z.int(), z.string().regex(/^-?\d{1,15}$/).transform(Number)]);
const float = z.union([z.number(), z.enum(["NaN", "Infinity", "-Infinity"]).transform(Number)]);
/** Bytes are base64; TensorFlow.js itself also reads lists of them. */
const text = z.union([
  z.base64().transform((encoded) => Uint8Array.fromBase64(encoded)),
  z.array(z.int().min(0).max(255)).transform((bytes) => Uint8Array.from(bytes)),
]);

const shape = z.object({
  dim: z.array(z.object({ size: integer.optional() })).max(16).optional(),
  unknownRank: z.boolean().optional(),
});

const list = z.object({ i: z.array(integer), f: z.array(float), s: z.array(text) }).partial();

const attribute = z.object({
  i: integer,
  f: float,
  b: z.boolean(),
  s: text,
  type: z.string(),
  shape,
  list,
}).partial();

const node = z.object({
  name: z.string().min(1),
  op: z.string(),
  input: z.array(z.string()).max(4096).optional(),
  attr: z.record(z.string(), attribute).optional(),
});

/** A `GraphDef` as JSON: the topology of a graph model. */
export const graphSchema = z.object({ node: z.array(node).max(2 ** 17) });

const tensorInfo = z.object({
  name: z.string().min(1),
  dtype: z.string().optional(),
  tensorShape: shape.optional(),
});

/** What a graph model says of its inputs and outputs. */
export const signatureSchema = z.object({
  inputs: z.record(z.string(), tensorInfo),
  outputs: z.record(z.string(), tensorInfo),
}).partial();

const size = z.int().min(0).max(2 ** 31);

const quantization = z.object({
  dtype: z.enum(["uint8", "uint16", "float16"]),
  scale: z.number().optional(),
  min: z.number().optional(),
});

const weight = z.object({
  name: z.string(),
  shape: z.array(size).max(8),
  dtype: z.enum(["float32", "float16", "int32", "uint16", "uint8", "bool", "complex64", "string"]),
  quantization: quantization.optional(),
});

const group = z.object({
  paths: z.array(z.string()).max(2 ** 16),
  weights: z.array(weight).max(2 ** 16),
});

/** `model.json`: what the model is and where its weights lie. */
export const modelSchema = z.object({
  format: z.string().optional(),
  modelTopology: z.record(z.string(), z.unknown()),
  weightsManifest: z.array(group).max(2 ** 12).default([]),
  signature: z.unknown().optional(),
  userDefinedMetadata: z.object({ signature: z.unknown() }).partial().optional().catch(undefined),
});

/** One weight as the manifest describes it. */
export type WeightEntry = z.infer<typeof weight>;
/** Weights that lie one behind the other in some files, one behind the other. */
export type WeightGroup = z.infer<typeof group>;
/** A graph model's topology. */
export type GraphDef = z.infer<typeof graphSchema>;
/** One operator of a graph model. */
export type NodeDef = z.infer<typeof node>;
/** An attribute of an operator: one field is set. */
export type AttributeDef = z.infer<typeof attribute>;
/** Name, type and shape of an input or output. */
export type TensorInfo = z.infer<typeof tensorInfo>;
/** Inputs and outputs of a graph model. */
export type SignatureDef = z.infer<typeof signatureSchema>;
