import type { AttributeProto, ModelProto, NodeProto, TensorProto } from "../frontends/onnx/mod.ts";

/** QONNX's domain of operators whose tensors have their channels behind all other axes. */
const DOMAIN = "qonnx.custom_op.channels_last";

/**
 * An ONNX model with QONNX's operators of tensors with channels last written as operators of ONNX's own; null if there
 * are none in it. A batch normalisation becomes arithmetic along the last axis; convolutions and poolings stand between
 * two transpositions, whose axes their kernels tell.
 */
export function writeChannelsLastOut(model: ModelProto): ModelProto | null {
  const { graph = {}, opsetImport = [] } = model;
  const nodes = graph.node ?? [];
  if (!nodes.some(({ domain }) => domain === DOMAIN)) return null;
  const initializer: TensorProto[] = [...graph.initializer ?? []];
  const node = nodes.flatMap((each) => each.domain === DOMAIN ? written(each, initializer) : [each]);
  return {
    ...model,
    opsetImport: opsetImport.filter(({ domain }) => domain !== DOMAIN),
    graph: { ...graph, node, initializer },
  };
}

function written(node: NodeProto, initializer: TensorProto[]): readonly NodeProto[] {
  const [x = "", ...parameters] = node.input ?? [];
  const [y = ""] = node.output ?? [];
  const inner = (part: string) => `${y}/channels first/${part}`;
  if (node.opType === "BatchNormalization") {
    const [scale, bias, mean, variance] = parameters;
    const given = node.attribute?.find(({ name }) => name === "epsilon");
    // A writer may leave out a zero.
    const epsilon = given === undefined ? 1e-5 : given.f ?? 0;
    initializer.push({ name: inner("epsilon"), dims: [], dataType: 1, floatData: [epsilon] });
    return [
      { opType: "Sub", input: [x, mean], output: [inner("centred")] },
      { opType: "Add", input: [variance, inner("epsilon")], output: [inner("variance")] },
      { opType: "Sqrt", input: [inner("variance")], output: [inner("deviation")] },
      { opType: "Div", input: [inner("centred"), inner("deviation")], output: [inner("normalised")] },
      { opType: "Mul", input: [inner("normalised"), scale], output: [inner("scaled")] },
      { opType: "Add", input: [inner("scaled"), bias], output: [y] },
    ];
  }
  const spatial = (node.attribute?.find(({ name }) => name === "kernel_shape")?.ints ?? []).map((_, axis) =>
    axis + 1
  );
  const first = [0, spatial.length + 1, ...spatial];
  const last = [0, ...spatial.map((axis) => axis + 1), 1];
  const [weights, ...others] = parameters;
  const turned = weights === undefined ? [] : [transposed(weights, inner("weights"), first)];
  return [
    transposed(x, inner("x"), first),
    ...turned,
    {
      ...node,
      domain: "",
      input: [inner("x"), ...turned.map(() => inner("weights")), ...others],
      output: [inner("y")],
    },
    transposed(inner("y"), y, last),
  ];
}

function transposed(from: string, to: string, order: readonly number[]): NodeProto {
  const perm: AttributeProto = { name: "perm", type: 7, ints: order };
  return { opType: "Transpose", input: [from], output: [to], attribute: [perm] };
}
