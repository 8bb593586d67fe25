import type { RealTensor } from "../../../tensor/mod.ts";
import { permuteData, withLast } from "../layout.ts";
import type { OnnxNode } from "../node.ts";
import type { ConstantTensor } from "../tensor.ts";
import { Refusal } from "../value.ts";
import type { Operator } from "./operator.ts";

/** y = alpha·x·B + beta·C over two-dimensional tensors. */
export const gemm: Operator = {
  check(node) {
    if (node.attributes.int("transA", 0) !== 0) throw new Refusal("transA moves the sample axis");
  },
  convert(node) {
    const source = node.signal(0);
    if (source.shape.length !== 1) {
      throw new Refusal(`it reads samples of shape [${source.shape}], expected one axis`);
    }
    const tensor = node.parameter(1);
    if (tensor.shape.length !== 2) throw new Refusal(`its matrix B has shape [${tensor.shape}]`);
    const turned = node.attributes.int("transB", 0) !== 0;
    node.builder.reserve(tensor.data.length);
    const matrix = turned
      ? { shape: [...tensor.shape].reverse(), data: permuteData(tensor, [1, 0]) }
      : tensor;
    const weights: RealTensor = {
      shape: matrix.shape,
      data: scaled(matrix.data, node.attributes.float("alpha", 1)),
    };
    return node.emit({ kind: "dense", weights, bias: gemmBias(node, weights.shape[1]) }, source);
  },
};

/** beta·C, spread over the outputs; C must be the same for every sample. */
function gemmBias(node: OnnxNode, outputs: number): Float64Array | null {
  if (!node.has(2)) return null;
  const tensor: ConstantTensor = node.parameter(2);
  const [columns = 1, ...samples] = [...tensor.shape].reverse();
  if (samples.some((size) => size !== 1)) {
    throw new Refusal(`its C has shape [${tensor.shape}], which differs from sample to sample`);
  }
  if (columns !== 1 && columns !== outputs) {
    throw new Refusal(`its C has shape [${tensor.shape}], which does not fit ${outputs} outputs`);
  }
  node.builder.reserve(outputs);
  const data = columns === outputs ? tensor.data : new Float64Array(outputs).fill(tensor.data[0]);
  return scaled(data, node.attributes.float("beta", 1));
}

function scaled(data: Float64Array, factor: number): Float64Array {
  return factor === 1 ? data : data.map((value) => value * factor);
}

/** y = x·B over the last axis. */
export const matMul: Operator = {
  convert(node) {
    if (node.isConstant(0)) throw new Refusal("a constant times a computed matrix mixes the samples");
    const source = node.signal(0);
    const tensor = node.parameter(1);
    const [inputs, outputs] = tensor.shape.slice(-2);
    if (
      tensor.shape.length < 2 || tensor.data.length !== inputs * outputs ||
      tensor.shape.length > source.shape.length + 1
    ) {
      throw new Refusal(`its matrix has shape [${tensor.shape}], supported is one matrix for all samples`);
    }
    const weights: RealTensor = { shape: [inputs, outputs], data: tensor.data };
    const ready = withLast(source, source.shape.length - 1, node);
    return node.emit({ kind: "dense", weights, bias: null }, ready);
  },
};
