import { InterlaceError } from "../../base/errors.ts";
import type { Metric } from "./metrics.ts";

/**
 * The metric of a module: its default export is the function, its export `better` may say `"lower"`.
 *
 * @param url Of the module.
 * @throws {InterlaceError} for a module without such a function.
 */
export async function metricFromModule(url: string): Promise<Metric> {
  const { default: of, better = "higher" } = await loadModule(url);
  if (typeof of !== "function" || better !== "higher" && better !== "lower") {
    throw wrongModule(url, "its default export is no function, or better is neither higher nor lower");
  }
  return {
    name: shortName(url),
    better,
    needsLabels: false,
    budget: { withLabels: null, without: null },
    module: url,
    of(input) {
      const figure: unknown = of(input);
      if (typeof figure === "number") return figure;
      throw wrongModule(url, `it gives a ${typeof figure} in place of a number`);
    },
  };
}

async function loadModule(url: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    return await import(url);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.split("\n")[0] : String(cause);
    throw wrongModule(url, `it cannot be loaded: ${reason}`);
  }
}

/** The last part of its address. */
function shortName(url: string): string {
  return decodeURIComponent(url.split("/").at(-1)!);
}

function wrongModule(url: string, what: string): InterlaceError {
  const name = shortName(url);
  return new InterlaceError(`Cannot use ${name} as a metric: ${what}`, {
    code: "option-invalid",
    place: { file: name, field: "--metric" },
    hint: "Export default ({ outputs, floats, labels }) => number.",
  });
}
