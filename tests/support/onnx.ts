import type {
  AttributeProto,
  DimensionProto,
  GraphProto,
  ModelProto,
  NodeProto,
  TensorProto,
  ValueInfoProto,
} from "../../src/frontends/onnx/mod.ts";

/** A value of a node's attribute; a number with a fraction or a `{ float }` is a float, other numbers are integers. */
export type AttributeValue =
  | number
  | string
  | readonly number[]
  | { readonly float: number }
  | { readonly floats: readonly number[] }
  | { readonly tensor: TensorProto }
  | { readonly graph: GraphProto };

function attribute(name: string, value: AttributeValue): AttributeProto {
  if (typeof value === "number") {
    return Number.isInteger(value) ? { name, type: 2, i: value } : { name, type: 1, f: value };
  }
  if (typeof value === "string") return { name, type: 3, s: new TextEncoder().encode(value) };
  if ("float" in value) return { name, type: 1, f: value.float };
  if ("floats" in value) return { name, type: 6, floats: value.floats };
  if ("graph" in value) return { name, type: 5, g: value.graph };
  if ("tensor" in value) return { name, type: 4, t: value.tensor };
  return { name, type: 7, ints: value };
}

/** A node; inputs and outputs are names separated by blanks, `_` is an absent input. */
export function node(
  opType: string,
  inputs: string,
  outputs: string,
  options: {
    readonly name?: string;
    readonly domain?: string;
    readonly [key: string]: AttributeValue | undefined;
  } = {},
): NodeProto {
  const { name, domain, ...attributes } = options;
  const names = (text: string) =>
    text.split(" ").filter((part) => part !== "").map((part) => part === "_" ? "" : part);
  return {
    opType,
    name,
    domain,
    input: names(inputs),
    output: names(outputs),
    attribute: Object.entries(attributes).flatMap(([key, value]) =>
      value === undefined ? [] : [attribute(key, value)]
    ),
  };
}

/** A FLOAT tensor, as raw data. */
export function floatTensor(name: string, dims: readonly number[], values: ArrayLike<number>): TensorProto {
  const bytes = new DataView(new ArrayBuffer(4 * values.length));
  for (let i = 0; i < values.length; i++) bytes.setFloat32(4 * i, values[i], true);
  return { name, dims, dataType: 1, rawData: new Uint8Array(bytes.buffer) };
}

/** An INT64 tensor, as raw data. */
export function intTensor(
  name: string,
  dims: readonly number[],
  values: readonly (number | bigint)[],
): TensorProto {
  const data = BigInt64Array.from(values, (value) => BigInt(value));
  return { name, dims, dataType: 7, rawData: new Uint8Array(data.buffer) };
}

/** Type of a graph input or output; texts are symbolic sizes. */
export function valueInfo(name: string, dims: readonly (number | string)[], elemType = 1): ValueInfoProto {
  const dim = dims.map((size): DimensionProto =>
    typeof size === "number" ? { dimValue: size } : { dimParam: size }
  );
  return { name, type: { tensorType: { elemType, shape: { dim } } } };
}

/** The parts of a model that tests vary. */
export interface ModelOptions {
  /** Default 17. */
  readonly opset?: number;
  readonly inputs: Readonly<Record<string, readonly (number | string)[]>>;
  readonly nodes: readonly NodeProto[];
  /** Names, separated by blanks. */
  readonly outputs: string;
  readonly initializers?: readonly TensorProto[];
  readonly functions?: ModelProto["functions"];
}

/** A whole model around some nodes. */
export function onnxModel(options: ModelOptions): ModelProto {
  return {
    irVersion: 8,
    producerName: "test",
    opsetImport: [{ domain: "", version: options.opset ?? 17 }],
    functions: options.functions,
    graph: {
      name: "test",
      node: options.nodes,
      initializer: options.initializers,
      input: Object.entries(options.inputs).map(([name, dims]) => valueInfo(name, dims)),
      output: options.outputs.split(" ").map((name) => {
        const isPlace = options.nodes.some(({ opType, output }) =>
          opType === "ArgMax" && output?.includes(name)
        );
        return { name, type: { tensorType: { elemType: isPlace ? 7 : 1 } } };
      }),
    },
  };
}

/** Small numbers that repeat late and are exact in float32. */
export function testNumbers(count: number, seed = 1): number[] {
  return Array.from({ length: count }, (_, i) => (((i + seed) * 2654435761 >>> 0) % 257 - 128) / 32);
}
