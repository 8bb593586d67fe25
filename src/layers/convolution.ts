import type { Shape } from "../tensor/mod.ts";
import { sizeOf } from "../tensor/mod.ts";
import { checkAxisBounds, checkPhases, checkSpan, checkWindow } from "./geometry/axis_bounds.ts";
import { checkParameter, checkTypes, type LayerDefinition, layerError, onlyInput } from "./definition.ts";
import {
  convOutputLength,
  convTransposeOutputLength,
  effectiveKernel,
  transposedWindow,
} from "./geometry/geometry.ts";
import type { ConvLayer, ConvTransposeLayer } from "./layer.ts";

type AnyConvolution = ConvLayer | ConvTransposeLayer;

/** 1-D and 2-D convolution. */
export const conv: LayerDefinition<ConvLayer> = {
  kind: "conv",
  summary: "convolution, 1-D and 2-D, any stride, dilation, groups and padding",
  typeName: (layer) => {
    const depthwise = layer.groups > 1 && layer.weights.shape.at(-2) === 1;
    return `${depthwise ? "Depthwise" : ""}Conv${layer.axes.length}D`;
  },
  outputShape: (layer, inputs) =>
    convolutionShape(layer, onlyInput(layer, inputs), (n, i) => {
      const { padBefore, padAfter } = layer.axes[i];
      checkSizes(layer, i, { padBefore, padAfter });
      checkAxisBounds(layer, { index: i, sizes: { "a padded length of": n + padBefore + padAfter } });
      return { output: convOutputLength(n, layer.axes[i]), span: effectiveKernel(layer.axes[i]) };
    }),
  primitive(layer, inputs) {
    return {
      kind: "convolution",
      transposed: false,
      axes: layer.axes.map((axis, i) => ({
        input: inputs[0][i],
        output: convOutputLength(inputs[0][i], axis),
        kernel: axis.kernel,
        stride: axis.stride,
        dilation: axis.dilation,
        before: axis.padBefore,
      })),
      ...parameters(layer, inputs[0]),
    };
  },
};

/** 1-D and 2-D transposed convolution. */
export const convTranspose: LayerDefinition<ConvTransposeLayer> = {
  kind: "conv_transpose",
  summary: "transposed convolution, 1-D and 2-D, any stride, dilation, groups, crops and output padding",
  typeName: (layer) => `Conv${layer.axes.length}DTranspose`,
  outputShape: (layer, inputs) =>
    convolutionShape(layer, onlyInput(layer, inputs), (n, i) => {
      const { cropBefore, cropAfter, outputPadding } = layer.axes[i];
      checkSizes(layer, i, { cropBefore, cropAfter, outputPadding });
      const output = convTransposeOutputLength(n, layer.axes[i]);
      checkAxisBounds(layer, {
        index: i,
        sizes: { "a length before crops of": output + cropBefore + cropAfter },
      });
      checkPhases(layer, layer.axes.map(({ stride }) => stride));
      return { output, span: transposedWindow(layer.axes[i]) };
    }),
  primitive(layer, inputs) {
    return {
      kind: "convolution",
      transposed: true,
      axes: layer.axes.map((axis, i) => ({
        input: inputs[0][i],
        output: convTransposeOutputLength(inputs[0][i], axis),
        kernel: axis.kernel,
        stride: axis.stride,
        dilation: axis.dilation,
        before: axis.cropBefore,
      })),
      ...parameters(layer, inputs[0]),
    };
  },
};

function parameters(layer: AnyConvolution, shape: Shape) {
  return {
    groups: layer.groups,
    channels: { input: shape[layer.axes.length], output: layer.weights.shape[layer.axes.length + 1] },
    weights: layer.weights.data,
    bias: layer.bias,
  };
}

function checkSizes(layer: AnyConvolution, index: number, borders: Readonly<Record<string, number>>): void {
  const { kernel, stride, dilation } = layer.axes[index];
  const positive = [kernel, stride, dilation].every((size) => Number.isSafeInteger(size) && size >= 1);
  const sizes = Object.values(borders);
  if (!positive || !sizes.every((size) => Number.isSafeInteger(size) && size >= 0)) {
    throw layerError(
      layer,
      `axis ${index} has kernel ${kernel}, stride ${stride}, dilation ${dilation}, pads or crops ${sizes}`,
      "Kernel, stride and dilation must be at least 1, pads, crops and output padding at least 0.",
    );
  }
  checkAxisBounds(layer, { index, sizes: { kernel, stride, dilation, ...borders } });
}

/** Output shape `[...lengths, channels]` after checking channels, groups, weights and bias against each other. */
function convolutionShape(
  layer: AnyConvolution,
  shape: Shape,
  planAxis: (input: number, axis: number) => { readonly output: number; readonly span: number },
): Shape {
  const rank = layer.axes.length;
  if (rank < 1 || rank > 2) throw layerError(layer, `it has ${rank} spatial axes, supported are 1 and 2`);
  if (shape.length !== rank + 1) {
    throw layerError(
      layer,
      `it reads a tensor of shape [${shape}], expected ${rank} spatial axes and channels`,
    );
  }
  const kernelShape = layer.weights.shape;
  if (kernelShape.length !== rank + 2) throw layerError(layer, `its weights have shape [${kernelShape}]`);
  const [groupInputs, outputs] = kernelShape.slice(rank);
  const inputs = shape[rank];
  if (groupInputs * layer.groups !== inputs || outputs % layer.groups !== 0) {
    throw layerError(
      layer,
      `${inputs} input channels and ${outputs} output channels do not fit ${layer.groups} groups of ` +
        `${groupInputs} input channels`,
    );
  }
  layer.axes.forEach((axis, i) => {
    if (axis.kernel !== kernelShape[i]) {
      throw layerError(layer, `axis ${i} says kernel ${axis.kernel}, its weights have ${kernelShape[i]}`);
    }
  });
  checkWindow(layer, kernelShape.slice(0, rank));
  checkParameter(layer, { field: "weights", values: layer.weights.data, lengths: [sizeOf(kernelShape)] });
  if (layer.bias) checkParameter(layer, { field: "bias", values: layer.bias, lengths: [outputs] });
  checkTypes(layer, [layer.types?.weights, layer.types?.bias]);
  const axes = layer.axes.map((axis, i) => ({ ...axis, ...planAxis(shape[i], i) }));
  const lengths = axes.map(({ output }) => output);
  const empty = lengths.findIndex((length) => length < 1);
  if (empty >= 0) {
    throw layerError(
      layer,
      `its output would be ${lengths[empty]} long on axis ${empty} for an input of [${shape}]`,
    );
  }
  checkSpan(layer, axes);
  return [...lengths, outputs];
}
