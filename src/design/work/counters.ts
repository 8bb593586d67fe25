import { exhaustive } from "../../base/mod.ts";
import { type AxisPlan, type Counter, counterOf } from "../../walk/mod.ts";
import { sizeOf } from "../../tensor/mod.ts";
import type { GridAxis, GridCounters } from "../plans/convolution_plans.ts";
import type { SelectCounters, VisitedPositions } from "../plans/graph_plans.ts";
import { periodOf, type SelectAxis } from "../../layers/mod.ts";
import type { MacSchedule, TurnCounters } from "../plans/mac_plans.ts";
import type { Stage } from "../plans/plan.ts";
import type { WithStreams } from "../stage_ends.ts";
import type { MoveCounters } from "../plans/stage_work.ts";

/** Counters of what takes turns at shared multipliers. */
export function turnCounters(
  { turns, outputTurns, iterations }: Pick<MacSchedule, "turns" | "outputTurns" | "iterations">,
): TurnCounters {
  return {
    turn: counterOf({ max: turns - 1 }),
    outputTurn: counterOf({ max: outputTurns - 1 }),
    iteration: counterOf({ max: iterations - 1 }),
  };
}

/** Counters of the windows of a convolution that keeps its whole map. */
export function gridCounters(
  { rows, columns }: { readonly rows: AxisPlan | null; readonly columns: AxisPlan },
): GridCounters {
  return {
    // The outer one runs past the last window.
    rows: rows && gridAxis(rows, rows.windows),
    columns: gridAxis(columns, rows === null ? columns.windows : columns.windows - 1),
  };
}

function gridAxis({ lead, step, windows, phases, firstPhase }: AxisPlan, last: number): GridAxis {
  return {
    window: counterOf({ max: last }),
    position: counterOf({ max: lead + (windows - 1) * step }),
    output: counterOf({ min: -firstPhase, max: windows * phases.length - 1 - firstPhase }),
  };
}

/** Counters of a selection from a stream. */
export function selectCounters(
  axes: Readonly<Record<"rows" | "columns", SelectAxis & VisitedPositions>>,
): SelectCounters {
  const row = visits(axes.rows);
  const column = visits(axes.columns);
  return {
    // The outer one runs past the last row, and the next output with it.
    row: counterOf({ min: row.from, max: row.last + 1 }),
    column: counterOf({ min: column.from, max: column.last }),
    nextRow: counterOf({ min: row.start, max: row.nextBehind(row.last) }),
    nextColumn: counterOf({ min: column.start, max: column.nextBehind(column.last - 1) }),
  };
}

function visits({ from, positions, start, step }: SelectAxis & VisitedPositions) {
  return {
    from,
    last: from + positions - 1,
    start: Math.min(0, start),
    /** The next output, whether or not there is one, behind a position that was visited. */
    nextBehind: (position: number) =>
      Math.max(0, start + (position < start ? 0 : Math.floor((position - start) / step) + 1) * step),
  };
}

/** Counters of a stream kernel that moves elements, joins tensors or repeats parameters; null for any other. */
export function moveCounters({ kind, plan, inputs, output }: WithStreams<Stage>): MoveCounters | null {
  switch (kind) {
    case "shuffle": {
      const { block, blocks, toDepth } = plan;
      const inBlock = counterOf({ max: block - 1 });
      return {
        kind: "shuffle",
        blockRow: inBlock,
        blockColumn: inBlock,
        column: counterOf({ max: blocks.columns - 1 }),
        // Deep pixels are written at the end of a row of their block, or read at its beginning: the other columns of a row
        // of blocks come between, and where there are none it is not read.
        distance: toDepth ? (blocks.columns - 1) * block + 1 : blocks.columns * block,
      };
    }
    case "repack":
      return {
        kind: "repack",
        from: counterOf({ max: inputs[0].beats.width }),
        to: counterOf({ max: output.beats.width - 1 }),
      };
    case "permute":
      return { kind: "permute", element: counterOf({ max: sizeOf(output.shape) }) };
    case "concatenate": {
      if (plan.joinsPixels) return null;
      const [a, b] = inputs;
      const [first, second] = [a.beats.count / plan.blocks, b.beats.count / plan.blocks];
      return { kind: "append", beats: [first, second], place: counterOf({ max: first + second - 1 }) };
    }
    case "map":
      return plan.repeats.length > 1
        ? null
        : { kind: "period", first: counterOf({ max: periodOf(plan.expression) }) };
    case "input":
    case "convolution":
    case "dense":
    case "softmax":
    case "select":
    case "pool":
    case "global_pool":
    case "upsample":
    case "interpolate":
    case "clone":
      return null;
    default:
      return exhaustive(plan);
  }
}

/** The counter of a loop of so many iterations, which ends when it has reached them. */
export function loopCounter(iterations: number): Counter {
  return counterOf({ max: iterations });
}
