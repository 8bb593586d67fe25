import { exactNumbers, fractionBits, planCast, planQuotient, storableInterval } from "../../fixed/mod.ts";
import type { AverageNumbers, InterpolateNumbers, PoolNumbers } from "../plans/number_plans.ts";
import { castOf, type NumberEnds } from "../types/numbers.ts";
import { INTERPOLATION_SHARE } from "./interpolate.ts";
import type { AxisWindow, InterpolatePlan, InterpolateSample, PoolPlan } from "../plans/window_plans.ts";

/** How much a window holds, of all its axes or of one. */
type WindowCount = Pick<AxisWindow, "taps" | "places">;

/** Numbers of a pooling. */
export function poolNumbers(
  { function: name, windows: axes }: Pick<PoolPlan, "function" | "windows">,
  ends: NumberEnds,
): PoolNumbers {
  if (name === "max") return maximumOf(ends);
  const counts = axes.map(distinct).reduce((windows, axis) =>
    distinct(
      windows.flatMap((window) =>
        axis.map(({ taps, places }) => ({ taps: window.taps * taps, places: window.places * places }))
      ),
    )
  );
  return averagesOf(counts, ends);
}

/** Numbers of the largest of some elements. */
export function maximumOf({ x, y }: NumberEnds): PoolNumbers {
  const element = storableInterval(x);
  return {
    element: exactNumbers(element),
    maximum: planQuotient(element, { divisor: 1, to: y }),
    averages: [],
  };
}

/** Numbers of the averages of windows that hold so much. */
export function averagesOf(counts: readonly WindowCount[], { x, y }: NumberEnds): PoolNumbers {
  const element = storableInterval(x);
  return {
    element: exactNumbers(element),
    maximum: null,
    averages: counts.map(({ taps, places }): AverageNumbers => {
      const sum = { ...element, lo: element.lo * BigInt(taps), hi: element.hi * BigInt(taps) };
      return { taps, places, quotient: planQuotient(sum, { divisor: places, to: y }) };
    }),
  };
}

function distinct(counts: readonly WindowCount[]): readonly WindowCount[] {
  return [...new Map(counts.map((count) => [`${count.taps} ${count.places}`, count])).values()];
}

/** Numbers of a linear resizing: shares add up to one, so that an exact sum only gains their fraction bits. */
export function interpolateNumbers(
  { rows, samples }: Pick<InterpolatePlan, "rows" | "samples">,
  ends: NumberEnds,
): InterpolateNumbers {
  const lifted = (bits: number) => {
    const { lo, hi, fraction } = storableInterval(ends.x);
    return { lo: lo << BigInt(bits), hi: hi << BigInt(bits), fraction: fraction + bits };
  };
  const shareBits = {
    rows: rows === null ? 0 : neededBits(samples[0]),
    columns: neededBits(samples[samples.length - 1]),
  };
  const sum = lifted(shareBits.rows + shareBits.columns);
  return {
    ...castOf(lifted(samples.length * fractionBits(INTERPOLATION_SHARE)), ends),
    shareBits,
    across: exactNumbers(lifted(shareBits.columns)),
    sum: exactNumbers(sum),
    sumResult: planCast(sum, ends.y),
  };
}

/** Fraction bits of shares without the zeros that all of them end with. */
function neededBits(samples: readonly InterpolateSample[]): number {
  let bits: number = fractionBits(INTERPOLATION_SHARE);
  let spare = 0n;
  while (bits > 0 && samples.every(({ share }) => (share >> spare) % 2n === 0n)) {
    spare++;
    bits--;
  }
  return bits;
}
