import { assert, assertEquals } from "@std/assert";
import {
  castMantissa,
  fixedType,
  type HardwareCast,
  intervalOf,
  OVERFLOW_MODES,
  planCast,
  QUANTIZATION_MODES,
} from "../../src/fixed/mod.ts";
import { overflowed, quantized } from "../../src/fixed/cast.ts";

/** The steps of a plan, one after the other, as hardware takes them. */
function runCast(value: bigint, { dropped, quantization, overflow, to }: HardwareCast): bigint {
  const rounded = quantization === null
    ? value << BigInt(-dropped)
    : quantized(value, BigInt(dropped), quantization);
  return overflow === null ? rounded : overflowed(rounded, to);
}

/** Small types of every mode, wider and narrower than what is cast, with a point far off too. */
function* targets() {
  for (const quantization of QUANTIZATION_MODES) {
    for (const overflow of OVERFLOW_MODES) {
      for (const signed of [true, false]) {
        for (const [width, integer] of [[1, 1], [3, 2], [4, 4], [5, 0], [6, 8], [8, 3], [9, -2]]) {
          yield fixedType({ width, integer, signed, quantization, overflow });
        }
      }
    }
  }
}

const INTERVALS = [[-16n, 15n], [-3n, 2n], [0n, 31n], [5n, 9n], [-9n, -4n], [7n, 7n]] as const;

Deno.test("planCast() makes steps that give every number of the interval the mantissa that castMantissa() gives", () => {
  for (const to of targets()) {
    for (const [lo, hi] of INTERVALS) {
      for (const fraction of [-1, 0, 3, 7]) {
        const cast = planCast({ lo, hi, fraction }, to);
        for (let value: bigint = lo; value <= hi; value++) {
          const label = `${value} of ${lo}…${hi}, fraction ${fraction}, to ${JSON.stringify(to)}`;
          assertEquals(runCast(value, cast), BigInt(castMantissa(value, fraction, to)), label);
        }
      }
    }
  }
});

Deno.test("planCast() has a step where it does something to some number, and nowhere else", () => {
  let [rounds, overflows, plain] = [0, 0, 0];
  for (const to of targets()) {
    for (const [lo, hi] of INTERVALS) {
      for (const fraction of [-1, 0, 3, 7]) {
        const cast = planCast({ lo, hi, fraction }, to);
        const label = `${lo}…${hi}, fraction ${fraction}, to ${JSON.stringify(to)}`;
        assertEquals(cast.quantization !== null, cast.dropped > 0, label);
        const wide = { ...to, width: 64, integer: 64 - (to.width - to.integer), signed: true };
        const whole = intervalOf(to);
        const found: bigint[] = [];
        let leaves = false;
        for (let value: bigint = lo; value <= hi; value++) {
          const rounded = castMantissa(value, fraction, wide);
          leaves ||= rounded < whole.lo || rounded > whole.hi;
          assert(rounded >= cast.rounded.lo && rounded <= cast.rounded.hi, label);
          const mantissa = castMantissa(value, fraction, to);
          assert(mantissa >= cast.result.lo && mantissa <= cast.result.hi, label);
          found.push(rounded);
        }
        assertEquals(cast.overflow, leaves ? to.overflow : null, label);
        assertEquals([cast.rounded.lo, cast.rounded.hi], [found[0], found.at(-1)], label);
        if (cast.quantization !== null) rounds++;
        if (cast.overflow !== null) overflows++;
        if (cast.quantization === null && cast.overflow === null) plain++;
      }
    }
  }
  assert(rounds > 1000 && overflows > 1000 && plain > 100, `${rounds} ${overflows} ${plain}`);
});
