import { InterlaceError } from "../base/errors.ts";
import { parseFigure, parseWord } from "./figure.ts";
import { type ReportPart, RESOURCE_NAMES } from "./part.ts";
import { type Figure, NO_TIMING, resourcesOf, type TimingReport } from "./report.ts";

/** A heading of resources: `#=== Post-Synthesis Resource usage ===`, since 2022.1 `== Place & Route Resource Summary`. */
const HEADING =
  /^(?:#=+ |== )(Post-Synthesis|Post-Implementation|RTL Synthesis|Place & Route)[^\n]*Resource[^\n]*$/gm;

/** Whether a text is what HLS writes after it ran Vivado: `FUNCTION_export.rpt`, `export_syn.rpt`, `export_impl.rpt`. */
export function isExportReport(text: string): boolean {
  return text.search(HEADING) >= 0;
}

/**
 * Reads resources and the clock period that HLS got back from Vivado. Block RAM is counted in 18 Kibit there.
 * @throws {InterlaceError} if the figures are not there.
 */
export function readExportReport(text: string, file: string): ReportPart {
  // A report after routing may repeat the figures of synthesis before.
  const heading = [...text.matchAll(HEADING)].at(-1)!;
  const routed = /Implementation|Place/.test(heading[1]);
  const body = text.slice(heading.index + heading[0].length).split(/^#?={2,}.*[A-Za-z].*$/m, 1)[0];
  const figureOf = (name: string) => parseFigure(body.match(new RegExp(`^\\s*${name}:\\s+(\\S+)`, "m"))?.[1]);
  const resources = resourcesOf((kind) => ({
    used: RESOURCE_NAMES[kind].map(figureOf).find((value) => value !== null) ?? null,
    available: null,
  }));
  if (resources.LUT.used === null) {
    throw new InterlaceError(`Cannot read ${file}: it ends before its first figures`, { place: { file } });
  }
  const stage = { resources, timing: timingOf(text, { routed }) };
  return {
    tool: "Vivado",
    version: text.match(/Vivado (?:v\.)?(\d{4}\.\d+(?:\.\d+)?)/)?.[1] ?? null,
    part: parseWord(text.match(/^\s*\*?\s*(?:Device target|Target device):\s+(\S+)/m)?.[1]),
    ...routed ? { route: stage } : { synthesis: stage },
  };
}

function timingOf(text: string, { routed }: { readonly routed: boolean }): TimingReport {
  // `CP required:  5.000`, or a table line `| Target | 5.000 |`.
  const period = (names: string): Figure =>
    parseFigure(text.match(new RegExp(`^[\\s|]*(?:${names})\\s*[:|]\\s*([\\d.]+)`, "m"))?.[1]);
  const requiredNs = period("CP required|Target");
  const achievedNs = routed
    ? period("CP achieved post-implementation|Post-Route|Post-Implementation")
    : period("CP achieved post-synthesis|Post-Synthesis");
  const verdict = text.match(/Timing (was )?(not )?met/i);
  const slack = requiredNs === null || achievedNs === null
    ? null
    : Number((requiredNs - achievedNs).toFixed(6));
  return {
    ...NO_TIMING,
    requiredNs,
    achievedNs,
    wnsNs: slack,
    met: verdict ? verdict[2] === undefined : slack === null ? null : slack >= 0,
  };
}
