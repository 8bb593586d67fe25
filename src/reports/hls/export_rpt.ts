import { parseFigure, parseWord } from "../text/figure.ts";
import { endsEarly, fieldOf, releaseIn } from "../text/head.ts";
import { type ReportPart, RESOURCE_NAMES } from "../part.ts";
import { type Figure, NO_TIMING, resourcesOf, type TimingReport } from "../report.ts";

/** A heading of resources: `#=== Post-Synthesis Resource usage ===`, since 2022.1 `== Place & Route Resource Summary`. */
const HEADING = /^(?:#=+|==) (Post-Synthesis|Post-Implementation|RTL Synthesis|Place & Route) .*Resource/m;

/** The stage in a heading of resources; null for other lines. */
function stageIn(line: string): string | null {
  return HEADING.exec(line)?.[1] ?? null;
}

/** Whether a text is what HLS writes after it ran Vivado: `FUNCTION_export.rpt`, `export_syn.rpt`, `export_impl.rpt`. */
export function isExportReport(text: string): boolean {
  return HEADING.test(text);
}

/**
 * Reads resources and the clock period that HLS got back from Vivado. Block RAM is counted in 18 Kibit there.
 * @throws {InterlaceError} if the figures are not there.
 */
export function readExportReport(text: string, file: string): ReportPart {
  const lines = text.split(/\r?\n/);
  // A report after routing may repeat the figures of synthesis before.
  const start = lines.findLastIndex((line) => stageIn(line) !== null);
  const routed = /Implementation|Place/.test(stageIn(lines[start]) ?? "");
  const end = lines.findIndex((line, i) => i > start && /^#?==/.test(line) && /[A-Za-z]/.test(line));
  const figures = valuesOf(lines.slice(start + 1, end < 0 ? undefined : end));
  const resources = resourcesOf((kind) => ({
    used: RESOURCE_NAMES[kind].map((name) => figures.get(name) ?? null).find((value) => value !== null) ??
      null,
    available: null,
  }));
  const about = {
    tool: "Vivado",
    version: releaseIn(text.match(/Vivado (v\.)?\d{4}\.\d+(\.\d+)?/)?.[0]),
    part: parseWord((fieldOf(text, "Device target") ?? fieldOf(text, "Target device"))?.split(" ", 1)[0]),
    project: parseWord(fieldOf(text, "Project")),
    solution: parseWord(fieldOf(text, "Solution")?.split(" ", 1)[0]),
  };
  if (resources.LUT.used === null) throw endsEarly(file, { kind: "report on an export", ...about });
  const stage = { resources, timing: timingOf(lines, { routed }) };
  return { ...about, ...routed ? { route: stage } : { synthesis: stage } };
}

/** What is behind so many characters of a line is no figure. */
const MAX_LINE = 1_000;

/** Lines `NAME:  12` and rows `| NAME | 12 |`; of a name that occurs twice the first counts. */
function valuesOf(lines: readonly string[]): ReadonlyMap<string, Figure> {
  const values = new Map<string, Figure>();
  for (const line of lines) {
    const [name, value] = line.slice(0, MAX_LINE).split(/[:|]/).map((word) => word.trim()).filter(Boolean);
    if (value !== undefined && !values.has(name)) values.set(name, parseFigure(value));
  }
  return values;
}

/** `CP required:  5.000`, or a row `| Target | 5.000 |`. */
function timingOf(lines: readonly string[], { routed }: { readonly routed: boolean }): TimingReport {
  const values = valuesOf(lines);
  const period = (...names: readonly string[]): Figure =>
    names.map((name) => values.get(name) ?? null).find((value) => value !== null) ?? null;
  const requiredNs = period("CP required", "Target");
  const achievedNs = routed
    ? period("CP achieved post-implementation", "Post-Route", "Post-Implementation")
    : period("CP achieved post-synthesis", "Post-Synthesis");
  const verdict = lines.map((line) => line.match(/Timing (?:was )?(not )?met/i)).find((found) =>
    found !== null
  );
  const slack = requiredNs === null || achievedNs === null
    ? null
    : Number((requiredNs - achievedNs).toFixed(6));
  return {
    ...NO_TIMING,
    requiredNs,
    achievedNs,
    wnsNs: slack,
    met: verdict ? verdict[1] === undefined : slack === null ? null : slack >= 0,
  };
}
