import type { CyclesReport, FifoReport, ScheduleReport } from "../../verify/mod.ts";
import { shortNumber } from "../../base/text/short_number.ts";
import type { FifoSchedule, NetworkSchedule } from "../../dataflow/mod.ts";
import type { TargetTiming } from "../../target/mod.ts";
import type { TextTable } from "../terminal/table.ts";

/** A schedule with or without what a threaded run saw. */
export type AnySchedule = NetworkSchedule | ScheduleReport;

/** Latency and interval in one line, and what is known of them. */
export function scheduleLine(
  { firstOutputCycles, latencyCycles, intervalCycles }: AnySchedule,
  pipelines: TargetTiming["pipelines"],
): string {
  return `first output after ${firstOutputCycles} cycles, first image after ${latencyCycles}, ` +
    `then an image every ${intervalCycles} (${KNOWN_OF[pipelines]})`;
}

/** What is known of cycles. */
const KNOWN_OF: Readonly<Record<TargetTiming["pipelines"], string>> = {
  stalling: "pipeline depths are assumed; synthesis may differ",
  elastic: "exact: cycles of the Verilog",
};

/** What simulation of the hardware counted, in one line. */
export function cyclesLine(
  { firstOutputCycles, latencyCycles, intervalCycles, stalls }: CyclesReport,
): string {
  const interval = intervalCycles === null ? "" : `, then an image every ${shortNumber(intervalCycles)}`;
  const pauses = stalls === null ? "" : `; every port and FIFO pauses at random, seed ${stalls}`;
  return `first output after ${firstOutputCycles} cycles, first image after ${latencyCycles}${interval}${pauses}`;
}

/** When the beats of the first image of every tensor passed and how full FIFOs got, beside what was scheduled exactly. */
export function cyclesTable({ tensors }: CyclesReport): TextTable {
  return {
    head: [
      "tensor",
      "first beat",
      "scheduled",
      "last beat",
      "scheduled",
      "deepest fill",
      "scheduled",
      "interval",
    ],
    rows: tensors.map(({ name, first, last, fill, interval, scheduled }) => [
      name,
      first,
      scheduled?.first ?? "-",
      last,
      scheduled?.last ?? "-",
      fill ?? "-",
      scheduled?.fill ?? "-",
      interval === null ? "-" : shortNumber(interval),
    ]),
  };
}

/** Whether all beats passed as scheduled, or of which tensors they did not; null where nothing says so. */
export function scheduledLine({ tensors, unscheduled }: CyclesReport): string | null {
  if (unscheduled === null) return null;
  if (unscheduled.length === 0) {
    return `as scheduled: first and last beat of every image, all ${tensors.length} tensors`;
  }
  return `not as scheduled: ${unscheduled.length} of ${tensors.length} tensors (${unscheduled.join(", ")})`;
}

/** What every stage does in an image, and how long it stands still in an interval. */
export function stagesTable({ stages }: AnySchedule): TextTable {
  return {
    head: ["stage", "kind", "iterations", "interval", "first output", "waits for input", "for room", "slack"],
    rows: stages.map(({ name, kind, iterations, busyCycles, firstOutputCycles, stalls }) => [
      name,
      kind,
      iterations,
      busyCycles,
      firstOutputCycles,
      stalls.input,
      stalls.output,
      stalls.slack,
    ]),
  };
}

/**
 * Depth of every FIFO and why it is so: the smallest that keeps the interval, one that keeps it (where showing that none
 * is smaller would have taken too long), or the user's own. Null if there is no FIFO.
 */
export function fifosTable({ fifos }: AnySchedule): TextTable | null {
  if (fifos.length === 0) return null;
  const ran = fifos.some((fifo) => "deepestFill" in fifo && fifo.deepestFill !== null);
  return {
    head: ["FIFO", "depth", "which is", "deadlocks below", ...ran ? ["deepest fill"] : []],
    rows: fifos.map((fifo: FifoSchedule | FifoReport) => [
      fifo.name,
      fifo.depth,
      fifo.from === "user"
        ? "set"
        : fifo.smallest
        ? "the smallest that keeps the interval"
        : "enough to keep the interval",
      fifo.deadlockFree ?? "-",
      ...ran && "deepestFill" in fifo ? [fifo.deepestFill ?? ""] : [],
    ]),
  };
}
