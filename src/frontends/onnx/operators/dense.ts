import type { RealTensor } from "../../../tensor/mod.ts";
import { permuteData, withLast } from "../../import/layout.ts";
import { Refusal } from "../../import/refusal.ts";
import type { OnnxNode } from "../node.ts";
import type { ConstantTensor } from "../file/tensor.ts";
import { emitLinear, linearInput } from "./linear.ts";
import type { Operator } from "./operator.ts";

/** y = alpha·x·B + beta·C over two-dimensional tensors. */
export const gemm: Operator = {
  check(node) {
    if (node.attributes.int("transA", 0) !== 0) throw new Refusal("transA moves the sample axis");
  },
  convert(node) {
    const source = linearInput(node, 0);
    if (source.shape.length !== 1) {
      throw new Refusal(`it reads samples of shape [${source.shape}], expected one axis`);
    }
    const tensor = node.parameter(1);
    if (tensor.shape.length !== 2) throw new Refusal(`its matrix B has shape [${tensor.shape}]`);
    const turned = node.attributes.int("transB", 0) !== 0;
    const [outputs] = turned ? tensor.shape : tensor.shape.slice(1);
    const alpha = node.attributes.float("alpha", 1);
    return emitLinear(node, {
      source,
      // Codes times a factor are no codes.
      weights: alpha === 1 ? tensor : { ...tensor, data: scaled(tensor.data, alpha), quantised: undefined },
      layout: (matrix) => gemmWeights(node, { matrix, turned }),
      bias: gemmBias(node, outputs),
      axis: 0,
      build: (parameters) => ({ kind: "dense", ...parameters }),
    });
  },
};

/** The matrix B as `[inputs, outputs]`. */
function gemmWeights(
  node: OnnxNode,
  { matrix, turned }: { readonly matrix: ConstantTensor; readonly turned: boolean },
): RealTensor {
  node.builder.reserve(matrix.data.length);
  if (!turned) return { shape: matrix.shape, data: matrix.data };
  return { shape: [...matrix.shape].reverse(), data: permuteData(matrix, [1, 0]) };
}

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
    const source = linearInput(node, 0);
    const tensor = node.parameter(1);
    const [inputs, outputs] = tensor.shape.slice(-2);
    if (
      tensor.shape.length < 2 || tensor.data.length !== inputs * outputs ||
      tensor.shape.length > source.shape.length + 1
    ) {
      throw new Refusal(`its matrix has shape [${tensor.shape}], supported is one matrix for all samples`);
    }
    const last = source.shape.length - 1;
    return emitLinear(node, {
      source: withLast(source, last, node),
      weights: tensor,
      layout: ({ data }) => ({ shape: [inputs, outputs], data }),
      bias: null,
      axis: last,
      build: (parameters) => ({ kind: "dense", ...parameters }),
    });
  },
};
