import type {
  AttributeProto,
  GraphProto,
  NodeProto,
  TensorProto,
  ValueInfoProto,
} from "../frontends/onnx/mod.ts";
import type { Shape } from "../tensor/mod.ts";

/** Keys of ONNX's table of element types. */
export const ELEMENT = { float: 1, int64: 7, bool: 9 } as const;

/** What an attribute of a node can be; whole numbers are integers, `{ float }` is a float whatever its value. */
export type Attribute = number | string | readonly number[] | { readonly float: number };

/** The domain of the quantisers. */
export const QONNX_DOMAIN = "qonnx.custom_op.general";

/** A node that is to be written, without its output's name. */
export interface NodeRequest {
  readonly operator: string;
  /** Names of values. */
  readonly inputs: readonly string[];
  /** Sizes of the output as ONNX has them, the sample axis included. */
  readonly dims: Shape;
  /** Default: float. */
  readonly element?: number;
  readonly attributes?: Readonly<Record<string, Attribute>>;
  /** Default: ONNX's own. */
  readonly domain?: string;
}

/** Collects the nodes and the numbers of a graph in which every value has its shape. */
export class GraphWriter {
  readonly #nodes: NodeProto[] = [];
  readonly #constants: TensorProto[] = [];
  readonly #values: ValueInfoProto[] = [];
  readonly #taken: Set<string>;
  /** Names of constants by what they hold. */
  readonly #known = new Map<string, string>();

  /** Names of inputs and of outputs that have been written. */
  readonly #made: Set<string>;

  /** @param ends Names of the inputs and outputs, which values between them must not have. */
  constructor(
    { inputs, outputs }: { readonly inputs: readonly string[]; readonly outputs: readonly string[] },
  ) {
    this.#made = new Set(inputs);
    this.#taken = new Set([...inputs, ...outputs]);
  }

  /** Writes a node; its output is called after `label`. */
  node(label: string, request: NodeRequest): string {
    const output = this.#unique(label);
    this.#values.push(valueInfo(output, request.dims, request.element));
    this.#write(output, request);
    return output;
  }

  /** Writes the node that makes an output of the graph; one that is an input, too, gets a name of its own. */
  output(name: string, request: NodeRequest): ValueInfoProto {
    const output = this.#made.has(name) ? this.#unique(name) : name;
    this.#made.add(output);
    this.#write(output, request);
    return valueInfo(output, request.dims, request.element);
  }

  /** Float32 numbers; the same ones are stored once. */
  floats(label: string, dims: Shape, values: ArrayLike<number>): string {
    const data = Float32Array.from(values);
    return this.#constant(label, { dims, dataType: ELEMENT.float, rawData: littleEndian(data) });
  }

  /** A single float32 number. */
  number(label: string, value: number): string {
    return this.floats(label, [], [value]);
  }

  /** 64-bit integers in a row: axes, sizes, pads. */
  integers(label: string, values: readonly number[]): string {
    const data = BigInt64Array.from(values, BigInt);
    return this.#constant(label, {
      dims: [values.length],
      dataType: ELEMENT.int64,
      rawData: littleEndian(data),
    });
  }

  /** All that was written. */
  graph(ends: Pick<GraphProto, "name" | "input" | "output">): GraphProto {
    return { ...ends, node: this.#nodes, initializer: this.#constants, valueInfo: this.#values };
  }

  #write(output: string, { operator, inputs, attributes = {}, domain }: NodeRequest): void {
    this.#nodes.push({
      name: output,
      opType: operator,
      input: inputs,
      output: [output],
      attribute: Object.entries(attributes).map(([name, value]) => attributeOf(name, value)),
      ...domain === undefined ? {} : { domain },
    });
  }

  #constant(label: string, tensor: Required<Pick<TensorProto, "dims" | "dataType" | "rawData">>): string {
    const { dims, dataType, rawData } = tensor;
    // Only what may well come again is worth the look.
    const key = rawData.length <= 64 ? `${dataType} [${dims}] ${rawData}` : null;
    const known = key === null ? undefined : this.#known.get(key);
    if (known !== undefined) return known;
    const name = this.#unique(label);
    this.#constants.push({ ...tensor, name });
    if (key !== null) this.#known.set(key, name);
    return name;
  }

  #unique(label: string): string {
    let name = label;
    for (let i = 2; this.#taken.has(name); i++) name = `${label}_${i}`;
    this.#taken.add(name);
    return name;
  }
}

/** Name, element type and sizes of a value. */
export function valueInfo(name: string, dims: Shape, elemType: number = ELEMENT.float): ValueInfoProto {
  return { name, type: { tensorType: { elemType, shape: { dim: dims.map((dimValue) => ({ dimValue })) } } } };
}

function attributeOf(name: string, value: Attribute): AttributeProto {
  if (typeof value === "number") return { name, type: 2, i: value };
  if (typeof value === "string") return { name, type: 3, s: new TextEncoder().encode(value) };
  if ("float" in value) return { name, type: 1, f: value.float };
  return { name, type: 7, ints: [...value] };
}

/** The bytes of numbers as ONNX stores them, whatever machine this is. */
function littleEndian(data: Float32Array | BigInt64Array): Uint8Array {
  const bytes = new Uint8Array(data.byteLength);
  const view = new DataView(bytes.buffer);
  if (data instanceof Float32Array) data.forEach((value, i) => view.setFloat32(4 * i, value, true));
  else data.forEach((value, i) => view.setBigInt64(8 * i, value, true));
  return bytes;
}
