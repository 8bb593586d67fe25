import type { WindowLoop } from "../../../design/mod.ts";
import type { AxisCounters, AxisPlan, Counter } from "../../../walk/mod.ts";
import { counterType } from "../names/cpp_type.ts";
import { ints, type Member, struct, typedefs } from "./struct.ts";

/** Constants of an axis, nested in a stage's own, and what else it has. */
export function axisStruct(
  name: "rows" | "columns",
  constants: Readonly<Record<string, number>>,
  others: readonly Member[] = [],
): Member {
  return { kind: "text", text: struct(name, [...ints(constants), ...others]).trimEnd() };
}

/** How a window walks an axis: what `axis.h` and `window.h` read of it. */
export function axisWalk(axis: AxisPlan): Record<string, number> {
  return {
    input: axis.input,
    output: axis.output,
    phases: axis.phases.length,
    step: axis.step,
    first_phase: axis.firstPhase,
    lead: axis.lead,
  };
}

/** What the loop of a stream kernel counts along each axis; types of `window_stream.h`'s own counters. */
export interface WalkMembers {
  /** Empty in 1-D. */
  readonly rows: readonly Member[];
  readonly columns: readonly Member[];
  /** Of the stage. */
  readonly fill: readonly Member[];
}

/** Widths of the counters of a stream kernel with a window, as its plan says. */
export function walkMembers(
  { counters, rowPhase }: Pick<WindowLoop, "counters" | "rowPhase">,
  columns: Pick<AxisPlan, "phases">,
): WalkMembers {
  const { fill } = counters;
  return {
    // Of both walks along the rows the fill is ahead.
    rows: fill === null ? [] : countersOf(fill.rows, { phase: rowPhase, phaseStep: columns.phases.length }),
    columns: countersOf(counters.columns, { phase: counters.columns.strided?.phase ?? null, phaseStep: 1 }),
    fill: fill === null
      ? []
      : typedefs({ fill_column_t: counterType(fill.column), behind_t: counterType(fill.behind) }),
  };
}

function countersOf(
  { position, output, strided }: AxisCounters,
  { phase, phaseStep }: { readonly phase: Counter | null; readonly phaseStep: number },
): Member[] {
  const own = typedefs({ position_t: counterType(position), output_t: counterType(output) });
  if (strided === null || phase === null) return own;
  return [
    ...own,
    ...typedefs({ phase_t: counterType(phase), wait_t: counterType(strided.wait) }),
    ...ints({ phase_step: phaseStep }),
  ];
}
