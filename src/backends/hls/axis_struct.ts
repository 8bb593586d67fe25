import type { AxisPlan } from "../../schedule/mod.ts";
import { ints, type Member, struct } from "./struct.ts";

/** Constants of an axis of a window, as `axis.h` reads them, nested in a stage's own. */
export function axisStruct(
  name: "rows" | "columns",
  axis: AxisPlan,
  further: Readonly<Record<string, number>> = {},
  lookups: readonly Member[] = [],
): Member {
  const members = ints({
    input: axis.input,
    output: axis.output,
    phases: axis.phases.length,
    step: axis.step,
    first_phase: axis.firstPhase,
    lead: axis.lead,
    windows: axis.windows,
    window: axis.window,
    ...further,
  });
  return { kind: "text", text: struct(name, [...members, ...lookups]).trimEnd() };
}
