import type { InterpolateModule, InterpolatePlan, Stage } from "../../../design/mod.ts";
import { castParameters } from "./cast.ts";
import { memoryFile } from "../text/literals.ts";
import {
  type MultiplierEnds,
  multiplierParameters,
  type StageModule,
  walkParameters,
} from "../text/module.ts";
import { naming } from "../text/names.ts";
import { windowParameters } from "./window_parameters.ts";

/** A linear resizing as an instance of `interpolate.v`. */
export function interpolateModule(
  { id }: Stage,
  { plan, module, input, timing }: MultiplierEnds & {
    readonly plan: InterpolatePlan;
    readonly module: InterpolateModule;
  },
): StageModule {
  const window = windowParameters(id, module.window);
  const files = { columns: naming.memory(id, "columns"), rows: naming.memory(id, "rows") };
  const { shares } = module;
  const columns = shares[shares.length - 1];
  const rows = shares.length === 2 ? shares[0] : null;
  return {
    module: "interpolate",
    parameters: [
      ["X_WIDTH", input.type.width],
      ["X_SIGNED", input.type.signed],
      ["CHANNELS", plan.channels],
      ...window.parameters,
      ["OUT_COLUMNS", columns.words],
      ...walkParameters("COLUMN_SHARE", columns, files.columns),
      ["HAS_ROWS", rows !== null],
      ["OUT_ROWS", rows?.words ?? 1],
      ...rows === null ? [] : walkParameters("ROW_SHARE", rows, files.rows),
      ...multiplierParameters(timing),
      ...castParameters("RESULT", plan.numbers.result),
    ],
    memories: new Map([
      ...window.memories,
      [files.columns, memoryFile(columns)],
      ...rows === null ? [] : [[files.rows, memoryFile(rows)] as const],
    ]),
    inputs: ["in"],
    outputs: [""],
    about: `linear resizing to ${plan.samples.map((axis) => axis.length).join("x")}`,
  };
}
