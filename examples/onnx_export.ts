/** Writes the trained network as PyTorch's and Keras' exporters do: NCHW, a symbolic batch axis, borders as numbers. */
import type * as tf from "npm:@tensorflow/tfjs@4.22.0";
import type { AttributeProto, ModelProto, NodeProto, TensorProto } from "../src/frontends/onnx/file/proto.ts";
import { CHAMBER, CHANNELS } from "./dataset.ts";
import { type Block, EPSILON, LEAKY_SLOPE, NETWORK, type Size } from "./network.ts";

const ELEMENT_FLOAT = 1;

/** The ONNX model (operator set 17) of a network that {@linkcode NETWORK} describes, with its trained weights. */
export function exportNetwork(trained: tf.Sequential): ModelProto {
  const graph = { nodes: new Array<NodeProto>(), weights: new Array<TensorProto>() };
  let size: Size = { height: CHAMBER.layers, width: CHAMBER.cells };
  let value = "readout";
  NETWORK.forEach((block, index) => {
    const last = index === NETWORK.length - 1;
    value = appendBlock(graph, {
      block,
      trained,
      size,
      input: value,
      output: last ? "probability" : undefined,
    });
    size = outputSize(block, size);
  });
  const image = { height: CHAMBER.layers, width: CHAMBER.cells };
  return {
    irVersion: 8,
    producerName: "train_autoencoder.ts",
    opsetImport: [{ domain: "", version: 17 }],
    graph: {
      name: "autoencoder",
      node: graph.nodes,
      initializer: graph.weights,
      input: [images("readout", { ...image, channels: CHANNELS })],
      output: [images("probability", { ...size, channels: NETWORK[NETWORK.length - 1].filters })],
    },
  };
}

interface Step {
  readonly block: Block;
  readonly trained: tf.Sequential;
  readonly size: Size;
  readonly input: string;
  /** Name of the block's last value, if it has to have a given one. */
  readonly output?: string;
}

/** Adds the nodes and weights of a block; returns the name of its output. */
function appendBlock(graph: { nodes: NodeProto[]; weights: TensorProto[] }, step: Step): string {
  const { block, trained, size, input } = step;
  const [kernel, bias] = trained.getLayer(block.name).getWeights();
  // Keras keeps (height, width, in, out), transposed convolutions (height, width, out, in); ONNX (out, in, …), (in, out, …).
  graph.weights.push(weightTensor(`${block.name}.weight`, kernel.transpose([3, 2, 0, 1])));
  const inputs = [input, `${block.name}.weight`];
  if (bias !== undefined) {
    graph.weights.push(weightTensor(`${block.name}.bias`, bias));
    inputs.push(`${block.name}.bias`);
  }
  const node = (name: string, rest: NodeProto & { readonly input: readonly string[] }): string => {
    const output = `${name}_out`;
    graph.nodes.push({ name, output: [output], ...rest });
    return rest.output?.[0] ?? output;
  };
  let value = node(block.name, {
    opType: block.kind === "conv" ? "Conv" : "ConvTranspose",
    input: inputs,
    attribute: borders(block, size),
  });
  if (block.batchNorm) {
    const name = `${block.name}_norm`;
    const roles = ["scale", "shift", "mean", "variance"].map((role) => `${name}.${role}`);
    trained.getLayer(name).getWeights().forEach((weight, i) =>
      graph.weights.push(weightTensor(roles[i], weight))
    );
    value = node(name, {
      opType: "BatchNormalization",
      input: [value, ...roles],
      attribute: [float("epsilon", EPSILON)],
    });
  }
  return node(`${block.name}_activation`, {
    ...ACTIVATIONS[block.activation],
    input: [value],
    ...(step.output !== undefined && { output: [step.output] }),
  });
}

const ACTIVATIONS: Readonly<Record<Block["activation"], NodeProto>> = {
  relu: { opType: "Relu" },
  leakyRelu: { opType: "LeakyRelu", attribute: [float("alpha", LEAKY_SLOPE)] },
  sigmoid: { opType: "Sigmoid" },
};

function outputSize({ kind, stride }: Block, { height, width }: Size): Size {
  return kind === "conv"
    ? { height: Math.ceil(height / stride.height), width: Math.ceil(width / stride.width) }
    : { height: height * stride.height, width: width * stride.width };
}

/** Keras' "same" in numbers: half of what is padded or cropped, rounded down, is at the beginning of each axis. */
function borders({ kind, kernel, stride }: Block, size: Size): AttributeProto[] {
  const total = (axis: keyof Size) =>
    kind === "conv"
      ? Math.max((Math.ceil(size[axis] / stride[axis]) - 1) * stride[axis] + kernel[axis] - size[axis], 0)
      : Math.max(kernel[axis] - stride[axis], 0);
  const begin = AXES.map((axis) => Math.floor(total(axis) / 2));
  const end = AXES.map((axis, i) => total(axis) - begin[i]);
  const attributes = [
    ints("kernel_shape", AXES.map((axis) => kernel[axis])),
    ints("strides", AXES.map((axis) => stride[axis])),
    ints("pads", [...begin, ...end]),
  ];
  if (kind === "conv") return attributes;
  const missing = AXES.map((axis) => Math.max(stride[axis] - kernel[axis], 0));
  return [...attributes, ints("output_padding", missing)];
}

const AXES = ["height", "width"] as const;

function images(name: string, { height, width, channels }: Size & { readonly channels: number }) {
  const dim = [{ dimParam: "N" }, ...[channels, height, width].map((dimValue) => ({ dimValue }))];
  return { name, type: { tensorType: { elemType: ELEMENT_FLOAT, shape: { dim } } } };
}

function weightTensor(name: string, weight: tf.Tensor): TensorProto {
  const values = weight.dataSync();
  const rawData = new Uint8Array(values.length * 4);
  const view = new DataView(rawData.buffer);
  values.forEach((value, index) => view.setFloat32(index * 4, value, true));
  return { name, dims: weight.shape, dataType: ELEMENT_FLOAT, rawData };
}

function float(name: string, f: number): AttributeProto {
  return { name, type: 1, f };
}

function ints(name: string, values: readonly number[]): AttributeProto {
  return { name, type: 7, ints: values };
}
