import type {
  AttributeProto,
  GraphProto,
  ModelProto,
  NodeProto,
  TensorProto,
  ValueInfoProto,
} from "../../frontends/onnx/mod.ts";
import { decodeTensor } from "../../frontends/onnx/file/tensor.ts";
import type { ModelSource } from "../../model/mod.ts";

/** The newest version of the file format, and of the operator set, that is written. */
const NEWEST = { ir: 10, opset: 22 };

/** The first version of the operator set in which tensors broadcast by their last axes, and ONNX Runtime's oldest. */
const BROADCASTING = 7;

const FLOAT = 1;

/** Types of floating-point numbers that few operators of ONNX Runtime compute in, and which float32 stands for. */
const AS_FLOAT: ReadonlyMap<number, string> = new Map([[11, "float64"], [16, "bfloat16"]]);

/** A model under another spelling. */
export interface Respelled {
  readonly model: ModelProto;
  /** What was rewritten, each in a few words. */
  readonly notes: readonly string[];
}

/**
 * A model in versions that ONNX Runtime takes, where it means the same: a version of the file format or of the operator
 * set that is too new is lowered (an operator that the lower one lacks is refused as before), one of before broadcasting
 * is raised, and the shapes that outputs are declared to have are left to follow from the nodes.
 *
 * @returns Null if there is nothing to rewrite, or if a node means something else under the other version.
 */
export function inKnownVersions(model: ModelProto, source: ModelSource): Respelled | null {
  const notes: string[] = [];
  const isNewer = (model.irVersion ?? 0) > NEWEST.ir;
  let result = withoutOutputShapes(isNewer ? { ...model, irVersion: NEWEST.ir } : model);
  if (isNewer) {
    notes.push(`version ${model.irVersion} of the file format written as ${NEWEST.ir}`);
  }
  const opset = ownOpset(model);
  if (opset > NEWEST.opset) {
    result = withOpset(result, NEWEST.opset);
    notes.push(`operator set ${opset} written as ${NEWEST.opset}`);
  } else if (opset < BROADCASTING) {
    const raised = raise(result, source);
    if (raised === null) return null;
    result = raised;
    notes.push(`operator set ${opset} written as ${BROADCASTING}`);
  }
  if (notes.length === 0 && result !== model) notes.push("declared shapes of outputs left out");
  return notes.length === 0 ? null : { model: result, notes };
}

/**
 * A model that computes in float32 where it names float64, or bfloat16, all of whose numbers float32 has.
 *
 * @returns Null if there is nothing to rewrite.
 */
export function inFloat32(model: ModelProto, source: ModelSource): Respelled | null {
  const types = new FloatTypes(source);
  const graph = types.graph(model.graph ?? {});
  const notes = [`${[...types.found].join(" and ")} computed in float32`];
  return types.found.size === 0 ? null : { model: { ...model, graph }, notes };
}

function withoutOutputShapes(model: ModelProto): ModelProto {
  const { output = [], ...rest } = model.graph ?? {};
  if (output.every(({ type }) => type?.tensorType?.shape === undefined)) return model;
  const open = output.map((info): ValueInfoProto => {
    const elemType = info.type?.tensorType?.elemType;
    return { ...info, type: { tensorType: { elemType } } };
  });
  return { ...model, graph: { ...rest, output: open } };
}

function isOwn({ domain = "" }: { readonly domain?: string }): boolean {
  return domain === "" || domain === "ai.onnx";
}

function ownOpset({ opsetImport = [] }: ModelProto): number {
  return opsetImport.find(isOwn)?.version ?? BROADCASTING;
}

function withOpset(model: ModelProto, version: number): ModelProto {
  const opsetImport = (model.opsetImport ?? []).map((entry) => isOwn(entry) ? { ...entry, version } : entry);
  return { ...model, opsetImport };
}

/** Attributes of before version 7 that say what version 7 always means. */
const GONE = ["broadcast", "axis", "is_test", "consumed_inputs"];

/** Operators whose second input was laid along the first from `axis` on, or by its last axes. */
const ELEMENTWISE = ["Add", "Sub", "Mul", "Div", "Pow"];

/** Operators that lost attributes with version 7 and mean the same without. */
const TRIMMED = ["Gemm", "BatchNormalization", "Dropout"];

