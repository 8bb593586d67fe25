import { InterlaceError } from "../base/errors.ts";
import type { FixedType, Overflow, Quantization } from "./type.ts";

/** Most bits that a stored value has. */
export const MAX_WIDTH = 64;

/** Bits of the widest number that any evaluator computes with between operators, beyond those that are stored. */
export const MAX_EXACT_WIDTH = 128;

/**
 * Largest magnitude of `integer`. `ap_fixed` itself sets no limit; this one keeps every value of every type inside
 * the normal range of a float64, and typing errors such as `ap_fixed<16,66666>` out of the design.
 */
export const MAX_INTEGER = 512;

/** What {@linkcode fixedType} needs to know; the modes left out are those of `ap_fixed`. */
export interface FixedTypeOptions {
  /** Bits stored, 1…64. */
  readonly width: number;
  /** Bits left of the binary point, the sign bit included; −512…512. */
  readonly integer: number;
  /** Default `true`. */
  readonly signed?: boolean;
  /** Default `"AP_TRN"`. */
  readonly quantization?: Quantization;
  /** Default `"AP_WRAP"`. */
  readonly overflow?: Overflow;
}

/**
 * Makes a fixed-point type of the given bits and modes.
 *
 * @throws {InterlaceError} when `width` is not an integer in 1…64 or `integer` not one in −512…512.
 *
 * @example
 * ```ts
 * import { fixedType, printFixedType } from "./mod.ts";
 *
 * printFixedType(fixedType({ width: 16, integer: 6, overflow: "AP_SAT" })); // "ap_fixed<16,6,AP_TRN,AP_SAT>"
 * ```
 * @category Numbers
 */
export function fixedType(options: FixedTypeOptions): FixedType {
  const { width, integer, signed = true, quantization = "AP_TRN", overflow = "AP_WRAP" } = options;
  const defect = sizeDefect({ width, integer });
  if (defect !== undefined) {
    throw new InterlaceError(`Cannot make a fixed-point type: ${defect.finding}`, {
      code: "type-invalid",
      hint: defect.hint,
    });
  }
  return { width, integer, signed, quantization, overflow };
}

/** What is wrong with the bits of a type and what to do about it; `undefined` when they are fine. */
export function sizeDefect(
  { width, integer }: { readonly width: number; readonly integer: number },
): { readonly finding: string; readonly hint: string } | undefined {
  if (!Number.isInteger(width) || width < 1 || width > MAX_WIDTH) {
    return { finding: `its width is ${width}`, hint: `A stored value has 1 to ${MAX_WIDTH} bits.` };
  }
  if (!Number.isInteger(integer) || Math.abs(integer) > MAX_INTEGER) {
    return {
      finding: `it has ${integer} integer bits`,
      hint: `The number of integer bits is a whole number from -${MAX_INTEGER} to ${MAX_INTEGER}.`,
    };
  }
  return undefined;
}
