import { largest } from "../base/numbers/extremes.ts";
import type { AxisPlan } from "../walk/axis.ts";

/** Elements that a linear resizing looks at along an axis: the newest one and the one before. */
const WINDOW = 2;

/**
 * Plans an axis whose outputs follow no stride: output j is made at the position `newest[j]`, the index of the newest
 * element that it needs. Positions rise from output to output, or stay. The phases of a position are its outputs.
 */
export function planSamples(input: number, newest: readonly number[]): AxisPlan {
  const lead = newest[0];
  const grid = newest[newest.length - 1] - lead + 1;
  const counts = new Array<number>(grid).fill(0);
  for (const position of newest) counts[position - lead]++;
  const window = Math.min(WINDOW, input);
  const taps = Array.from({ length: window }, (_, tap) => ({ tap, offset: window - 1 - tap }));
  return {
    input,
    output: newest.length,
    phases: new Array(largest(counts)).fill(taps),
    counts,
    step: 1,
    firstPhase: 0,
    lead,
    grid,
    windows: grid,
    window,
    period: Math.max(grid, input),
  };
}
