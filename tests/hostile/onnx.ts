import type {
  AttributeProto,
  GraphProto,
  ModelProto,
  NodeProto,
  TensorProto,
} from "../../src/frontends/onnx/mod.ts";
import { valueInfo } from "../support/onnx.ts";
import { oddName, oddNumber, oddSize } from "./extremes.ts";
import { changesOf, type Random } from "./random.ts";

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/** A model with fields of its nodes, tensors and values changed, one to three of them. */
export function damageOnnx(model: ModelProto, random: Random): ModelProto {
  const damaged = structuredClone(model) as Mutable<ModelProto>;
  const graph = damaged.graph as GraphProto & { node: NodeProto[]; initializer: TensorProto[] };
  graph.node ??= [];
  graph.initializer ??= [];
  for (let count = changesOf(random); count > 0; count--) random.pick(CHANGES)(graph, random, damaged);
  return damaged;
}

type Change = (
  graph: GraphProto & { node: NodeProto[]; initializer: TensorProto[] },
  random: Random,
  model: Mutable<ModelProto>,
) => void;

const OPERATORS =
  ("Relu Conv ConvTranspose MatMul Gemm Add Sub Mul Div Max Min Sum Mean Concat Split Slice Pad Reshape " +
    "Transpose Flatten Squeeze Unsqueeze Resize Upsample MaxPool AveragePool GlobalAveragePool BatchNormalization Softmax " +
    "Clip PRelu LeakyRelu Elu Sigmoid Tanh Gather Shape Constant ConstantOfShape Expand Tile Cast Range ReduceMean " +
    "DepthToSpace SpaceToDepth QuantizeLinear DequantizeLinear Identity Dropout If Loop Einsum LSTM").split(
      " ",
    );

/** Every way in which a graph is changed; those of sizes stand there twice. */
const CHANGES: readonly Change[] = [
  changeAttribute,
  changeAttribute,
  changeAttribute,
  changeDims,
  changeDims,
  changeIntegers,
  changeIntegers,
  changeInputShape,
  changeTensorType,
  rewire,
  rewire,
  changeOperator,
  changeNodes,
  rename,
  changeVersion,
];

function nodeOf({ node }: GraphProto, random: Random): Mutable<NodeProto> | undefined {
  return node?.[random.below(Math.max(node.length, 1))];
}

function changeAttribute(graph: GraphProto, random: Random): void {
  const attributes = (graph.node ?? []).flatMap((node) => node.attribute ?? []);
  const node = nodeOf(graph, random);
  if (attributes.length === 0 || random.once(8)) {
    if (node) node.attribute = [...node.attribute ?? [], inventedAttribute(random)];
    return;
  }
  const attribute = random.pick(attributes) as Mutable<AttributeProto>;
  if (attribute.ints?.length) attribute.ints = changedList(attribute.ints, random);
  else if (attribute.floats?.length) attribute.floats = attribute.floats.map(() => oddNumber(random));
  else if (attribute.i !== undefined) attribute.i = oddSize(random);
  else if (attribute.f !== undefined) attribute.f = oddNumber(random);
  else if (attribute.s !== undefined) attribute.s = new TextEncoder().encode(oddName(random));
  if (random.once(6)) attribute.type = random.below(15);
  if (random.once(8)) {
    attribute.name = random.pick(["axis", "pads", "perm", "group", "strides", "auto_pad", "mode"]);
  }
}

function inventedAttribute(random: Random): AttributeProto {
  const name = random.pick(
    "axis axes pads perm group strides dilations kernel_shape output_padding output_shape ceil_mode blocksize split"
      .split(" "),
  );
  return random.once(2)
    ? { name, type: 2, i: oddSize(random) }
    : { name, type: 7, ints: Array.from({ length: random.pick([0, 1, 2, 4, 5000]) }, () => oddSize(random)) };
}

/** A list with one entry odd, one more, one less, or very many. */
function changedList(list: readonly number[], random: Random): number[] {
  switch (random.below(5)) {
    case 0:
      return list.slice(1);
    case 1:
      return [...list, oddSize(random)];
    case 2:
      return Array.from({ length: random.pick([10, 5000, 100_000]) }, (_, i) => list[i % list.length]);
    default:
      return list.with(random.below(list.length), oddSize(random));
  }
}

/** Another shape of a tensor: with its data as they were, or as the shape wants them where these are few. */
function changeDims({ initializer }: GraphProto, random: Random): void {
  if (!initializer?.length) return;
  const tensor = random.pick(initializer) as Mutable<TensorProto>;
  const dims = tensor.dims ?? [];
  tensor.dims = random.once(4) && dims.length > 1
    ? dims.toReversed()
    : dims.length === 0
    ? [oddSize(random)]
    : changedList(dims, random);
  const count = tensor.dims.reduce((product, size) => product * size, 1);
  if (random.once(2) && count >= 0 && count < 1e5) {
    tensor.rawData = new Uint8Array(count * (tensor.dataType === 7 ? 8 : 4));
  }
}

