/** What every primitive has. */
export interface PrimitiveBase<Kind extends string> {
  /** Tells the members of {@linkcode Primitive} apart. */
  readonly kind: Kind;
}

/** Geometry of one spatial axis of a convolution. */
export interface AxisGeometry {
  /** n: input length. */
  readonly input: number;
  /** o: output length. */
  readonly output: number;
  /** k: taps along the axis, at least 1. */
  readonly kernel: number;
  /** s: inputs from one output to the next (plain), outputs from one input to the next (transposed). */
  readonly stride: number;
  /** d: elements from one tap to the next, at least 1. */
  readonly dilation: number;
  /** Leading padding of a convolution, leading crop c0 of a transposed one. */
  readonly before: number;
}
