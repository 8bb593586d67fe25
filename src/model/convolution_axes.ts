import { InterlaceError } from "../base/errors.ts";
import {
  type ConvAxis,
  type ConvTransposeAxis,
  kerasConvAxis,
  kerasConvTransposeAxis,
} from "../layers/mod.ts";
import type { Shape } from "../tensor/mod.ts";
import type { ConvOptions, ConvTransposeOptions, PerAxis } from "./builder_options.ts";

/**
 * The spatial axes of a convolution over an input of this shape.
 *
 * @throws {InterlaceError} if the weights have too few axes.
 */
export function convAxes(shape: Shape, rank: 1 | 2, options: ConvOptions): ConvAxis[] {
  const { padding = "valid" } = options;
  return Array.from({ length: rank }, (_, i): ConvAxis => {
    const shared = sharedAxis(options, i);
    if (typeof padding !== "string") {
      return { ...shared, padBefore: padding[i].before, padAfter: padding[i].after };
    }
    return kerasConvAxis({ ...shared, input: shape[i], padding });
  });
}

/**
 * The spatial axes of a transposed convolution over an input of this shape.
 *
 * @throws {InterlaceError} if the weights have too few axes.
 */
export function convTransposeAxes(
  shape: Shape,
  rank: 1 | 2,
  options: ConvTransposeOptions,
): ConvTransposeAxis[] {
  const { padding = "valid", outputPadding } = options;
  return Array.from({ length: rank }, (_, i): ConvTransposeAxis => {
    const shared = sharedAxis(options, i);
    const extra = outputPadding === undefined ? undefined : perAxis(outputPadding, i);
    if (typeof padding !== "string") {
      return {
        ...shared,
        cropBefore: padding[i].before,
        cropAfter: padding[i].after,
        outputPadding: extra ?? 0,
      };
    }
    return kerasConvTransposeAxis({ ...shared, input: shape[i], padding, outputPadding: extra });
  });
}

/** The number that holds for an axis. */
export function perAxis(value: PerAxis, axis: number): number {
  return typeof value === "number" ? value : value[axis];
}

function sharedAxis(options: ConvOptions, axis: number) {
  const kernel = options.weights.shape[axis];
  if (kernel === undefined) {
    throw new InterlaceError(
      `Cannot build layer "${options.name ?? "convolution"}": its weights have too few axes`,
      { code: "layer-invalid" },
    );
  }
  return {
    kernel,
    stride: perAxis(options.strides ?? 1, axis),
    dilation: perAxis(options.dilation ?? 1, axis),
  };
}
