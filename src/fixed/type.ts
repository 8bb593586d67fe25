import type { Brand } from "../base/brand.ts";

/** Rounding modes of `ap_fixed` (UG1399, "Arbitrary Precision Fixed-Point Data Types"). */
export const QUANTIZATION_MODES = [
  "AP_TRN",
  "AP_TRN_ZERO",
  "AP_RND",
  "AP_RND_ZERO",
  "AP_RND_MIN_INF",
  "AP_RND_INF",
  "AP_RND_CONV",
] as const;

/** Overflow modes of `ap_fixed` that Interlace supports; `AP_WRAP_SM` and N > 0 are refused. */
export const OVERFLOW_MODES = ["AP_WRAP", "AP_SAT", "AP_SAT_ZERO", "AP_SAT_SYM"] as const;

/** How a cast drops fraction bits that the target has not: a member of {@linkcode QUANTIZATION_MODES}. */
export type Quantization = typeof QUANTIZATION_MODES[number];
/** What a cast makes of a number outside the target's range: a member of {@linkcode OVERFLOW_MODES}. */
export type Overflow = typeof OVERFLOW_MODES[number];

/**
 * A fixed-point type with the semantics of `ap_[u]fixed<width, integer, quantization, overflow>`. A value is an
 * integer mantissa m of `width` bits; it stands for the real number m · 2^(integer − width). `integer` may be
 * negative or larger than `width`. `ap_[u]int<W>` is `integer = width`.
 *
 * @category Numbers
 */
export interface FixedType {
  /** Bits stored, 1…64. */
  readonly width: number;
  /** Bits left of the binary point, the sign bit included. */
  readonly integer: number;
  /** Whether the top bit is a sign bit (`ap_fixed`) or the highest of the magnitude (`ap_ufixed`). */
  readonly signed: boolean;
  /** Applied first: rounding may itself leave the range. */
  readonly quantization: Quantization;
  /** Applied to the quantised number. */
  readonly overflow: Overflow;
}

/** An integer mantissa, never to be mixed up with the real number that it stands for. */
export type Mantissa = bigint & Brand<"mantissa">;
