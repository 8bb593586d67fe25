import type { ConvAxis, ConvTransposeAxis } from "../layer.ts";

/** Effective kernel ke = (k − 1)d + 1: the span of a dilated kernel. */
export function effectiveKernel(axis: { readonly kernel: number; readonly dilation: number }): number {
  return (axis.kernel - 1) * axis.dilation + 1;
}

/**
 * Input elements that the window of a transposed convolution spans: tap t reads ⌊t·d / s⌋ elements behind the newest, so
 * that they are ⌊(k − 1)d / s⌋ + 1.
 */
export function transposedWindow(
  { kernel, dilation, stride }: {
    readonly kernel: number;
    readonly dilation: number;
    readonly stride: number;
  },
): number {
  return Math.floor((kernel - 1) * dilation / stride) + 1;
}

/** Output length of a convolution: ⌊(n + pads − ke) / s⌋ + 1, which may be ≤ 0 for a kernel that does not fit. */
export function convOutputLength(input: number, axis: ConvAxis): number {
  return Math.floor((input + axis.padBefore + axis.padAfter - effectiveKernel(axis)) / axis.stride) + 1;
}

/** Output length of a transposed convolution: s(n − 1) + ke + q − c0 − c1. */
export function convTransposeOutputLength(input: number, axis: ConvTransposeAxis): number {
  return axis.stride * (input - 1) + effectiveKernel(axis) + axis.outputPadding - axis.cropBefore -
    axis.cropAfter;
}

/** What Keras's `padding` needs to know of an axis. */
export interface KerasAxis {
  /** n: input length, which `same` depends on. */
  readonly input: number;
  /** k: taps along the axis, at least 1. */
  readonly kernel: number;
  /** s, at least 1: input elements from one output to the next, or the reverse if transposed. */
  readonly stride: number;
  /** d, at least 1: elements from one tap to the next. */
  readonly dilation: number;
  /**
   * Keras's word; what it comes to differs between {@linkcode kerasConvAxis} and {@linkcode
   * kerasConvTransposeAxis}.
   */
  readonly padding: "valid" | "same";
}

/** A Keras or TF.js convolution axis; `same` pads total = max((⌈n/s⌉ − 1)s + ke − n, 0), the odd one at the end. */
export function kerasConvAxis(axis: KerasAxis): ConvAxis {
  const { kernel, stride, dilation } = axis;
  const covered = (Math.ceil(axis.input / stride) - 1) * stride + effectiveKernel(axis);
  const total = axis.padding === "same" ? Math.max(covered - axis.input, 0) : 0;
  const padBefore = Math.floor(total / 2);
  return { kernel, stride, dilation, padBefore, padAfter: total - padBefore };
}

/**
 * A Keras or TF.js transposed convolution axis. `valid` crops nothing and appends max(s − ke, 0) or the given output
 * padding; `same` gives o = n·s, or with an output padding p: o = s(n − 1) + (ke mod 2) + p. What is cropped,
 * total = max(s(n − 1) + ke − o, 0), loses ⌊total/2⌋ in front.
 */
export function kerasConvTransposeAxis(
  axis: KerasAxis & { readonly outputPadding?: number },
): ConvTransposeAxis {
  const { kernel, stride, dilation, outputPadding } = axis;
  const span = effectiveKernel(axis);
  if (axis.padding === "valid") {
    return {
      kernel,
      stride,
      dilation,
      cropBefore: 0,
      cropAfter: 0,
      outputPadding: outputPadding ?? Math.max(stride - span, 0),
    };
  }
  const full = stride * (axis.input - 1) + span;
  const output = outputPadding === undefined
    ? axis.input * stride
    : stride * (axis.input - 1) + (span % 2) + outputPadding;
  const total = Math.max(full - output, 0);
  const cropBefore = Math.floor(total / 2);
  return {
    kernel,
    stride,
    dilation,
    cropBefore,
    cropAfter: total - cropBefore,
    outputPadding: Math.max(output - full, 0),
  };
}
