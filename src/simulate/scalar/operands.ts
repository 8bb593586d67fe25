import type { MacPlan } from "../../design/mod.ts";
import { castMantissa, type FixedType, fractionBits, type Mantissa, mantissaAt } from "../../fixed/mod.ts";
import type { FixedTensor, Mantissas } from "../../tensor/mod.ts";
import { MAX_DOUBLE } from "./double_cast.ts";

/** A multiply-accumulate stage at work. */
export interface MacOperands {
  readonly plan: Pick<MacPlan, "weights" | "bias" | "accumulator">;
  readonly groups: number;
  /** Inputs of one group. */
  readonly inputs: number;
  /** Outputs of all groups. */
  readonly outputs: number;
  readonly x: FixedTensor;
  readonly y: { readonly type: FixedType; readonly data: Mantissas };
}

/** Where a tap of an output pixel finds its operands. */
export interface TapAddress {
  /** Index in `x` of the first channel of the input pixel. */
  readonly input: number;
  /** Index in the weights of the first one of the tap. */
  readonly weight: number;
}

/** The accumulators of one output pixel, one an output channel. */
export interface Accumulator {
  /** acc = cast(bias) */
  start(): void;
  /** acc = cast(acc + cast(x·w)) for all channels of one tap, the input channels ascending. */
  add(tap: TapAddress): void;
  /** Writes cast(acc) to the channels of an output pixel, the first of which is `output`. */
  store(output: number): void;
}

/**
 * Whether the order of the sum is irrelevant: the accumulator holds every fraction bit of the products, so that no
 * cast rounds, and wraps, so that the sum is one modulo 2^width.
 */
export function isOrderFree({ plan, x }: MacOperands): boolean {
  return plan.accumulator.overflow === "AP_WRAP" &&
    fractionBits(plan.accumulator) >= productFraction({ plan, x });
}

/** Fraction bits of x·w. */
export function productFraction({ plan, x }: Pick<MacOperands, "plan" | "x">): number {
  return fractionBits(x.type) + fractionBits(plan.weights.type);
}

/** cast(bias) of every output. */
export function startValues({ plan, outputs }: MacOperands): readonly Mantissa[] {
  const { bias, accumulator } = plan;
  const fraction = fractionBits(bias.type);
  return Array.from(
    { length: outputs },
    (_, output) => castMantissa(mantissaAt(bias.data, output, bias.type), fraction, accumulator),
  );
}

/** The largest magnitude of a mantissa of a type, or the next power of two. */
export function magnitudeOf(type: FixedType): number {
  return 2 ** (type.signed ? type.width - 1 : type.width);
}

/** Mantissas as float64, or null where one might not be exact. */
export function doublesOf({ type, data }: FixedTensor): Float64Array | null {
  return magnitudeOf(type) <= MAX_DOUBLE
    ? new Float64Array(data.length).map((_, i) => Number(data[i]))
    : null;
}
