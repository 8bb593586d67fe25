import { smallest } from "../base/numbers/extremes.ts";
import { type AxisPlan, phasesAt } from "./axis.ts";
import { type WindowCounters, windowCounters } from "./window_counters.ts";

/** What a convolution in stream mode does, counted: the C++ kernel counts the same and tests hold both equal. */
export interface StreamSchedule {
  /** Trip count of the one pipelined loop. */
  readonly iterations: number;
  /** The iteration (from 0) that writes the first output beat. */
  readonly firstOutput: number;
  /** Pixels of the input: one a beat. */
  readonly inputBeats: number;
  /** Pixels of the output: one a beat. */
  readonly outputBeats: number;
  /** Positions of a sweep over one row: the column axis' period, raised where the line buffer would be used too soon. */
  readonly period: number;
  /** Ranges of the loop's counters, beside that of its iterations. */
  readonly counters: WindowCounters;
}

/** What {@linkcode streamSchedule} needs to know. */
export interface StreamScheduleInput {
  /** Null for a 1-D convolution. */
  readonly rows: AxisPlan | null;
  /** The width, or the length of a 1-D convolution. */
  readonly columns: AxisPlan;
  /** Least loop iterations between two uses of one line-buffer column. */
  readonly sweepGap: number;
  /** Loop iterations that an output pixel of a phase takes, at least 1. */
  readonly iterationsOf: (phase: { readonly row: number; readonly column: number }) => number;
}

/** A sweep of the window along a row. */
export interface Sweep {
  /** Row phase of which it makes outputs; null if of none. */
  readonly phase: number | null;
  /** Whether it reads a new input row. */
  readonly reads: boolean;
  /** Index of the newest row of the window, which runs past the last one. */
  readonly position: number;
}

/**
 * Counts the iterations of a stream convolution. The loop moves the window one position at a time, row after row
 * (*sweeps*); a sweep over an input row that is not in the line buffers yet reads one pixel a position. The window runs
 * `columns.lead` positions ahead of the outputs, so that it is full when an output row starts. A position takes one
 * iteration, or those of its output pixels.
 */
export function streamSchedule(input: StreamScheduleInput): StreamSchedule {
  const { columns, rows } = input;
  const sweeps = rowSweeps(rows);
  const columnPhases = Array.from({ length: columns.grid }, (_, q) => phasesAt(columns, q));
  const iterationsAt = (sweep: Sweep, q: number): number => {
    const { phase } = sweep;
    const phases = columnPhases[q] ?? [];
    if (phase === null || phases.length === 0) return 1;
    return phases.reduce((sum, column) => sum + input.iterationsOf({ row: phase, column }), 0);
  };

  const period = sweepPeriod({
    columns,
    sweeps,
    sweepGap: input.sweepGap,
    iterationsAt,
    buffered: rows !== null && lineRows(rows) > 0,
  });
  const lastRead = sweeps.findLastIndex((sweep) => sweep.reads) * period + columns.input - 1;
  const lastOutput = sweeps.findLastIndex((sweep) => sweep.phase !== null) * period + columns.lead +
    columns.grid - 1;
  const positions = Math.max(lastRead, lastOutput) + 1;

  let iterations = Math.min(columns.lead, positions);
  let firstOutput = -1;
  const sweepsOfPhase = new Map<number | null, { readonly each: readonly number[]; readonly all: number }>();
  for (let from = columns.lead, k = 0; from < positions; from += period, k++) {
    const sweep: Sweep = sweeps[k] ?? { phase: null, reads: false, position: sweeps.length };
    let positionsOf = sweepsOfPhase.get(sweep.phase);
    if (positionsOf === undefined) {
      const each = Array.from({ length: period }, (_, q) => iterationsAt(sweep, q));
      positionsOf = { each, all: each.reduce((sum, count) => sum + count, 0) };
      sweepsOfPhase.set(sweep.phase, positionsOf);
    }
    if (firstOutput < 0 && sweep.phase !== null) {
      firstOutput = iterations + input.iterationsOf({ row: sweep.phase, column: columns.firstPhase }) - 1;
    }
    // Only the last sweep may be cut short: walking along all of them would take as long as the map is large.
    const { each, all } = positionsOf;
    iterations += from + period <= positions
      ? all
      : each.slice(0, positions - from).reduce((sum, count) => sum + count, 0);
  }

  return {
    iterations,
    firstOutput,
    inputBeats: columns.input * (rows?.input ?? 1),
    outputBeats: columns.output * (rows?.output ?? 1),
    period,
    counters: windowCounters({ rows, columns, sweeps, period, positions }),
  };
}

/**
 * Rows that the line buffers keep: the whole window where several output rows read the same input rows, else all but
 * the newest row, which is used as it arrives.
 */
export function lineRows(rows: AxisPlan): number {
  return rows.phases.length > 1 ? rows.window : rows.window - 1;
}

/** Number of outputs along an axis that a phase makes. */
export function countOutputs(plan: AxisPlan, phase: number): number {
  const count = plan.phases.length;
  const first = (phase - plan.firstPhase + count) % count;
  return first >= plan.output ? 0 : Math.floor((plan.output - 1 - first) / count) + 1;
}

/** The sum of a number of each output pixel, which depends on the pixel's phase. */
export function sumOverOutputs(
  { rows, columns }: Pick<StreamScheduleInput, "rows" | "columns">,
  numberOf: (phase: { readonly row: number; readonly column: number }) => number,
): number {
  const columnCounts = columns.phases.map((_, phase) => countOutputs(columns, phase));
  const rowCounts = rows ? rows.phases.map((_, phase) => countOutputs(rows, phase)) : [1];
  return rowCounts.reduce(
    (sum, rowCount, row) =>
      columnCounts.reduce(
        (total, columnCount, column) => total + rowCount * columnCount * numberOf({ row, column }),
        sum,
      ),
    0,
  );
}

/** The sweeps of an image in their order; a 1-D convolution (null) has one. */
export function rowSweeps(rows: AxisPlan | null): readonly Sweep[] {
  if (rows === null) return [{ phase: 0, reads: true, position: 0 }];
  const sweeps: Sweep[] = [];
  const positions = Math.max(rows.lead + rows.grid, rows.input);
  for (let position = 0; position < positions; position++) {
    const phases = phasesAt(rows, position - rows.lead);
    const reads = position < rows.input;
    if (phases.length === 0) sweeps.push({ phase: null, reads, position });
    phases.forEach((phase, i) => sweeps.push({ phase, reads: reads && i === 0, position }));
  }
  return sweeps;
}

/**
 * The column period, raised until a line-buffer column cannot be used again too soon. While the window runs ahead of the
 * outputs, positions take one iteration whatever their outputs.
 */
function sweepPeriod(input: {
  readonly columns: AxisPlan;
  readonly sweeps: readonly Sweep[];
  readonly sweepGap: number;
  readonly iterationsAt: (sweep: Sweep, position: number) => number;
  readonly buffered: boolean;
}): number {
  const { columns, sweeps, sweepGap, iterationsAt } = input;
  if (!input.buffered) return columns.period;
  if (columns.lead > 0) return Math.max(columns.period, sweepGap);
  let least = 0;
  for (let q = 0; q < columns.period && least < sweepGap; q++) {
    least += smallest(sweeps.map((sweep) => iterationsAt(sweep, q)));
  }
  return columns.period + Math.max(0, sweepGap - least);
}
