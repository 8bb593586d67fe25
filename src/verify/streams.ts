import type { ConcurrentExecution } from "../backends/mod.ts";
import type { Design } from "../design/mod.ts";
import type { FixedTensor } from "../tensor/mod.ts";
import type { ScheduleReport, ThreadsReport } from "./report.ts";

/** The schedule of a design with the fills that a run with stages side by side saw. */
export function scheduleReport(
  design: Design,
  concurrent: ConcurrentExecution | null,
): ScheduleReport | null {
  const { schedule } = design;
  if (schedule === null) return null;
  return {
    ...schedule,
    fifos: schedule.fifos.map((fifo) => ({ ...fifo, deepestFill: concurrent?.fills.get(fifo.name) ?? null })),
  };
}

/** How the outputs of such a run compare with those of the simulator. */
export function threadsReport(
  { outputs }: ConcurrentExecution,
  simulator: ReadonlyMap<string, FixedTensor>,
): ThreadsReport {
  let [samples, mismatches] = [0, 0];
  for (const [name, { shape, data }] of outputs) {
    const expected = simulator.get(name)!.data;
    samples = shape[0];
    data.forEach((mantissa, i) => mismatches += mantissa === expected[i] ? 0 : 1);
  }
  return { samples, mismatches };
}
