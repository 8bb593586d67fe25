import type { ThreadedResult } from "../backends/hls/csim/mod.ts";
import type { Design } from "../design/mod.ts";
import type { FixedTensor } from "../tensor/mod.ts";
import type { ScheduleReport, ThreadsReport } from "./report.ts";

/** The schedule of a design with the fills that a threaded run saw. */
export function scheduleReport(design: Design, threaded: ThreadedResult | null): ScheduleReport | null {
  const { schedule } = design;
  if (schedule === null) return null;
  return {
    ...schedule,
    fifos: schedule.fifos.map((fifo) => ({ ...fifo, deepestFill: threaded?.fills.get(fifo.name) ?? null })),
  };
}

/** How the outputs of a threaded run compare with those of the simulator. */
export function threadsReport(
  { outputs }: ThreadedResult,
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
