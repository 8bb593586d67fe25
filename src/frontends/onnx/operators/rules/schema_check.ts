import type { NodeProto } from "../../file/proto.ts";
import { ONNX_SCHEMAS } from "./schemas.ts";

/** What an operator looks like in one version of its operator set. */
interface Schema {
  /** The first version that it holds for. */
  readonly since: number;
  /** Null where the operator set no longer has the operator. */
  readonly form: Form | null;
}

interface Form {
  readonly inputs: Count;
  readonly outputs: Count;
  /** By name. */
  readonly attributes: ReadonlyMap<string, { readonly type: string; readonly required: boolean }>;
}

/** How many of something there may be. */
export interface Count {
  readonly least: number;
  readonly most: number;
}

/** ONNX's numbers for the types of attributes. */
export const ATTRIBUTE_TYPES: ReadonlyMap<string, number> = new Map([
  ["float", 1],
  ["int", 2],
  ["string", 3],
  ["tensor", 4],
  ["graph", 5],
  ["floats", 6],
  ["ints", 7],
  ["strings", 8],
  ["sparse_tensor", 11],
]);

/** QONNX's quantisers and ONNX Runtime's, in the form of {@linkcode ONNX_SCHEMAS}. */
const QUANTISER_SCHEMAS = `
BipolarQuant 1 2 1
DequantizeLinear 1 2-3 1 axis:int block_size:int
IntQuant 1 4 1 narrow:int rounding_mode:string signed:int
Quant 1 4 1 narrow:int rounding_mode:string signed:int
QuantizeLinear 1 2-3 1 axis:int block_size:int output_dtype:int saturate:int
Trunc 1 5-6 1 narrow:int rounding_mode:string signed:int
`;

/** Integers that mean no or yes, whatever operator has them. */
const FLAGS: readonly string[] = [
  "allowzero",
  "antialias",
  "broadcast",
  "ceil_mode",
  "count_include_pad",
  "exclude_outside",
  "is_test",
  "keepdims",
  "narrow",
  "noop_with_empty_axes",
  "saturate",
  "signed",
  "spatial",
  "storage_order",
  "training_mode",
  "transA",
  "transB",
];

/** Operators by type, the versions of each in order. */
export type Schemas = ReadonlyMap<string, readonly Schema[]>;

/** Those of ONNX's own domain. */
export const OWN: () => Schemas = once(ONNX_SCHEMAS);
/** Those of the domains of quantisers. */
export const QUANTISERS: () => Schemas = once(QUANTISER_SCHEMAS);

/**
 * Why a node is none of what its operator allows: inputs, outputs or attributes that the operator does not have, or has
 * otherwise. An operator that the table lacks is left to others.
 *
 * @param version Of the operator set.
 * @returns Null if nothing is wrong.
 */
export function schemaProblem(node: NodeProto, schemas: Schemas, version: number): string | null {
  const type = node.opType ?? "";
  const versions = schemas.get(type);
  if (versions === undefined) return null;
  const schema = versions.findLast(({ since }) => since <= version);
  if (schema === undefined) {
    return `the operator is there from version ${
      versions[0].since
    } of the operator set on, the model uses ${version}`;
  }
  if (schema.form === null) {
    return `version ${schema.since} of the operator set took the operator out, the model uses ${version}`;
  }
  return countProblem(node.input ?? [], { ...schema.form.inputs, what: "input" }) ??
    countProblem(node.output ?? [], { ...schema.form.outputs, what: "output" }) ??
    attributeProblem(node, schema.form);
}

/** Why names of inputs or outputs are not as many as there may be, or one that must be there is missing; null if all is well. */
export function countProblem(
  names: readonly string[],
  { least, most, what }: Count & { readonly what: string },
): string | null {
  // Absent ones at the end are as good as none.
  const count = names.findLastIndex((name) => name !== "") + 1;
  if (count < least || count > most) {
    const range = least === most
      ? `${least}`
      : most === Infinity
      ? `at least ${least}`
      : `${least} to ${most}`;
    return `it has ${count} ${what}${count === 1 ? "" : "s"}, expected ${range}`;
  }
  const missing = names.findIndex((name, i) => name === "" && i < least);
  return missing < 0 ? null : `${what} ${missing} is missing`;
}

function attributeProblem({ opType, attribute = [] }: NodeProto, { attributes }: Form): string | null {
  for (const { name = "", type = 0, i = 0 } of attribute) {
    // What frameworks note for themselves begins with two underscores.
    if (name.startsWith("__")) continue;
    const known = attributes.get(name);
    if (known === undefined) {
      const names = [...attributes.keys()].join(", ") || "none";
      return `${opType} has no attribute ${JSON.stringify(name)}; its attributes are: ${names}`;
    }
    // Files from before IR version 2 leave the type out.
    if (type !== 0 && type !== ATTRIBUTE_TYPES.get(known.type)) {
      return `attribute ${name} is not of type ${known.type}`;
    }
    if (FLAGS.includes(name) && i !== 0 && i !== 1) return `attribute ${name} is ${i}, expected 0 or 1`;
  }
  for (const [name, { required }] of attributes) {
    if (required && !attribute.some((each) => each.name === name)) return `it has no ${name}`;
  }
  return null;
}

function once(text: string): () => Schemas {
  let schemas: Schemas | undefined;
  return () => schemas ??= parse(text);
}

function parse(text: string): Schemas {
  const schemas = new Map<string, Schema[]>();
  for (const line of text.trim().split("\n")) {
    const [type, since, inputs, outputs, ...attributes] = line.split(" ");
    const form = inputs === "gone" ? null : {
      inputs: parseCount(inputs),
      outputs: parseCount(outputs),
      attributes: new Map(attributes.map((attribute) => {
        const [name, kind] = attribute.split(":");
        return [name, { type: kind.replace("!", ""), required: kind.endsWith("!") }] as const;
      })),
    };
    const versions = schemas.get(type) ?? [];
    versions.push({ since: Number(since), form });
    schemas.set(type, versions);
  }
  return schemas;
}

function parseCount(text: string): Count {
  const [least, most = least] = text.split("-");
  return { least: Number(least), most: most === "*" ? Infinity : Number(most) };
}
