import { largest } from "../base/numbers/extremes.ts";
import { type AxisPlan, phasesAt } from "./axis.ts";

/** What moves a window: the axes of a convolution. */
export interface WindowAxes {
  /** Null for a sequence. */
  readonly rows: AxisPlan | null;
  /** The width, or the length of a sequence. */
  readonly columns: AxisPlan;
}

/**
 * A walk that is written down step by step: *sweeps* along row positions, each over the same column *positions*, while rows
 * of the input arrive in as many memories as two neighbouring sweeps need.
 */
export interface UnrolledWalk {
  /** Of the input; one of a sequence. */
  readonly rows: number;
  /** Of the input. */
  readonly columns: number;
  /** Of the window. */
  readonly window: { readonly rows: number; readonly columns: number };
  /** Of rows times those of columns. */
  readonly phases: number;
  /** Rows that the line buffer holds. */
  readonly memories: number;
  /** Memory of the newest row of the first sweep. */
  readonly firstRow: number;
  /** Positions that the end of a sweep shares with the beginning of the next, where those pixels have arrived. */
  readonly overlap: number;
  /** In the order in which they follow each other. */
  readonly sweeps: readonly WindowSweep[];
  /** Of each sweep, in order. */
  readonly positions: readonly WindowPosition[];
}

/** A sweep along a row position. */
export interface WindowSweep {
  /** Of the newest row, which may lie behind the last one. */
  readonly position: number;
  /** The first phase of its outputs. */
  readonly phase: number;
  /** The newest row that it needs. */
  readonly need: number;
  /** The newest row that the next sweep needs; rows of the next image count on. */
  readonly nextNeed: number;
  /** The newest row that the sweep behind that one needs; rows of later images count on. */
  readonly laterNeed: number;
  /** Memories from its newest row to that of the next sweep. */
  readonly advance: number;
  /** Rows that are given back behind it. */
  readonly gives: number;
}

/** A position of the newest column. */
export interface WindowPosition {
  /** Of the newest column, which may lie behind the last one. */
  readonly position: number;
  /** Column of the line buffer that is read there. */
  readonly column: number;
  /** Whether the window waits for it. */
  readonly reads: boolean;
  /** Whether it is the next sweep's, where that has begun. */
  readonly shares: boolean;
  /** The first phase of its outputs; 0 where it has none. */
  readonly phase: number;
  /** Outputs. */
  readonly count: number;
}

/** A sequence is a map of one row. */
const ONE_ROW: AxisPlan = {
  input: 1,
  output: 1,
  phases: [[{ tap: 0, offset: 0 }]],
  step: 1,
  firstPhase: 0,
  lead: 0,
  grid: 1,
  windows: 1,
  window: 1,
  period: 1,
};

/**
 * The walk of a window, written down step by step.
 *
 * @param spareRows Rows that there is room for beside those that are needed.
 */
export function unrollWalk({ rows: axis, columns }: WindowAxes, spareRows = 0): UnrolledWalk {
  const rows = axis ?? ONE_ROW;
  const swept = Array.from(
    { length: rows.grid },
    (_, grid) => phasesAt(rows, grid).map((phase) => ({ position: rows.lead + grid, phase })),
  ).flat();
  const height = rows.input;
  const needOf = (k: number) => Math.min(swept[k].position, height - 1);
  // Rows before that one were given back; none of an image before its first sweep has ended.
  const keptOf = (k: number) =>
    k === 0 ? 0 : Math.min(height, Math.max(0, swept[k].position - rows.window + 1));
  const last = swept.length - 1;
  const nextNeed = (k: number) => k === last ? height + needOf(0) : needOf(k + 1);
  const held = swept.map((_, k) => Math.max(needOf(k), nextNeed(k)) - keptOf(k) + 1);
  const laterNeed = (k: number) => k === last ? height + nextNeed(0) : nextNeed(k + 1);
  const memories = largest(held, rows.window) + spareRows;
  const advance = (k: number) => {
    const next = k === last ? height + swept[0].position : swept[k + 1].position;
    // Negative where the last sweep reaches further behind the image than the first one into it.
    const distance = next - swept[k].position;
    return ((distance % memories) + memories) % memories;
  };
  const sweeps = swept.map(({ position, phase }, k): WindowSweep => ({
    position,
    phase: phase * columns.phases.length,
    need: needOf(k),
    nextNeed: nextNeed(k),
    laterNeed: laterNeed(k),
    advance: advance(k),
    gives: k === last ? height - keptOf(k) : keptOf(k + 1) - keptOf(k),
  }));

  const length = columns.lead + columns.grid;
  const read = Math.min(columns.input, length);
  const overlap = Math.min(columns.lead, length - read, read);
  const positions = Array.from({ length }, (_, position): WindowPosition => {
    const phases = phasesAt(columns, position - columns.lead);
    const shared = position - (length - overlap);
    return {
      position,
      column: position < read ? position : Math.max(0, shared),
      reads: position < read,
      shares: shared >= 0,
      phase: phases[0] ?? 0,
      count: phases.length,
    };
  });
  return {
    rows: height,
    columns: columns.input,
    window: { rows: rows.window, columns: columns.window },
    phases: rows.phases.length * columns.phases.length,
    memories,
    firstRow: swept[0].position % memories,
    overlap,
    sweeps,
    positions,
  };
}
