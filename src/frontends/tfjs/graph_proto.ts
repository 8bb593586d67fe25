import { InterlaceError } from "../../base/mod.ts";
import type {
  AttributeProto,
  GraphProto,
  NodeProto,
  TensorProto,
  ValueInfoProto,
} from "../onnx/file/proto.ts";
import { elementTypeOf } from "./element_type.ts";
import { countProblem } from "../onnx/operators/rules/schema_check.ts";
import { inputCount, RENAMED } from "./operators/table.ts";
import type { AttributeDef, GraphDef, NodeDef, SignatureDef, TensorInfo } from "./schema.ts";

/** Domain of the operators that ONNX has not, or not with the same attributes. */
export const TENSORFLOW = "tensorflow";

/** A graph model as it is stored. */
export interface StoredGraph {
  readonly graph: GraphDef;
  readonly signature: SignatureDef;
  /** Values of the constants, by name. */
  readonly weights: ReadonlyMap<string, TensorProto>;
  /** Name of `model.json`, for messages. */
  readonly file: string;
}

/**
 * Writes a graph model as an ONNX graph: operators that ONNX has too under its names, the others in the domain
 * {@linkcode TENSORFLOW} with their attributes. Inputs and outputs are called as the signature calls them.
 *
 * @throws {InterlaceError} if constants have no value among the weights, or a name in the signature is none of a node.
 */
export function graphProto(stored: StoredGraph): GraphProto {
  const { graph, signature, file } = stored;
  const problems: string[] = [];
  const names = new ValueNames(graph, signature);
  const initializer: TensorProto[] = [];
  const nodes: NodeProto[] = [];
  const inputs = new Map<string, ValueInfoProto>();
  for (const node of graph.node) {
    if (node.op === "Const") {
      const tensor = stored.weights.get(node.name);
      if (tensor === undefined) {
        problems.push(`"${node.name}" is a constant without a value in weightsManifest`);
      } else initializer.push({ ...tensor, name: names.of(node.name) });
    } else if (node.op === "Placeholder") {
      inputs.set(node.name, inputInfo(node, { name: names.of(node.name), info: names.input(node.name) }));
      // Such a node has no effect on data.
    } else if (node.op !== "NoOp") {
      const proto = nodeProto(node, names);
      const count = inputCount(node.op);
      const problem = count && countProblem(proto.input ?? [], { ...count, what: "input" });
      if (problem) problems.push(`"${node.name}" (${node.op}): ${problem}`);
      nodes.push(proto);
    }
  }
  for (const [key, { name }] of Object.entries(signature.inputs ?? {})) {
    if (!inputs.has(valueRef(name))) {
      problems.push(`input "${key}" stands for "${name}", which is no Placeholder`);
    }
  }
  if (problems.length > 0) {
    throw new InterlaceError(`Cannot import ${file}: its graph is not sound`, {
      code: "model-invalid",
      place: { file },
      details: problems,
    });
  }
  const listed = Object.values(signature.inputs ?? {}).map(({ name }) => valueRef(name));
  const order = new Set([...listed, ...inputs.keys()]);
  return {
    node: [...nodes, ...names.aliases],
    initializer,
    input: [...order].map((name) => inputs.get(name)!),
    output: names.outputs.map((name) => ({ name })),
  };
}

/** A value as nodes refer to it: the name of its node, with `:k` behind it for output k > 0. */
export function valueRef(text: string): string {
  return text.replace(/:0$/, "");
}

/** What values are called: as in the file, but inputs and outputs by their keys in the signature where those are free. */
class ValueNames {
  /** Values that are outputs, in order. */
  readonly outputs: readonly string[];
  /** Nodes that give a value a second name. */
  readonly aliases: readonly NodeProto[];
  readonly #renamed = new Map<string, string>();
  readonly #inputs: ReadonlyMap<string, TensorInfo>;
  /** Highest number of an output that anybody reads, by the name of the node. */
  readonly #slots = new Map<string, number>();

