import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { InterlaceError } from "../base/errors.ts";
import { type Metric, METRIC_NAMES, METRICS } from "../explore/mod.ts";
import { suggestion } from "../base/nearest.ts";
import { checkModelFile } from "./files.ts";

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
  const module = await loadModule(text);
  const { default: of, better = "higher" } = module;
  if (typeof of !== "function" || better !== "higher" && better !== "lower") {
    throw wrongModule(text, "its default export is no function, or better is neither higher nor lower");
  }
  return {
    name: text,
    better,
    needsLabels: false,
    budget: { withLabels: null, without: null },
    of(input) {
      const figure: unknown = of(input);
      if (typeof figure === "number") return figure;
      throw wrongModule(text, `it gives a ${typeof figure} in place of a number`);
    },
  };
}

async function loadModule(path: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    return await import(pathToFileURL(resolve(path)).href);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.split("\n")[0] : String(cause);
    throw wrongModule(path, `it cannot be loaded: ${reason}`);
  }
}

function wrongModule(path: string, what: string): InterlaceError {
  return new InterlaceError(`Cannot use ${path} as a metric: ${what}`, {
    code: "option-invalid",
    place: { file: path, field: "--metric" },
    hint: "Export default ({ outputs, floats, labels }) => number.",
  });
}
