import { isDeepStrictEqual } from "node:util";
import type { ClockedExecution, ConcurrentExecution, Execution } from "../backends/mod.ts";
import { largest, smallest } from "../base/numbers/extremes.ts";
import { type Design, streamNamed, streamPassages } from "../design/mod.ts";
import type { FixedTensor } from "../tensor/mod.ts";
import type { CyclesReport, ScheduleReport, TensorCycles, ThreadsReport } from "./report.ts";

/** The most beats that FIFOs held by their tensors, in whatever ran with stages side by side; null where nothing did. */
export function fillsOf(
  { concurrent, clocked }: Pick<Execution, "concurrent" | "clocked">,
): ReadonlyMap<string, number> | null {
  if (clocked === null) return concurrent?.fills ?? null;
  return new Map(
    [...clocked.streams].flatMap(([name, { fill }]) => fill === null ? [] : [[name, fill] as const]),
  );
}

/** When the beats of every tensor passed, beside the exact schedule where there is one. */
export function cyclesReport(design: Design, { streams, stalls }: ClockedExecution): CyclesReport {
  const outputs = new Set(design.outputs.map(({ tensor }) => tensor));
  const seen = [...streams].map(([name, { cycles, fill }]) => {
    const { count } = streamNamed(design, name).beats;
    const ends = (from: number) => cycles.filter((_, beat) => beat % count === from);
    return { name, firsts: ends(0), lasts: ends(count - 1), fill };
  });
  const images = seen[0].lasts.length;
  const passages = images === 0 ? null : streamPassages(design, images);
  const tensors = seen.map(({ name, firsts, lasts, fill }): TensorCycles => {
    const [first, last] = [firsts[0], lasts[0]];
    const passage = passages?.get(name) ?? null;
    return {
      name,
      first,
      last,
      interval: lasts.length < 2 ? null : (lasts[lasts.length - 1] - last) / (lasts.length - 1),
      fill,
      scheduled: passage && { first: passage.firsts[0], last: passage.lasts[0], fill: passage.fill },
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
    unscheduled: stalls !== null || passages === null ? null : seen.flatMap(({ name, ...passage }) => {
      return isDeepStrictEqual(passage, passages.get(name)) ? [] : [name];
    }),
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
    pipelines: design.target.timing.pipelines,
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
