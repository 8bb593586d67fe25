import type { Execution } from "../backends/mod.ts";
import { type Design, streamNamed } from "../design/mod.ts";
import type { FixedTensor } from "../tensor/mod.ts";

/** Cycles that a waveform shows before and behind the first beat that differs. */
const BEFORE = 200;
const BEHIND = 50;

/**
 * The cycles of a waveform around the first beat of all tensors, in time, in which an element differs from the simulator's.
 *
 * @returns Null where none differs, and where code ran that knows no cycles.
 */
export function waveformWindow(
  design: Design,
  simulator: ReadonlyMap<string, FixedTensor>,
  { tensors, clocked }: Execution,
): { readonly from: number; readonly to: number } | null {
  if (clocked === null) return null;
  let first = Infinity;
  for (const [name, { data }] of tensors) {
    const expected = simulator.get(name)!.data;
    const { width } = streamNamed(design, name).beats;
    // Beats of a tensor pass in order: its first element that differs is its first in time.
    const element = data.findIndex((mantissa, i) => mantissa !== expected[i]);
    if (element < 0) continue;
    first = Math.min(first, clocked.streams.get(name)!.cycles[Math.floor(element / width)]);
  }
  return first === Infinity ? null : { from: Math.max(0, first - BEFORE), to: first + BEHIND };
}
