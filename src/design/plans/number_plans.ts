import type { ExactNumbers, FixedFormat, HardwareCast, HardwareQuotient } from "../../fixed/mod.ts";

/** Numbers of a multiply-accumulate stage. */
export interface MacNumbers {
  /** Of an input. */
  readonly input: ExactNumbers;
  /** Of an input and a weight, whatever the weights are. */
  readonly product: ExactNumbers;
  /** Of an accumulator and a product in its type, before the cast to it. */
  readonly sum: ExactNumbers;
  /** What happens to a bias, a product and a sum on their way into the accumulator, and to that on its way out. */
  readonly casts: Readonly<Record<"bias" | "product" | "sum" | "result", HardwareCast>>;
  /** What the sum of every output starts with: its bias as a mantissa of the accumulator. */
  readonly starts: readonly bigint[];
  /** What an output without inputs is: its bias as a mantissa of the result. */
  readonly empty: readonly bigint[];
  /** With the weights that the layer has, and zero. */
  readonly actual: ActualNumbers;
}

/** Numbers of a multiply-accumulate stage with the weights that it has. */
export interface ActualNumbers {
  /** Of a weight. */
  readonly weight: ExactNumbers;
  /** Of an input and a weight. */
  readonly product: ExactNumbers;
  /** What happens to a product and a sum on their way into the accumulator. */
  readonly casts: Readonly<Record<"product" | "sum", HardwareCast>>;
}

/** Numbers of a stage that casts one exact result. */
export interface ElementNumbers {
  /** The exact result. */
  readonly exact: ExactNumbers;
  /** What happens to it on its way out. */
  readonly result: HardwareCast;
}

/** From a place in a tensor that a map reads to the next, in elements; 0 where it stays. */
export interface MapStep {
  /** With the next pixel of the output, or its next beat where nothing repeats. */
  readonly pixel: number;
  /** With the next channel, or element of the beat. */
  readonly channel: number;
}

/** Numbers of a pooling. */
export interface PoolNumbers {
  /** Of an element. */
  readonly element: ExactNumbers;
  /** Of the one element that is chosen, or of its place; null for an average. */
  readonly maximum: HardwareQuotient | null;
  /** Of every kind of window; none for a maximum. */
  readonly averages: readonly AverageNumbers[];
}

/** Numbers of an average over windows that hold as many elements. */
export interface AverageNumbers {
  /** Elements that exist. */
  readonly taps: number;
  /** Places that count: those of elements, and of padding where it counts. */
  readonly places: number;
  /** Sum, quotient and result. */
  readonly quotient: HardwareQuotient;
}

/** Numbers of a linear resizing: shares have fewer fraction bits than they could, where all of an axis end with zeros. */
export interface InterpolateNumbers extends ElementNumbers {
  /** Fraction bits that the shares of an axis need; those of the rows are 0 in 1-D. */
  readonly shareBits: { readonly rows: number; readonly columns: number };
  /** Sum of the elements of a row, with such shares. */
  readonly across: ExactNumbers;
  /** Sum of all elements, with such shares. */
  readonly sum: ExactNumbers;
  /** What happens to that on its way out. */
  readonly sumResult: HardwareCast;
}

/** Numbers of a softmax. */
export interface SoftmaxNumbers {
  /** Of an element. */
  readonly element: ExactNumbers;
  /** Of the largest element less another. */
  readonly difference: ExactNumbers;
  /** A difference and half a cell of the table. */
  readonly halfway: FixedFormat;
  /** The sum of the exponentials. */
  readonly sum: FixedFormat;
  /** Bits by which the leading digit of a sum can lie above that of one. */
  readonly exponents: number;
  /** An exponential and a reciprocal, whatever the tables hold, moved down by up to so many bits. */
  readonly scaled: FixedFormat;
  /** The same of what the tables hold. */
  readonly product: ExactNumbers;
  /** What happens to the product on its way out. */
  readonly result: HardwareCast;
}
