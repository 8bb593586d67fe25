import type { FixedType } from "../../fixed/mod.ts";
import type { Expression, InputNode } from "./expression.ts";
import type { PrimitiveBase } from "./primitive_base.ts";

/** y = min(max(slope·x + offset, 0), 1) */
export interface HardSigmoidPrimitive extends PrimitiveBase<"hard_sigmoid"> {
  /** The same for every element. */
  readonly slope: number;
  /** The same for every element. */
  readonly offset: number;
}

/** y = e^x / Σ e^x over the channels of every pixel. */
export interface SoftmaxPrimitive extends PrimitiveBase<"softmax"> {
  /** Elements of a pixel, the last axis. */
  readonly channels: number;
}

/** A function of every element by itself that its layer says both as a number and as an expression. */
export interface FormulaPrimitive extends PrimitiveBase<"formula"> {
  /** Name of the function for messages and generated names. */
  readonly function: string;
  /** In float64. */
  readonly evaluate: (x: number) => number;
  /** The same of an element in fixed point: the exact number that is cast to the type of the result. */
  readonly express: (x: InputNode, result: FixedType) => Expression;
  /** Whether every result is its element or 0, so that it needs no other type. */
  readonly picks: boolean;
}
