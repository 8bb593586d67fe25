import {
  type InterpolatePlan,
  type InterpolateSample,
  INTERPOLATION_SHARE,
  type Stage,
  stepsOf,
} from "../../design/mod.ts";
import { castParameters } from "./cast.ts";
import { memoryFile } from "./literals.ts";
import { type MultiplierEnds, multiplierParameters, type StageModule } from "./module.ts";
import { naming } from "./names.ts";
import { windowParameters } from "./window_parameters.ts";

/** A linear resizing as an instance of `interpolate.v`. */
export function interpolateModule(
  { id }: Stage,
  plan: InterpolatePlan,
  { input, output, timing }: MultiplierEnds,
): StageModule {
  const window = windowParameters(id, stepsOf(plan.walk));
  const files = { columns: naming.memory(id, "columns"), rows: naming.memory(id, "rows") };
  const columns = plan.samples[plan.samples.length - 1];
  const rows = plan.rows === null ? [] : plan.samples[0];
  return {
    module: "interpolate",
    parameters: [
      ["X_WIDTH", input.type.width],
      ["X_SIGNED", input.type.signed],
      ["CHANNELS", plan.channels],
      ...window.parameters,
      ["OUT_COLUMNS", columns.length],
      ["COLUMN_SHARE_FILE", files.columns],
      ["HAS_ROWS", plan.rows !== null],
      ["OUT_ROWS", Math.max(1, rows.length)],
      ["ROW_SHARE_FILE", plan.rows === null ? "" : files.rows],
      ...multiplierParameters(timing),
      ...castParameters("RESULT", plan.numbers.exact, output.type),
    ],
    memories: new Map([
      ...window.memories,
      [files.columns, sharesFile(columns)],
      ...plan.rows === null ? [] : [[files.rows, sharesFile(rows)] as const],
    ]),
    inputs: ["in"],
    outputs: [""],
    about: `linear resizing to ${plan.samples.map((axis) => axis.length).join("x")}`,
  };
}

function sharesFile(samples: readonly InterpolateSample[]): string {
  return memoryFile(samples.map(({ share }) => share), INTERPOLATION_SHARE.width);
}