  constructor(graph: GraphDef, signature: SignatureDef) {
    const taken = new Set(graph.node.map(({ name }) => name));
    const inputs = Object.entries(signature.inputs ?? {});
    const outputs = Object.entries(signature.outputs ?? {});
    this.#inputs = new Map(inputs.map(([, info]) => [valueRef(info.name), info]));
    const rename = (key: string, info: TensorInfo): string => {
      const [value, wanted] = [valueRef(info.name), valueRef(key)];
      if (taken.has(wanted) || this.#renamed.has(value)) return this.of(value);
      taken.add(wanted);
      this.#renamed.set(value, wanted);
      return wanted;
    };
    for (const [key, info] of inputs) rename(key, info);
    const read = graph.node.flatMap(({ input = [] }) => input);
    const ends = outputs.length > 0
      ? outputs.map(([key, info]) => rename(key, info))
      : unreadNodes(graph, new Set(read));
    const aliases: NodeProto[] = [];
    const listed = new Set<string>();
    this.outputs = ends.map((value, i) => {
      if (!listed.has(value)) {
        listed.add(value);
        return value;
      }
      const wanted = valueRef(outputs[i][0]);
      const name = taken.has(wanted) ? `${wanted} (again)` : wanted;
      aliases.push({ opType: "Identity", name, input: [value], output: [name] });
      return name;
    });
    this.aliases = aliases;
    for (const text of [...read, ...outputs.map(([, { name }]) => name)]) {
      const [, node, slot] = /^(.*):(\d{1,4})$/.exec(text) ?? [];
      if (node !== undefined) this.#slots.set(node, Math.max(this.#slots.get(node) ?? 0, Number(slot)));
    }
  }

  /** What a value is called. */
  of(value: string): string {
    return this.#renamed.get(value) ?? value;
  }

  /** What the signature says of an input. */
  input(node: string): TensorInfo | undefined {
    return this.#inputs.get(node);
  }

  /** What the outputs of a node are called, as many as anybody reads. */
  outputsOf(node: string): string[] {
    const count = (this.#slots.get(node) ?? 0) + 1;
    return Array.from({ length: count }, (_, slot) => this.of(slot === 0 ? node : `${node}:${slot}`));
  }
}

/** Nodes that make data which no other node reads: the outputs of a graph without a signature. */
function unreadNodes(graph: GraphDef, read: ReadonlySet<string>): readonly string[] {
  const values = new Set([...read].map((text) => text.replace(/:\d+$/, "")));
  return graph.node.map(({ name, op }) => ["Const", "NoOp"].includes(op) ? "" : name)
    .filter((name) => name !== "" && !values.has(name));
}

function nodeProto(node: NodeDef, names: ValueNames): NodeProto {
  const { name, op } = node;
  // A caret marks a node that must run before: no data.
  const input = (node.input ?? []).filter((text) => !text.startsWith("^"))
    .map((text) => names.of(valueRef(text)));
  const same = RENAMED.get(op);
  const shared = { name, input, output: names.outputsOf(name) };
  if (same !== undefined) return { ...shared, opType: same };
  const attribute = Object.entries(node.attr ?? {}).map(([key, value]) => attributeProto(key, value));
  return { ...shared, opType: op, domain: TENSORFLOW, attribute };
}

function attributeProto(name: string, value: AttributeDef): AttributeProto {
  if (value.i !== undefined) return { name, type: 2, i: value.i };
  if (value.b !== undefined) return { name, type: 2, i: value.b ? 1 : 0 };
  if (value.f !== undefined) return { name, type: 1, f: value.f };
  if (value.s !== undefined) return { name, type: 3, s: value.s };
  if (value.type !== undefined) return { name, type: 3, s: new TextEncoder().encode(value.type) };
  if (value.list?.s !== undefined) return { name, type: 8, strings: value.list.s };
  if (value.list?.f !== undefined) return { name, type: 6, floats: value.list.f };
  // An empty list does not say of what; only lists of integers are ever empty and read.
  return { name, type: 7, ints: value.list?.i ?? [] };
}

function inputInfo(
  { attr = {} }: NodeDef,
  { name, info }: { readonly name: string; readonly info: TensorInfo | undefined },
): ValueInfoProto {
  const own = Object.hasOwn(attr, "shape") ? attr.shape.shape : undefined;
  const shape = info?.tensorShape ?? own;
  const type = info?.dtype ?? (Object.hasOwn(attr, "dtype") ? attr.dtype.type : undefined) ?? "DT_FLOAT";
  const elemType = elementTypeOf(type);
  if (shape === undefined || shape.unknownRank) return { name, type: { tensorType: { elemType } } };
  const dim = (shape.dim ?? []).map(({ size }) => size !== undefined && size > 0 ? { dimValue: size } : {});
  return { name, type: { tensorType: { elemType, shape: { dim } } } };
}