/** A model of before broadcasting in version 7; null if a node has no counterpart. */
function raise(model: ModelProto, source: ModelSource): ModelProto | null {
  const ranks = ranksOf(model.graph ?? {}, source);
  const node: NodeProto[] = [];
  for (const [i, each] of (model.graph?.node ?? []).entries()) {
    const { opType = "", input: [x, y, ...rest] = [] } = each;
    if (!isOwn(each) || ![...ELEMENTWISE, ...TRIMMED, "PRelu"].includes(opType)) {
      node.push(each);
      continue;
    }
    const trimmed = { ...each, attribute: each.attribute?.filter(({ name = "" }) => !GONE.includes(name)) };
    if (TRIMMED.includes(opType)) {
      node.push(trimmed);
      continue;
    }
    const trailing = trailingAxes(each, ranks.get(x), ranks.get(y));
    if (!Number.isInteger(trailing)) return null;
    if (trailing <= 0) {
      node.push(trimmed);
      continue;
    }
    const axes = Array.from({ length: trailing }, (_, k) => ranks.get(y)! + k);
    const laid = `interlace spelling ${i}`;
    const attribute = [{ name: "axes", type: 7, ints: axes }];
    node.push({ opType: "Unsqueeze", input: [y], output: [laid], attribute });
    node.push({ ...trimmed, input: [x, laid, ...rest] });
  }
  return withOpset({ ...model, graph: { ...model.graph, node } }, BROADCASTING);
}

/** How many axes of length 1 the second operand lacks behind its own; not a number where nobody knows. */
function trailingAxes({ opType, attribute = [] }: NodeProto, x = NaN, y = NaN): number {
  const axis = opType === "PRelu" ? 1 : attribute.find(({ name }) => name === "axis")?.i;
  if (axis === undefined) return 0;
  return x - (axis < 0 ? axis + x : axis) - y;
}

/** Number of axes of the values that are known: parameters, inputs and what the importer found. */
function ranksOf({ initializer = [], input = [] }: GraphProto, source: ModelSource): Map<string, number> {
  return new Map([
    ...source.tensors.map(({ name, sourceShape }) => [name, sourceShape.length + 1] as const),
    ...input.flatMap(({ name, type }) => {
      const rank = type?.tensorType?.shape?.dim?.length;
      return name === undefined || rank === undefined ? [] : [[name, rank] as const];
    }),
    ...initializer.map(({ name = "", dims = [] }) => [name, dims.length] as const),
  ]);
}

/** Writes a graph in float32 where it names another type of floating-point numbers. */
class FloatTypes {
  /** Names of the types that were found. */
  readonly found = new Set<string>();

  constructor(readonly source: ModelSource) {}

  graph(graph: GraphProto): GraphProto {
    return {
      ...graph,
      node: graph.node?.map((node) => ({
        ...node,
        attribute: node.attribute?.map((attribute) => this.#attribute(node, attribute)),
      })),
      initializer: graph.initializer?.map((tensor) => this.#tensor(tensor)),
      input: graph.input?.map((info) => this.#info(info)),
      output: graph.output?.map((info) => this.#info(info)),
    };
  }

  #attribute({ opType }: NodeProto, attribute: AttributeProto): AttributeProto {
    if (attribute.t !== undefined) return { ...attribute, t: this.#tensor(attribute.t) };
    const names = opType === "Cast" && attribute.name === "to";
    return names ? { ...attribute, i: this.#type(attribute.i) } : attribute;
  }

  #info(info: ValueInfoProto): ValueInfoProto {
    const { tensorType } = info.type ?? {};
    if (tensorType === undefined) return info;
    return { ...info, type: { tensorType: { ...tensorType, elemType: this.#type(tensorType.elemType) } } };
  }

  #tensor(tensor: TensorProto): TensorProto {
    if (this.#type(tensor.dataType) === tensor.dataType) return tensor;
    const { main, files } = this.source;
    const { data } = decodeTensor(tensor, { file: main, external: files });
    const rawData = new Uint8Array(Float32Array.from(data).buffer);
    return { name: tensor.name, dims: tensor.dims, dataType: FLOAT, rawData };
  }

  #type(type: number | undefined): number | undefined {
    const name = AS_FLOAT.get(type ?? 0);
    if (name === undefined) return type;
    this.found.add(name);
    return FLOAT;
  }
}
