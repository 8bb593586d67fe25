import type { ClockedExecution, ConcurrentExecution, Execution } from "../backends/mod.ts";
import { largest, smallest } from "../base/extremes.ts";
import { type Design, streamNamed } from "../design/mod.ts";
import type { FixedTensor } from "../tensor/mod.ts";
import type { CyclesReport, ScheduleReport, ThreadsReport } from "./report.ts";

/** The most beats that FIFOs held by their tensors, in whatever ran with stages side by side; null where nothing did. */
export function fillsOf(
  { concurrent, clocked }: Pick<Execution, "concurrent" | "clocked">,
): ReadonlyMap<string, number> | null {
  if (clocked === null) return concurrent?.fills ?? null;
  return new Map(
    [...clocked.streams].flatMap(([name, { fill }]) => fill === null ? [] : [[name, fill] as const]),
  );
}

/** When the beats of every tensor passed. */
export function cyclesReport(
  design: Design,
  { streams, stalls }: ClockedExecution,
): CyclesReport {
  const outputs = new Set(design.outputs.map(({ tensor }) => tensor));
  const tensors = [...streams].map(([name, { cycles }]) => {
    const { count } = streamNamed(design, name).beats;
    const images = cycles.length / count;
    return {
      name,
      first: cycles[0],
      last: cycles[count - 1],
      interval: images < 2 ? null : (cycles[cycles.length - 1] - cycles[count - 1]) / (images - 1),
    };
  });
  const ends = tensors.filter(({ name }) => outputs.has(name));
  return {
    stalls,
    firstOutputCycles: 1 + smallest(ends.map(({ first }) => first)),
    latencyCycles: 1 + largest(ends.map(({ last }) => last)),
    intervalCycles: ends.some(({ interval }) => interval === null)
      ? null
      : largest(ends.map(({ interval }) => interval ?? 0)),
    tensors,
  };
}

/** The schedule of a design with the fills that a run with stages side by side saw. */
export function scheduleReport(
  design: Design,
  fills: ReadonlyMap<string, number> | null,
): ScheduleReport | null {
  const { schedule } = design;
  if (schedule === null) return null;
  return {
    ...schedule,
    fifos: schedule.fifos.map((fifo) => ({ ...fifo, deepestFill: fills?.get(fifo.name) ?? null })),
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
