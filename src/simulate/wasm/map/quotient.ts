import type { HardwareQuotient } from "../../../fixed/mod.ts";
import { type CastSteps, emitCast, inWords } from "./cast.ts";
import type { FunctionBody, Local } from "../assembler/encoder.ts";
import { I32, I32X4, type Lanes } from "../assembler/lanes.ts";
import { bitsOfInterval, fitsWord } from "./range.ts";

/** The cast of exact quotients to a type. */
export interface QuotientPlan {
  /** Null for a power of two, which only moves the binary point. */
  readonly division: { readonly raise: number; readonly divisor: number } | null;
  readonly cast: CastSteps;
  /** Bits of the largest number on the way. */
  readonly valueBits: number;
}

/** A planned division in words of 32 or 64 bits; null where they are too narrow. */
export function quotientInWords(
  { from, divisor, division, result }: HardwareQuotient,
  bits: 32 | 64,
): QuotientPlan | null {
  if (!fitsWord(from, bits)) return null;
  if (division !== null && (division.raise >= bits || !fitsWord(division.dividend, bits))) return null;
  const cast = inWords(result, bits);
  return cast && {
    division: division && { raise: division.raise, divisor },
    cast,
    valueBits: bitsOfInterval(division?.dividend ?? from) + 1,
  };
}

/** Divides the words in a local variable and casts the quotients; `quotient` is for its own use. */
export function emitQuotient(
  body: FunctionBody,
  lanes: Lanes,
  { value, quotient }: { readonly value: Local; readonly quotient: Local },
  { division, cast }: QuotientPlan,
): void {
  if (division !== null) emitDivision(body, lanes, { value, quotient }, division);
  emitCast(body, lanes, value, cast);
}

/** Changes words to the floors of their quotients, each with a bit behind it that is set where there is a rest. */
export function emitDivision(
  body: FunctionBody,
  lanes: Lanes,
  { value, quotient }: { readonly value: Local; readonly quotient: Local },
  { raise, divisor }: { readonly raise: number; readonly divisor: number },
): void {
  body.get(value);
  lanes.shiftCount(body, raise);
  body.op(lanes.shiftLeft).set(value);
  emitFloorDivision(body, lanes, { value, quotient, divisor });
  // quotient·divisor − value is negative where there is a rest: its sign becomes the last bit.
  body.get(quotient).get(quotient).op(lanes.add);
  body.get(quotient);
  lanes.constant(body, BigInt(divisor));
  body.op(lanes.mul).get(value).op(lanes.sub);
  lanes.shiftCount(body, lanes.bits - 1);
  body.op(lanes.shiftRightUnsigned).op(lanes.add).set(value);
}

/** The bytes of the upper two of four words, and those of the lower two of each of two vectors. */
const UPPER_WORDS = [8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15];
const LOWER_WORDS = [0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23];

/** Sets `quotient` to ⌊value / divisor⌋. */
function emitFloorDivision(
  body: FunctionBody,
  lanes: Lanes,
  { value, quotient, divisor }: { readonly value: Local; readonly quotient: Local; readonly divisor: number },
): void {
  if (lanes === I32X4) {
    // Float64 is exact here: a quotient of 32-bit integers that is none itself is further from one than it is rounded.
    const half = (push: () => void) => {
      push();
      body.op("f64x2.convert_low_i32x4_s");
      body.v128(new Uint8Array(new Float64Array(2).fill(divisor).buffer));
      body.op("f64x2.div").op("f64x2.floor").op("i32x4.trunc_sat_f64x2_s_zero");
    };
    half(() => body.get(value));
    half(() => body.get(value).get(value).shuffle(UPPER_WORDS));
    body.shuffle(LOWER_WORDS).set(quotient);
    return;
  }
  body.get(value);
  lanes.constant(body, BigInt(divisor));
  body.op(lanes === I32 ? "i32.div_s" : "i64.div_s").set(quotient);
  // Division truncates: where that went up, the rest is negative and its sign is −1.
  body.get(value).get(quotient);
  lanes.constant(body, BigInt(divisor));
  body.op(lanes.mul).op(lanes.sub);
  lanes.shiftCount(body, lanes.bits - 1);
  body.op(lanes.shiftRight).get(quotient).op(lanes.add).set(quotient);
}