/** Contents of an integer tensor: shapes, axes, starts, ends, repeats. */
function changeIntegers({ initializer }: GraphProto, random: Random): void {
  const integers = (initializer ?? []).filter(({ dataType, rawData }) => dataType === 7 && rawData?.length);
  if (integers.length === 0) return;
  const tensor = random.pick(integers) as Mutable<TensorProto>;
  const values = new BigInt64Array(Uint8Array.from(tensor.rawData!).buffer);
  values[random.below(values.length)] = BigInt.asIntN(64, BigInt(oddSize(random)));
  tensor.rawData = new Uint8Array(values.buffer);
}

function changeTensorType({ initializer }: GraphProto, random: Random): void {
  if (!initializer?.length) return;
  const tensor = random.pick(initializer) as Mutable<TensorProto>;
  switch (random.below(4)) {
    case 0:
      tensor.dataType = random.below(25);
      break;
    case 1:
      tensor.rawData = tensor.rawData?.slice(random.below(4));
      break;
    case 2:
      tensor.dataLocation = 1;
      tensor.externalData = [
        { key: "location", value: random.pick(["w.bin", "../w.bin", "/etc/passwd", oddName(random)]) },
        { key: "offset", value: String(oddSize(random)) },
        { key: "length", value: String(oddSize(random)) },
      ];
      break;
    default:
      tensor.rawData = undefined;
      tensor.floatData = Array.from({ length: random.below(50) }, () => oddNumber(random));
  }
}

function changeInputShape(graph: GraphProto, random: Random): void {
  const input = graph.input?.[random.below(graph.input.length)];
  if (input === undefined) return;
  const dims =
    input.type?.tensorType?.shape?.dim?.map(({ dimValue, dimParam }) => dimValue ?? dimParam ?? "") ?? [];
  const changed: (number | string)[] = random.once(4)
    ? [...dims, oddSize(random)]
    : dims.map((size) => random.once(2) ? oddSize(random) : size);
  Object.assign(input, valueInfo(input.name ?? "", changed, random.once(6) ? random.below(17) : 1));
}

/** A name among a node's inputs or outputs replaced, added or taken away; may close a circle. */
function rewire(graph: GraphProto, random: Random): void {
  const node = nodeOf(graph, random);
  if (node === undefined) return;
  const names = (graph.node ?? []).flatMap(({ input = [], output = [] }) => [...input, ...output]);
  const name = random.once(6) ? oddName(random) : random.pick(names);
  const side = random.once(4) ? "output" : "input";
  const list = [...node[side] ?? []];
  switch (random.below(4)) {
    case 0:
      list.splice(random.below(list.length + 1), 0, name);
      break;
    case 1:
      list.splice(random.below(list.length), 1);
      break;
    case 2:
      if (side === "input") { while (list.length < 300) list.push(name); }
      break;
    default:
      list[random.below(list.length)] = name;
  }
  node[side] = list;
}

function changeOperator(graph: GraphProto, random: Random): void {
  const node = nodeOf(graph, random);
  if (node === undefined) return;
  if (random.once(6)) {
    node.domain = random.pick(["ai.onnx", "com.microsoft", "qonnx.custom_op.general", oddName(random)]);
  } else node.opType = random.once(8) ? oddName(random) : random.pick(OPERATORS);
}

/** Nodes doubled, in another order, taken away; or a long chain of them behind the output. */
function changeNodes(graph: GraphProto & { node: NodeProto[] }, random: Random): void {
  const { node: nodes } = graph;
  switch (random.below(4)) {
    case 0:
      nodes.push(structuredClone(random.pick(nodes)));
      break;
    case 1:
      nodes.reverse();
      break;
    case 2:
      nodes.splice(random.below(nodes.length), 1);
      break;
    default: {
      const from = random.pick(nodes).output?.[0] ?? "";
      const length = random.pick([10, 100, 3000]);
      const opType = random.pick(["Relu", "Identity", "Neg", "Add"]);
      for (let i = 0; i < length; i++) {
        const input = i === 0 ? from : `chain${i - 1}`;
        nodes.push({ opType, input: opType === "Add" ? [input, input] : [input], output: [`chain${i}`] });
      }
      graph.output?.forEach((output, i) => i === 0 && Object.assign(output, { name: `chain${length - 1}` }));
    }
  }
}

function rename(graph: GraphProto, random: Random): void {
  const target = random.pick([
    ...graph.node ?? [],
    ...graph.initializer ?? [],
    ...graph.input ?? [],
    ...graph.output ?? [],
  ]) as { name?: string };
  target.name = random.once(2) ? oddName(random) : random.pick(graph.node ?? []).name;
}

function changeVersion(_graph: GraphProto, random: Random, model: Mutable<ModelProto>): void {
  const version = random.once(2) ? random.below(30) : oddSize(random);
  model.opsetImport = random.once(6) ? [] : [{ domain: random.once(6) ? oddName(random) : "", version }];
}
