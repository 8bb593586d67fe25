import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { InterlaceError } from "../../base/errors.ts";
import { type Metric, METRIC_NAMES, metricFromModule, METRICS } from "../../explore/mod.ts";
import { suggestion } from "../../base/text/nearest.ts";
import { checkModelFile } from "../files.ts";

/**
 * The metric of a name, or that of a module: its default export is the function, its export `better` may say `"lower"`.
 * @throws {InterlaceError} for a name that there is not, and for a module without such a function.
 */
export async function metricOf(text: string): Promise<Metric> {
  const name = METRIC_NAMES.find((each) => each === text.toLowerCase());
  if (name !== undefined) return METRICS[name];
  if (!/\.[cm]?[jt]s$/.test(text)) {
    throw new InterlaceError(`Cannot use --metric ${text}: it is not one of ${METRIC_NAMES.join(", ")}`, {
      code: "option-invalid",
      place: { field: "--metric" },
      hint: `${suggestion(text, METRIC_NAMES) ?? ""} A module ends in .ts, .js or .mjs.`.trim(),
    });
  }
  await checkModelFile(text);
  return await metricFromModule(pathToFileURL(resolve(text)).href);
}
