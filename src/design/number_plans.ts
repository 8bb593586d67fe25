import type { FixedFormat, HardwareCast, Interval } from "../fixed/mod.ts";

/** Exact numbers between two operators: all that can occur, and the narrowest bits that hold them. */
export interface ExactNumbers extends Interval, FixedFormat {}

/** Numbers of a multiply-accumulate stage. */
export interface MacNumbers {
  /** Of an input and a weight. */
  readonly product: ExactNumbers;
  /** Of an accumulator and a product in its type, before the cast to it. */
  readonly sum: ExactNumbers;
  /** What happens to a bias, a product and a sum on their way into the accumulator, and to that on its way out. */
  readonly casts: Readonly<Record<"bias" | "product" | "sum" | "result", HardwareCast>>;
}

/** Numbers of a stage that casts one exact result. */
export interface ElementNumbers {
  /** The exact result. */
  readonly exact: ExactNumbers;
  /** What happens to it on its way out. */
  readonly result: HardwareCast;
}

/** Numbers of scale·x + shift. */
export interface AffineNumbers extends ElementNumbers {
  /** scale·x */
  readonly product: ExactNumbers;
}

/** Numbers of a rectifier, which casts either of two. */
export interface RectifierNumbers {
  /** slope·x of a negative x. */
  readonly product: ExactNumbers;
  /** What happens to an x that is not negative, and to the product. */
  readonly results: Readonly<Record<"positive" | "negative", HardwareCast>>;
}

/** From a place in an input of a merge to the next, in elements; 0 where it stays. */
export interface MergeStep {
  /** With the next pixel of the output, or its next beat where nothing repeats. */
  readonly pixel: number;
  /** With the next channel, or element of the beat. */
  readonly channel: number;
}
