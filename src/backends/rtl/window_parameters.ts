import type { Parameter } from "./module.ts";
import { naming } from "./names.ts";
import { type WindowAxes, windowMemories } from "./window_memories.ts";

/** A moving window as parameters of a module that has one. */
export interface WindowParameters {
  readonly parameters: readonly Parameter[];
  readonly memories: ReadonlyMap<string, string>;
  /** Pixels from one row of the window to the next. */
  readonly columns: number;
}

/** What `moving_window.v` gets of a stage, but for its pixels and for how long an output takes. */
export function windowParameters(id: string, axes: WindowAxes): WindowParameters {
  const walk = windowMemories(axes);
  const files = { sweeps: naming.memory(id, "sweeps"), positions: naming.memory(id, "positions") };
  return {
    parameters: [
      ["ROWS", walk.rows],
      ["COLUMNS", walk.columns],
      ["COLUMN_WIDTH", walk.widths.column],
      ["COUNT_WIDTH", walk.widths.count],
      ["MEMORIES", walk.memories],
      ["ROW_WIDTH", walk.widths.row],
      ["FIRST_ROW", walk.firstRow],
      ["NEED_WIDTH", walk.widths.need],
      ["CREDIT_WIDTH", walk.widths.credit],
      ["WINDOW_ROWS", walk.window.rows],
      ["WINDOW_COLUMNS", walk.window.columns],
      ["SWEEPS", walk.sweeps.count],
      ["SWEEP_FILE", files.sweeps],
      ["POSITIONS", walk.positions.count],
      ["POSITION_FILE", files.positions],
      ["OVERLAP", walk.overlap],
      ["PHASES", walk.phases],
      ["PHASE_WIDTH", walk.widths.phase],
    ],
    memories: new Map([[files.sweeps, walk.sweeps.file], [files.positions, walk.positions.file]]),
    columns: walk.window.columns,
  };
}
