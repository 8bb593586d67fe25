import type { PoolAxis } from "../layers/mod.ts";
import { kerasConvAxis } from "../layers/mod.ts";
import type { Border, PerAxis } from "./builder_options.ts";
import { perAxis } from "./convolution_axes.ts";

/** Options of max pooling, in Keras's terms; explicit borders replace `padding`. */
export interface PoolOptions {
  /** Unique in the model. Default: `max_pooling2d_1` and so on, by kind and order of making. */
  readonly name?: string;
  /** Elements of a window along each axis. */
  readonly size: PerAxis;
  /** Input elements from one window to the next. Default: `size`. */
  readonly strides?: PerAxis;
  /** Input elements from one element of a window to the next. Default 1. */
  readonly dilation?: PerAxis;
  /** Default `"valid"`. */
  readonly padding?: "valid" | "same" | readonly Border[];
  /** Whether a last window that the input does not fill makes an output too. Default false. */
  readonly ceilMode?: boolean;
}

/** Options of average pooling. */
export interface AveragePoolOptions extends PoolOptions {
  /** Whether padding counts, as zeros. Default false, as in Keras. */
  readonly countsPadding?: boolean;
}

/** The axes of a pooling layer over an input of these lengths. */
export function poolAxes(options: PoolOptions, lengths: readonly number[]): PoolAxis[] {
  const { size, strides = size, dilation = 1, padding = "valid" } = options;
  return lengths.map((input, i) => {
    const shared = { kernel: perAxis(size, i), stride: perAxis(strides, i), dilation: perAxis(dilation, i) };
    return typeof padding === "string"
      ? kerasConvAxis({ ...shared, input, padding })
      : { ...shared, padBefore: padding[i].before, padAfter: padding[i].after };
  });
}
