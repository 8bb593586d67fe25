import { castReal, type FixedType } from "../../fixed/mod.ts";
import type { SelectAxis, SelectPrimitive } from "../../layers/mod.ts";
import { selectCounters } from "../work/counters.ts";
import type { Draft } from "../draft.ts";
import type { SelectPlan, SelectStream, VisitedPositions } from "../plans/graph_plans.ts";
import type { IoType } from "../../target/mod.ts";

/** An axis that the tensors do not have. */
const SINGLE: SelectAxis = { input: 1, output: 1, start: 0, step: 1 };

/** Plans a selection; the fill is cast to the result type as `ap_fixed(double)` does. */
export function planSelect(
  { axes, fill }: SelectPrimitive,
  result: FixedType,
  io: IoType,
): Draft<SelectPlan> {
  const [channels, columns = SINGLE, rows = SINGLE] = axes.toReversed();
  return {
    kind: "select",
    axes,
    fill: castReal(fill, result),
    rows,
    columns,
    channels,
    walk: io === "io_stream" ? planVisits(rows, columns) : { kind: "parallel", iterations: 1 },
  };
}

function planVisits(rows: SelectAxis, columns: SelectAxis): SelectStream {
  const visited = { rows: visitedOf(rows), columns: visitedOf(columns) };
  return {
    kind: "stream",
    ...visited,
    iterations: visited.rows.positions * visited.columns.positions,
    counters: selectCounters({
      rows: { ...rows, ...visited.rows },
      columns: { ...columns, ...visited.columns },
    }),
  };
}

/** What a selection does at a position along an axis. */
export interface AxisVisit {
  /** Whether the input has an element there, which is read. */
  readonly reads: boolean;
  /** Whether the output has one. */
  readonly writes: boolean;
}

/** What a selection does along an axis, position by position. */
export function visitsOf(
  { input, output, start, step }: SelectAxis,
  { from, positions }: VisitedPositions,
): readonly AxisVisit[] {
  return Array.from({ length: positions }, (_, i) => {
    const position = from + i;
    const index = (position - start) / step;
    return {
      reads: position >= 0 && position < input,
      writes: Number.isInteger(index) && index >= 0 && index < output,
    };
  });
}

/** All positions where the input has an element, which must be read, or the output has one. */
function visitedOf({ input, output, start, step }: SelectAxis): VisitedPositions {
  const from = Math.min(0, start);
  const end = Math.max(input, start + (output - 1) * step + 1);
  return { from, positions: end - from };
}
