import { largest } from "../base/numbers/extremes.ts";
import type { AxisPlan } from "./axis.ts";
import { type Counter, counterOf } from "./counter.ts";

/** Counters of a walk along an axis: `axis_walk` of `axis.h`, or `sample_walk` where outputs follow no stride. */
export interface AxisCounters {
  /** Index of the newest element of the window, which runs past the last one. */
  readonly position: Counter;
  /** Outputs made. */
  readonly output: Counter;
  /** Null where outputs follow no stride. */
  readonly strided: {
    /** Of the next output. */
    readonly phase: Counter;
    /** Positions until one with outputs. */
    readonly wait: Counter;
  } | null;
}

/** Counters of the loop of `window_stream.h` beside its iterations. */
export interface WindowCounters {
  /** Of the outputs along the rows; null in 1-D. */
  readonly rows: AxisCounters | null;
  /** Of the outputs along the columns. */
  readonly columns: AxisCounters;
  /** Of what fills the window ahead of the outputs; null in 1-D, where the window moves with the outputs. */
  readonly fill: {
    readonly rows: AxisCounters;
    /** Index of the pixel that arrives, which runs past the last one to the end of a sweep. */
    readonly column: Counter;
    /** Positions until the outputs set off. */
    readonly behind: Counter;
  } | null;
}

/** What the counters of a window follow from. */
export interface CountedWalk {
  readonly rows: AxisPlan | null;
  readonly columns: AxisPlan;
  /** In their order. */
  readonly sweeps: readonly { readonly phase: number | null; readonly position: number }[];
  /** Positions of a sweep. */
  readonly period: number;
  /** Positions that the window moves on in all. */
  readonly positions: number;
}

/** Ranges of the counters of a stream kernel with a window. */
export function windowCounters({ rows, columns, sweeps, period, positions }: CountedWalk): WindowCounters {
  if (rows === null) {
    return {
      rows: null,
      columns: axisCounters(columns, { wait: columns.lead, last: positions, outputs: columns.output }),
      fill: null,
    };
  }
  // The outputs follow as many positions behind as the window needs to be filled.
  const made = Math.max(0, positions - columns.lead);
  const rowsAfter = (advances: number) => {
    const done = sweeps.slice(0, advances);
    const seen = sweeps.slice(0, advances + 1);
    return axisCounters(rows, {
      wait: rows.lead,
      last: largest(seen.map(({ position }) => position)) + Math.max(0, advances - sweeps.length + 1),
      outputs: done.filter(({ phase }) => phase !== null).length,
      phase: largest(seen.map(({ phase }) => phase ?? 0)),
    });
  };
  return {
    rows: rowsAfter(Math.floor(made / period)),
    columns: axisCounters(columns, {
      wait: 0,
      last: columns.lead + Math.min(period, made),
      outputs: columns.output,
    }),
    fill: {
      rows: rowsAfter(Math.floor(positions / period)),
      column: counterOf({ max: Math.min(period - 1, positions) }),
      behind: counterOf({ max: columns.lead }),
    },
  };
}

/** How far a walk along an axis comes. */
interface AxisEnd {
  /** Positions to wait at its start. */
  readonly wait: number;
  readonly last: number;
  readonly outputs: number;
  /** The largest phase that is reached; absent where all outputs are made. */
  readonly phase?: number;
}

function axisCounters(axis: AxisPlan, { wait, last, outputs, phase }: AxisEnd): AxisCounters {
  const { firstPhase, phases, step, output, counts } = axis;
  const reached = phase ?? Math.min(phases.length, firstPhase + output) - 1;
  return {
    position: counterOf({ max: last }),
    output: counterOf({ max: outputs }),
    strided: counts !== undefined ? null : {
      phase: counterOf({ max: Math.max(firstPhase, reached) }),
      wait: counterOf({ max: Math.max(wait, step - 1) }),
    },
  };
}
