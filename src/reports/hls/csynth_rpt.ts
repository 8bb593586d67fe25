import { parseFigure, parseRange, parseUse, parseWord } from "../text/figure.ts";
import { type ReportPart, RESOURCE_NAMES } from "../part.ts";
import {
  type ClockReport,
  type CycleRange,
  type LoopReport,
  type ModuleReport,
  NO_CLOCK,
  NO_CYCLES,
  NO_FIGURES,
  NO_RESOURCES,
  type ResourceKind,
  type Resources,
  resourcesOf,
} from "../report.ts";
import { endsEarly, fieldOf, releaseIn } from "../text/head.ts";
import { columnOf, parseTables, type TextTable } from "../text/text_table.ts";

/** What the head of every HLS report says. */
export type ReportHead = Pick<ReportPart, "version" | "part" | "project" | "solution">;

const TITLE = /^== (Vivado HLS|Vitis HLS) Report for '([^'\n]+)'/m;

/** Whether a text is the report of one function. */
export function isFunctionReport(text: string): boolean {
  return TITLE.test(text);
}

/** Version, part, project and solution in the head of a report: `* Solution:  solution1 (Vivado IP Flow Target)`. */
export function reportHead(text: string): ReportHead {
  const first = (label: string) => parseWord(fieldOf(text, label)?.split(" ", 1)[0]);
  return {
    version: releaseIn(fieldOf(text, "Version")),
    part: first("Target device"),
    project: first("Project"),
    solution: first("Solution"),
  };
}

/**
 * Reads `FUNCTION_csynth.rpt` of Vivado HLS and Vitis HLS: the function, its loops, and the functions that it calls.
 * @throws {InterlaceError} if it holds no figures, as when the tool was stopped while it wrote.
 */
export function readFunctionReport(text: string, file: string): ReportPart {
  const [, tool, subject] = text.match(TITLE)!;
  const tables = parseTables(text);
  const find = (section: RegExp, title: RegExp) =>
    tables.find((table) => section.test(table.section) && title.test(table.title));
  const timing = tables.find((table) => columnOf(table, /^Clock$/) >= 0 && columnOf(table, /Estimated/) >= 0);
  const latency = tables.find((table) =>
    columnOf(table, /^Latency( \(cycles\))? min$/) >= 0 &&
    columnOf(table, /^Interval min$/) === table.head.length - 3
  );
  const area = find(/^Utilization/, /^Summary/);
  if (latency === undefined && area === undefined) {
    throw endsEarly(file, { kind: "synthesis report", tool, ...reportHead(text), subject });
  }
  const calls = tables.find((table) => columnOf(table, /^Module$/) === 1 && columnOf(table, /^Interval/) > 0);
  const instances = find(/^Utilization/, /^Instance$/);
  const loops = tables.find((table) => columnOf(table, /^Loop Name$/) === 0);
  return {
    tool,
    ...reportHead(text),
    subject,
    figures: {
      clock: timing === undefined ? NO_CLOCK : clockOf(timing),
      ...latency === undefined
        ? { latency: NO_CYCLES, interval: NO_CYCLES, pipeline: null }
        : performanceOf(latency, latency.rows[0] ?? []),
      resources: area === undefined ? NO_RESOURCES : summaryOf(area),
      loops: loops?.rows.map((row) => loopOf(loops, row)) ?? [],
    },
    modules: modulesOf(calls, instances),
  };
}

function clockOf(table: TextTable): ClockReport {
  const row = table.rows[0] ?? [];
  const at = (heading: RegExp) => parseFigure(row[columnOf(table, heading)]);
  return { targetNs: at(/^Target/), estimatedNs: at(/^Estimated/), uncertaintyNs: at(/^Uncertainty/) };
}

function performanceOf(table: TextTable, row: readonly string[]) {
  const at = (heading: RegExp) => parseFigure(row[columnOf(table, heading)]);
  return {
    latency: { minCycles: at(/^Latency( \(cycles\))? min$/), maxCycles: at(/^Latency( \(cycles\))? max$/) },
    interval: { minCycles: at(/^Interval min$/), maxCycles: at(/^Interval max$/) },
    pipeline: parseWord(row[columnOf(table, /^Pipeline/)]),
  };
}

/** Column of a kind of resource, however the version calls it. */
export function resourceColumn(table: TextTable, kind: ResourceKind): number {
  return table.head.findIndex((heading) => RESOURCE_NAMES[kind].includes(heading));
}

function summaryOf(table: TextTable): Resources {
  const rowOf = (name: string) => table.rows.find((row) => row[0].trim() === name) ?? [];
  return resourcesOf((kind) => {
    const column = resourceColumn(table, kind);
    return { used: parseUse(rowOf("Total")[column]), available: parseUse(rowOf("Available")[column]) };
  });
}

/** Called functions: cycles of one table, resources of another, which lists multipliers and ports of buses as well. */
function modulesOf(calls: TextTable | undefined, instances: TextTable | undefined): ModuleReport[] {
  const modules = new Map<string, ModuleReport>();
  for (const row of calls?.rows ?? []) {
    const name = parseWord(row[1]);
    if (name !== null) modules.set(name, { ...NO_FIGURES, ...performanceOf(calls!, row), name });
  }
  const column = instances === undefined ? -1 : columnOf(instances, /^Module$/);
  for (const row of instances?.rows ?? []) {
    const module = modules.get(parseWord(row[column]) ?? "");
    if (module === undefined) continue;
    const resources = resourcesOf((kind) => ({
      used: parseUse(row[resourceColumn(instances!, kind)]),
      available: null,
    }));
    modules.set(module.name, { ...module, resources });
  }
  return [...modules.values()];
}

function loopOf(table: TextTable, row: readonly string[]): LoopReport {
  const at = (heading: RegExp) => row[columnOf(table, heading)];
  const cycles = (text: string | undefined): CycleRange => {
    const { min, max } = parseRange(text);
    return { minCycles: min, maxCycles: max };
  };
  const pipelined = parseWord(at(/^Pipelined$/));
  // `- A`, ` + B inside A`, `  ++ C inside B`.
  const label = row[0].trim();
  const [signs] = label.match(/^[-+]+/) ?? [""];
  return {
    name: label.slice(signs.length).trim(),
    depth: signs === "" || signs === "-" ? 0 : signs.length,
    tripCount: parseRange(at(/^Trip/)),
    latency: {
      minCycles: parseFigure(at(/^Latency( \(cycles\))? min$/)),
      maxCycles: parseFigure(at(/^Latency( \(cycles\))? max$/)),
    },
    iterationLatency: cycles(at(/^Iteration/)),
    initiationInterval: {
      achieved: parseFigure(at(/^Initiation Interval achieved$/)),
      target: parseFigure(at(/^Initiation Interval target$/)),
    },
    pipelined: pipelined === null ? null : pipelined !== "no",
  };
}
