import {
  type FixedType,
  type HardwareCast,
  type Interval,
  intervalOf,
  mantissaRange,
  planCast,
  type Quantization,
} from "../../../fixed/mod.ts";
import type { FunctionBody, Local } from "../assembler/encoder.ts";
import type { Lanes } from "../assembler/lanes.ts";
import { bitsOfInterval, fitsWord } from "./range.ts";

/** A planned cast in words, in steps that lose no bit that the result needs. */
export interface CastSteps extends Pick<HardwareCast, "to" | "overflow" | "result"> {
  /** Bits to shift left by. */
  readonly left: number;
  /** Bits to drop. */
  readonly right: number;
  /** How they are rounded. */
  readonly quantization: Quantization;
}

/**
 * Plans the cast of all numbers of an interval to a type in words of 32 or 64 bits; null where a step would need more
 * bits. The result may be an unsigned number of 64 bits only where words have as many.
 */
export function planWordCast(from: Interval, to: FixedType, bits: 32 | 64): CastSteps | null {
  return inWords(planCast(from, to), bits);
}

/** The same of a cast that is planned already. */
export function inWords(cast: HardwareCast, bits: 32 | 64): CastSteps | null {
  const { from, to, dropped, rounded, overflow, result } = cast;
  // Beyond two bits more than the numbers have, every rounding gives the same.
  const right = Math.min(Math.max(dropped, 0), bitsOfInterval(from) + 2);
  const left = Math.max(-dropped, 0);
  const margin = right > 0 ? 1n << BigInt(right) : 0n;
  const wraps = to.overflow === "AP_WRAP";
  if (left >= bits || right >= bits) return null;
  const shifted = { lo: from.lo << BigInt(left), hi: from.hi << BigInt(left) };
  // A wrapping cast needs the low bits alone, and all that words of 64 bits hold of a number are its low bits.
  const isModular = wraps && right === 0;
  const source = isModular ? from : { lo: shifted.lo - margin, hi: shifted.hi + margin };
  if (!fitsWord(source, bits) && !(isModular && bits === 64)) return null;
  // What overflows can be anything of the type; what does not is all that there is.
  const storable = fitsWord(overflow === null ? rounded : intervalOf(to), bits) || (bits === 64 && wraps);
  if (!storable) return null;
  return { left, right, quantization: to.quantization, overflow, to, result };
}

/** Casts the words in a local variable. */
export function emitCast(body: FunctionBody, lanes: Lanes, value: Local, steps: CastSteps): void {
  const { left, right } = steps;
  const shift = (name: "shiftLeft" | "shiftRight" | "shiftRightUnsigned", count: number) => {
    lanes.shiftCount(body, count);
    body.op(lanes[name]);
  };
  const unused = lanes.bits - steps.to.width;
  // Dropping low bits and wrapping high ones takes two shifts together: up to the top of the word, and down.
  const up = unused + left - right;
  if (steps.overflow === "AP_WRAP" && unused > 0 && up >= 0 && up < lanes.bits) {
    if (right > 0) emitRoundingTerm(body, lanes, value, steps);
    else body.get(value);
    if (up > 0) shift("shiftLeft", up);
    shift(steps.to.signed ? "shiftRight" : "shiftRightUnsigned", unused);
    body.set(value);
    return;
  }
  if (left > 0) {
    body.get(value);
    shift("shiftLeft", left);
    body.set(value);
  }
  if (right > 0) {
    emitRoundingTerm(body, lanes, value, steps);
    shift("shiftRight", right);
    body.set(value);
  }
  const { min, max } = mantissaRange(steps.to);
  switch (steps.overflow) {
    case null:
      return;
    case "AP_WRAP":
      if (unused === 0) return;
      body.get(value);
      shift("shiftLeft", unused);
      shift(steps.to.signed ? "shiftRight" : "shiftRightUnsigned", unused);
      body.set(value);
      return;
    case "AP_SAT":
    case "AP_SAT_SYM":
      emitClamp(body, lanes, value, { min, max });
      return;
    case "AP_SAT_ZERO":
      for (const outside of ["below", "above"] as const) {
        lanes.constant(body, 0n);
        body.get(value);
        if (outside === "below") body.get(value);
        lanes.constant(body, outside === "below" ? min : max);
        if (outside === "above") body.get(value);
        body.op(lanes.less).op(lanes.choose).set(value);
      }
  }
}

/** Bounds of words; null is an open end. */
export interface Bounds {
  readonly min: bigint | null;
  readonly max: bigint | null;
}

/** Raises words to `min`, then lowers them to `max`. */
export function emitClamp(body: FunctionBody, lanes: Lanes, value: Local, { min, max }: Bounds): void {
  if (min !== null) {
    lanes.constant(body, min);
    body.get(value);
    if (lanes.max !== null) body.op(lanes.max);
    else {
      body.get(value);
      lanes.constant(body, min);
      body.op(lanes.less).op(lanes.choose);
    }
    body.set(value);
  }
  if (max !== null) {
    lanes.constant(body, max);
    body.get(value);
    if (lanes.min !== null) body.op(lanes.min);
    else {
      lanes.constant(body, max);
      body.get(value).op(lanes.less).op(lanes.choose);
    }
    body.set(value);
  }
}

/** Pushes what gives the rounded number when its low bits are dropped. */
function emitRoundingTerm(
  body: FunctionBody,
  lanes: Lanes,
  value: Local,
  { right, quantization }: Pick<CastSteps, "right" | "quantization">,
): void {
  const half = 1n << BigInt(right - 1);
  const plus = (term: bigint) => {
    if (term === 0n) return;
    lanes.constant(body, term);
    body.op(lanes.add);
  };
  /** Pushes 1 for a negative number, else 0. */
  const sign = () => {
    body.get(value);
    lanes.shiftCount(body, lanes.bits - 1);
    body.op(lanes.shiftRightUnsigned);
  };
  body.get(value);
  switch (quantization) {
    case "AP_TRN":
      return;
    case "AP_TRN_ZERO":
      // Negative numbers are raised by all that may be dropped.
      body.get(value);
      lanes.shiftCount(body, lanes.bits - 1);
      body.op(lanes.shiftRight);
      lanes.constant(body, 2n * half - 1n);
      body.op(lanes.and).op(lanes.add);
      return;
    case "AP_RND":
      plus(half);
      return;
    case "AP_RND_MIN_INF":
      plus(half - 1n);
      return;
    case "AP_RND_ZERO":
      sign();
      body.op(lanes.add);
      plus(half - 1n);
      return;
    case "AP_RND_INF":
      sign();
      body.op(lanes.sub);
      plus(half);
      return;
    case "AP_RND_CONV":
      // The lowest bit that stays decides a tie.
      body.get(value);
      lanes.shiftCount(body, right);
      body.op(lanes.shiftRight);
      lanes.constant(body, 1n);
      body.op(lanes.and).op(lanes.add);
      plus(half - 1n);
  }
}
