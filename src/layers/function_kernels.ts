import type { KernelBase } from "./kernel_base.ts";

/** y = min(max(slope·x + offset, 0), 1) */
export interface HardSigmoidKernel extends KernelBase<"hard_sigmoid"> {
  /** The same for every element. */
  readonly slope: number;
  /** The same for every element. */
  readonly offset: number;
}

/** y = e^x / Σ e^x over the channels of every pixel. */
export interface SoftmaxKernel extends KernelBase<"softmax"> {
  /** Elements of a pixel, the last axis. */
  readonly channels: number;
}

/** y = x for x > threshold, else 0. */
export interface ThresholdKernel extends KernelBase<"threshold"> {
  /** The same for every element. */
  readonly threshold: number;
}
