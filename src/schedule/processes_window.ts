import { phasesAt } from "./axis.ts";
import { type IterationKind, LoopBuilder, type LoopTiming, type StreamLoop } from "./processes.ts";
import { rowSweeps, type StreamSchedule, type StreamScheduleInput } from "./stream.ts";

/** What an iteration of a window loop does, by index: reads + 2·writes. */
const KINDS: readonly IterationKind[] = [
  { reads: [], writes: [] },
  { reads: [0], writes: [] },
  { reads: [], writes: [0] },
  { reads: [0], writes: [0] },
];

/**
 * The loop of `conv1d_stream.h` and `conv2d_stream.h`, iteration by iteration. At a position it reads in the first
 * iteration, where the window moves onto a pixel that is not in the line buffers; an output pixel is written in the last
 * of its own iterations. {@linkcode streamSchedule} counts the same loop as a whole.
 */
export function windowLoop(
  input: Pick<StreamScheduleInput, "rows" | "columns" | "iterationsOf">,
  schedule: StreamSchedule,
  timing: LoopTiming,
): StreamLoop {
  const { columns } = input;
  const { period } = schedule;
  const sweeps = rowSweeps(input.rows);
  const columnPhases = Array.from({ length: columns.grid }, (_, q) => phasesAt(columns, q));
  const loop = new LoopBuilder(KINDS);
  let iterations = 0;
  for (let position = 0; iterations < schedule.iterations; position++) {
    const column = position % period;
    let reads = sweeps[Math.floor(position / period)]?.reads && column < columns.input ? 1 : 0;
    const behind = position - columns.lead;
    const row = behind < 0 ? null : sweeps[Math.floor(behind / period)]?.phase ?? null;
    const phases = row === null ? [] : columnPhases[behind % period] ?? [];
    for (const phase of phases) {
      const count = input.iterationsOf({ row: row!, column: phase });
      if (count > 1) {
        loop.add(1, reads);
        loop.add(count - 2, 0);
        reads = 0;
      }
      loop.add(1, reads + 2);
      reads = 0;
      iterations += count;
    }
    if (phases.length > 0) continue;
    loop.add(1, reads);
    iterations++;
  }
  return loop.build(timing);
}
