import type { FixedType } from "../../fixed/mod.ts";
import type { Shape } from "../../tensor/mod.ts";

/** A tensor between stages, by io type. */
export type TensorPlan = StreamTensor | ParallelTensor;

/** What a tensor has however it travels. */
export interface TensorBase {
  /** Its key in `Design.tensors`: the name of its stage, or of a clone's second copy. */
  readonly name: string;
  /** Its name as an identifier of letters, digits and `_`, unique among tensors; back ends avoid their language's words. */
  readonly id: string;
  /** Sizes without the sample axis, channels last. */
  readonly shape: Shape;
  /** Of every element, what passes the stream included. */
  readonly type: FixedType;
}

/** Stream mode: its elements travel in row-major order, some of them at once. */
export interface StreamTensor extends TensorBase {
  /** Tells the members of {@linkcode TensorPlan} apart. */
  readonly kind: "stream";
  /** What travels at once, and how often. */
  readonly beats: Beats;
  /**
   * Beats that the FIFO holds which it waits in; `Design.schedule` says why. Of a port, what a FIFO holds that a back end
   * puts there: none needs one, and the schedule assumes none.
   */
  readonly depth: number;
}

/** Parallel mode: all of its elements at once, each in a register. */
export interface ParallelTensor extends TensorBase {
  /** Tells the members of {@linkcode TensorPlan} apart. */
  readonly kind: "parallel";
}

/** Beats of a stream. */
export interface Beats {
  /** In a sample. */
  readonly count: number;
  /** Elements of one. */
  readonly width: number;
  /** Bits of one. */
  readonly bits: number;
}

/** The tensors that a stage reads and writes. */
export interface StageEnds<Tensor extends TensorPlan> {
  /** In the order of its operands. */
  readonly inputs: readonly Tensor[];
  /** Its own, and a clone's second copy behind it. */
  readonly outputs: readonly Tensor[];
}
