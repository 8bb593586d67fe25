import { channelsLast, plainOrder } from "../import/layout.ts";
import { Attributes } from "../onnx/file/attributes.ts";
import { consumersOf } from "../onnx/graph/graph.ts";
import type { InputRank } from "../onnx/graph/inputs.ts";
import { OPERATORS as ONNX_OPERATORS } from "../onnx/operators/table.ts";
import type { GraphProto, NodeProto, TensorProto } from "../onnx/file/proto.ts";
import { decodeTensor } from "../onnx/file/tensor.ts";
import { TENSORFLOW } from "./graph_proto.ts";
import { OPERATORS } from "./operators/table.ts";

/**
 * The order in which the axes of graph inputs lie in their layers: as they are, unless all readers (seen through
 * elementwise operators) want channels that stand in front, or turn the axes first.
 *
 * @param file Name of the model for messages.
 */
export function inputAxes(graph: GraphProto, file: string): (input: InputRank) => readonly number[] {
  const consumers = consumersOf(graph.node ?? []);
  const constants = new Map((graph.initializer ?? []).map((tensor) => [tensor.name ?? "", tensor]));
  return ({ name, rank }) => {
    const wishes = dataReaders(name, consumers)
      .map((node) => wishOf(node, { rank, constants, file }));
    const [first] = wishes;
    const agreed = first && wishes.every((wish) => wish?.every((axis, i) => axis === first[i]));
    return agreed ? first : plainOrder(rank);
  };
}

function dataReaders(name: string, consumers: ReadonlyMap<string, readonly NodeProto[]>): NodeProto[] {
  const seen = new Set([name]);
  const readers: NodeProto[] = [];
  for (const value of seen) {
    for (const node of consumers.get(value) ?? []) {
      const table = node.domain === TENSORFLOW ? OPERATORS : ONNX_OPERATORS;
      const passes = table.get(node.opType ?? "")?.elementwise === true && node.output?.[0];
      if (passes) seen.add(passes);
      else if (node.opType !== "Shape") readers.push(node);
    }
  }
  return readers;
}

interface Graph {
  readonly rank: number;
  readonly constants: ReadonlyMap<string, TensorProto>;
  readonly file: string;
}

/** The order that a node likes best; null if it has no wish. */
function wishOf(node: NodeProto, { rank, constants, file }: Graph): readonly number[] | null {
  if (node.opType === "Transpose") {
    const tensor = constants.get(node.input?.[1] ?? "");
    if (tensor === undefined) return null;
    const perm = [...decodeTensor(tensor, { file, external: new Map() }).data];
    const order = perm.slice(1).map((axis) => axis - 1);
    const valid = perm.length === rank + 1 && perm[0] === 0 &&
      plainOrder(rank).every((axis) => order.includes(axis));
    return valid ? order : null;
  }
  const format = node.attribute?.some(({ name }) => name === "data_format")
    ? new Attributes(node).text("data_format", "")
    : "";
  return format === "NCHW" ? channelsLast(rank) : null;
}
