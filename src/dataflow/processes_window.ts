import { phasesAt } from "../walk/axis.ts";
import { type IterationKind, LoopBuilder } from "./processes.ts";
import { rowSweeps, type StreamSchedule, type StreamScheduleInput } from "../walk/stream.ts";

/** What an iteration of a window loop does, by index: reads + 2·writes. */
const KINDS: readonly IterationKind[] = [
  { reads: [], writes: [] },
  { reads: [0], writes: [] },
  { reads: [], writes: [0] },
  { reads: [0], writes: [0] },
];

/**
 * The loop of `window_stream.h`, iteration by iteration. At a position it reads in the first
 * iteration, where the window moves onto a pixel that is not in the line buffers; an output pixel is written in the last
 * of its own iterations. {@linkcode streamSchedule} counts the same loop as a whole.
 */
export function windowRuns(
  input: Pick<StreamScheduleInput, "rows" | "columns" | "iterationsOf">,
  schedule: Pick<StreamSchedule, "period" | "iterations">,
): LoopBuilder {
  const { columns, rows } = input;
  const { period } = schedule;
  const sweeps = rowSweeps(rows);
  const columnPhases = Array.from({ length: columns.grid }, (_, q) => phasesAt(columns, q));
  /** Sweeps before a sweep in which outputs of it begin. */
  const reach = Math.ceil(columns.lead / period);
  const sweepOf = ({ reads, phases }: { readonly reads: boolean; readonly phases: SweepPhases }) => {
    const sweep = new LoopBuilder(KINDS);
    for (let column = 0; column < period; column++) {
      let read = reads && column < columns.input ? 1 : 0;
      const behind = column - columns.lead;
      const back = Math.max(0, Math.ceil(-behind / period));
      const row = phases[reach - back];
      const made = row === null ? [] : columnPhases[behind + back * period] ?? [];
      for (const phase of made) {
        const count = input.iterationsOf({ row: row!, column: phase });
        if (count > 1) {
          sweep.add(1, read);
          sweep.add(count - 2, 0);
          read = 0;
        }
        sweep.add(1, read + 2);
        read = 0;
      }
      if (made.length === 0) sweep.add(1, read);
    }
    return sweep;
  };

  const loop = new LoopBuilder(KINDS);
  /** Most sweeps are like others. */
  const known = new Map<string, LoopBuilder>();
  for (let index = 0; loop.iterations < schedule.iterations; index++) {
    const reads = sweeps[index]?.reads ?? false;
    const phases = Array.from({ length: reach + 1 }, (_, i) => sweeps[index - reach + i]?.phase ?? null);
    const key = `${reads} ${phases}`;
    const sweep = known.get(key) ?? sweepOf({ reads, phases });
    known.set(key, sweep);
    loop.append(sweep, schedule.iterations - loop.iterations);
  }
  return loop;
}

/** Row phases of a sweep, the last one, and of those before it; null where a sweep makes no outputs. */
type SweepPhases = readonly (number | null)[];
