import { InterlaceError } from "../../base/errors.ts";
import {
  addIntervals,
  type FixedType,
  fractionBits,
  type Interval,
  intervalOf,
  mantissaAt,
  narrowestType,
  unionIntervals,
} from "../../fixed/mod.ts";
import type { FixedTensor } from "../../tensor/mod.ts";

/** What an exact accumulator is derived from. */
export interface AccumulatorInput {
  readonly layer: string;
  readonly x: FixedType;
  readonly weights: FixedTensor;
  readonly bias: FixedTensor;
  /** Output channel and phase of each weight; a phase's sum never mixes with another's. */
  readonly sumOf: (weightIndex: number) => number;
  /** Number of sums, and the output channel of each (for its bias). */
  readonly sums: number;
  readonly outputOf: (sum: number) => number;
  /** Bits that an accumulator may have. */
  readonly most: number;
}

/**
 * The narrowest type that holds bias + Σ w·x of every output for every x of the input type, and every partial sum,
 * with every fraction bit of products and bias: nothing is ever rounded or lost. Every subset of the taps counts, so
 * that borders are covered.
 *
 * @throws {InterlaceError} if it would be wider than allowed, naming the width and the layer.
 */
export function exactAccumulator(input: AccumulatorInput): FixedType {
  const { x, weights, bias } = input;
  const xs = intervalOf(x);
  const fraction = fractionBits(x) + fractionBits(weights.type);
  const lows = new Array<bigint>(input.sums).fill(0n);
  const highs = new Array<bigint>(input.sums).fill(0n);
  for (let i = 0; i < weights.data.length; i++) {
    const w = mantissaAt(weights.data, i, weights.type);
    const [a, b] = [w * xs.lo, w * xs.hi];
    const sum = input.sumOf(i);
    lows[sum] += a < b ? (a < 0n ? a : 0n) : (b < 0n ? b : 0n);
    highs[sum] += a > b ? (a > 0n ? a : 0n) : (b > 0n ? b : 0n);
  }
  let all: Interval = { lo: 0n, hi: 0n, fraction };
  for (let sum = 0; sum < input.sums; sum++) {
    const b = mantissaAt(bias.data, input.outputOf(sum), bias.type);
    const start = { lo: b, hi: b, fraction: fractionBits(bias.type) };
    all = unionIntervals(all, addIntervals(start, { lo: lows[sum], hi: highs[sum], fraction }));
  }
  return accumulatorType(input, all);
}

function accumulatorType({ layer, most }: AccumulatorInput, interval: Interval): FixedType {
  const { width, integer } = narrowestType(interval, { signed: true });
  if (width > most) {
    throw new InterlaceError(
      `Cannot accumulate layer "${layer}" exactly: its sums need ${width} bits, at most ${most} are supported`,
      {
        code: "limit-exceeded",
        place: { layer, field: "Precision.accum" },
        hint: "Use narrower inputs or weights, or set the accumulator's type yourself.",
      },
    );
  }
  return { width, integer, signed: true, quantization: "AP_TRN", overflow: "AP_WRAP" };
}

/**
 * Whether sums in an accumulator may be computed in any order modulo 2^width: it holds every fraction bit of the
 * products and wraps.
 */
export function accumulatesExactly(
  accumulator: FixedType,
  factors: { x: FixedType; weight: FixedType },
): boolean {
  return accumulator.overflow === "AP_WRAP" &&
    fractionBits(accumulator) >= fractionBits(factors.x) + fractionBits(factors.weight);
}
