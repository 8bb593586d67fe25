import { suggestion } from "../base/text/nearest.ts";
import { InterlaceError } from "../base/errors.ts";
import { fixedType, sizeDefect } from "./construct.ts";
import {
  type FixedType,
  type Overflow,
  OVERFLOW_MODES,
  type Quantization,
  QUANTIZATION_MODES,
} from "./type.ts";

const FIXED_NAMES = ["ap_fixed", "ap_ufixed", "fixed", "ufixed"];
const INTEGER_NAMES = ["ap_int", "ap_uint", "int", "uint"];
const UNSIGNED_NAMES = ["ap_ufixed", "ufixed", "ap_uint", "uint"];

/**
 * Reads a fixed-point type: `ap_fixed<W,I[,Q[,O[,N]]]>`, `ap_ufixed<…>`, `ap_int<W>`, `ap_uint<W>`, or hls4ml's short
 * `fixed<…>`, `ufixed<…>`, `int<W>`, `uint<W>`. Spaces and letter case do not matter; modes may leave out `AP_`.
 *
 * @throws {InterlaceError} for anything else, for a width outside 1…64, and for the sign-magnitude and
 * saturation-bit wraps (`AP_WRAP_SM`, N > 0), which Interlace does not support.
 *
 * @example
 * ```ts
 * import { parseFixedType } from "./mod.ts";
 *
 * parseFixedType("fixed<16, 6, rnd>").quantization; // "AP_RND"
 * parseFixedType("ap_uint<8>").integer; // 8
 * ```
 * @category Numbers
 */
export function parseFixedType(text: string): FixedType {
  const match = /^\s*(\w+)\s*<([^<>]*)>\s*$/.exec(text);
  if (match === null) {
    throw refusal(text, "it does not read NAME<…>", "Write a type such as ap_fixed<16,6> or ap_uint<8>.");
  }
  const name = match[1].toLowerCase();
  const fields = match[2].split(",").map((field) => field.trim());
  const whole = INTEGER_NAMES.includes(name);
  if (!whole && !FIXED_NAMES.includes(name)) {
    const names = [...FIXED_NAMES, ...INTEGER_NAMES];
    throw refusal(text, `there is no type ${match[1]}`, suggestion(name, names));
  }
  if (whole ? fields.length !== 1 : fields.length < 2 || fields.length > 5) {
    const form = whole ? `${name}<W>` : `${name}<W,I[,Q[,O[,N]]]>`;
    throw refusal(
      text,
      `it has ${fields.length} parameter${fields.length === 1 ? "" : "s"}`,
      `Write ${form}.`,
    );
  }
  const [widthField, integerField = widthField, quantization, overflow, saturationBits] = fields;
  const width = wholeNumber(text, "width", widthField);
  const integer = wholeNumber(text, "number of integer bits", integerField);
  const defect = sizeDefect({ width, integer });
  if (defect !== undefined) throw refusal(text, defect.finding, defect.hint);
  requireNoSaturationBits(text, saturationBits);
  return fixedType({
    width,
    integer,
    signed: !UNSIGNED_NAMES.includes(name),
    quantization: quantization === undefined ? undefined : quantizationMode(text, quantization),
    overflow: overflow === undefined ? undefined : overflowMode(text, overflow),
  });
}

/**
 * Canonical C++ text of a type, the inverse of {@linkcode parseFixedType}: modes only as far as they are not the
 * default, `ap_uint<W>` for an unsigned type without fraction bits and with default modes. Its signed twin prints as
 * `ap_fixed<W,W>`: in the vendor's headers, assigning a fraction to `ap_int` truncates towards zero, not down.
 *
 * @example
 * ```ts
 * import { parseFixedType, printFixedType } from "./mod.ts";
 *
 * printFixedType(parseFixedType("ufixed<8,8>")); // "ap_uint<8>"
 * ```
 * @category Numbers
 */
export function printFixedType(type: FixedType): string {
  const { width, integer, quantization, overflow } = type;
  const prefix = type.signed ? "ap_" : "ap_u";
  if (overflow !== "AP_WRAP") return `${prefix}fixed<${width},${integer},${quantization},${overflow}>`;
  if (quantization !== "AP_TRN") return `${prefix}fixed<${width},${integer},${quantization}>`;
  return width === integer && !type.signed ? `ap_uint<${width}>` : `${prefix}fixed<${width},${integer}>`;
}

function wholeNumber(text: string, what: string, field: string): number {
  if (!/^[-+]?\d+$/.test(field)) {
    throw refusal(text, `the ${what} reads "${field}"`, "Write a whole number in decimal.");
  }
  return Number(field);
}

function requireNoSaturationBits(text: string, field: string | undefined): void {
  if (field === undefined) return;
  const bits = wholeNumber(text, "number of saturation bits N", field);
  if (bits !== 0) {
    throw refusal(text, `N is ${bits}`, "Saturation bits of a wrapping type are not supported; leave N out.");
  }
}

function quantizationMode(text: string, field: string): Quantization {
  const mode = withPrefix(field);
  const known = QUANTIZATION_MODES.find((name) => name === mode);
  if (known !== undefined) return known;
  throw refusal(
    text,
    `there is no rounding mode ${field}`,
    suggestion(mode, QUANTIZATION_MODES),
  );
}

function overflowMode(text: string, field: string): Overflow {
  const mode = withPrefix(field);
  const known = OVERFLOW_MODES.find((name) => name === mode);
  if (known !== undefined) return known;
  if (mode === "AP_WRAP_SM") {
    throw refusal(text, "AP_WRAP_SM is not supported", `Use one of ${OVERFLOW_MODES.join(", ")}.`);
  }
  throw refusal(text, `there is no overflow mode ${field}`, suggestion(mode, OVERFLOW_MODES));
}

function withPrefix(field: string): string {
  const mode = field.toUpperCase();
  return mode.startsWith("AP_") ? mode : `AP_${mode}`;
}

function refusal(text: string, finding: string, hint: string): InterlaceError {
  return new InterlaceError(`Cannot read the fixed-point type "${text}": ${finding}`, {
    code: "type-invalid",
    hint,
  });
}
