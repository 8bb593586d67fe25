import type { AxisPlan } from "../../schedule/mod.ts";
import { ints, type Member, struct } from "./struct.ts";

/** Constants of an axis, nested in a stage's own. */
export function axisStruct(
  name: "rows" | "columns",
  constants: Readonly<Record<string, number>>,
  lookups: readonly Member[] = [],
): Member {
  return { kind: "text", text: struct(name, [...ints(constants), ...lookups]).trimEnd() };
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
