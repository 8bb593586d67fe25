import { castReal, type FixedType } from "../fixed/mod.ts";
import type { SelectAxis, SelectKernel } from "../layers/mod.ts";
import type { SelectPlan, SelectWalk } from "./graph_plans.ts";

/** An axis that the tensors do not have. */
const SINGLE: SelectAxis = { input: 1, output: 1, start: 0, step: 1 };

/** Plans a selection; the fill is cast to the result type as `ap_fixed(double)` does. */
export function planSelect({ axes, fill }: SelectKernel, result: FixedType): SelectPlan {
  const [channels, columns = SINGLE, rows = SINGLE] = axes.toReversed();
  return {
    kind: "select",
    axes,
    fill: castReal(fill, result),
    rows: walkOf(rows),
    columns: walkOf(columns),
    channels,
  };
}

/** All positions where the input has an element, which must be read, or the output has one. */
function walkOf(axis: SelectAxis): SelectWalk {
  const { input, output, start, step } = axis;
  const from = Math.min(0, start);
  const end = Math.max(input, start + (output - 1) * step + 1);
  return { ...axis, from, positions: end - from };
}
