import { basename } from "node:path/posix";
import { parseFigure, parseWord } from "../text/figure.ts";
import { endsEarly, fieldOf, releaseIn } from "../text/head.ts";
import type { ReportPart } from "../part.ts";
import {
  type Figure,
  NO_RESOURCES,
  NO_TIMING,
  type ResourceKind,
  type Resources,
  resourcesOf,
  type StageReport,
  type TimingReport,
} from "../report.ts";
import { columnOf, parseTables, type TextTable } from "../text/text_table.ts";

/** Whether a text is a `report_utilization` of Vivado, for a design or for accelerators. */
export function isUtilization(text: string): boolean {
  return /^(Accelerator )?Utilization Design Information/m.test(text);
}

/**
 * Reads utilisation after synthesis, placing or routing. Block RAM tiles hold two of 18 Kibit.
 * @throws {InterlaceError} if its tables are not there.
 */
export function readUtilization(text: string, file: string): ReportPart {
  const tables = parseTables(text);
  const system = tables.find((table) => columnOf(table, /^LUT$/) >= 0 && columnOf(table, /^REG$/) >= 0);
  const resources = system === undefined ? siteResources(tables) : systemResources(system);
  if (resources.LUT.used === null && resources.FF.used === null) {
    throw endsEarly(file, { kind: "utilisation report", ...vivadoHead(text) });
  }
  return { ...vivadoHead(text), ...stageOf(text, file, { resources, timing: NO_TIMING }) };
}

/** Names of site types since 7 series. */
const SITES: Readonly<Record<ResourceKind, RegExp>> = {
  BRAM_18K: /^Block RAM Tile$/,
  DSP: /^(DSPs|DSP Slices)$/,
  FF: /^((Slice|CLB) )?Registers$/,
  LUT: /^(Slice|CLB) LUTs$/,
  URAM: /^URAM$/,
};

function siteResources(tables: readonly TextTable[]): Resources {
  return resourcesOf((kind) => {
    for (const table of tables) {
      if (columnOf(table, /^Site Type$/) !== 0) continue;
      const row = table.rows.find(([name]) => SITES[kind].test(name.trim().replace(/\*$/, "")));
      if (row === undefined) continue;
      const at = (heading: RegExp) => inUnits(kind, parseFigure(row[columnOf(table, heading)]));
      return { used: at(/^Used$/), available: at(/^Available$/) };
    }
    return { used: null, available: null };
  });
}

const SYSTEM_COLUMNS: Readonly<Record<ResourceKind, RegExp>> = {
  BRAM_18K: /^BRAM$/,
  DSP: /^DSP$/,
  FF: /^REG$/,
  LUT: /^LUT$/,
  URAM: /^URAM$/,
};

/** What the kernels of a platform use of what the platform leaves them. */
function systemResources(table: TextTable): Resources {
  const rowOf = (name: string) => table.rows.find((row) => row[0].trim() === name) ?? [];
  return resourcesOf((kind) => {
    const column = columnOf(table, SYSTEM_COLUMNS[kind]);
    return {
      used: inUnits(kind, parseFigure(rowOf("Used Resources")[column])),
      available: inUnits(kind, parseFigure(rowOf("User Budget")[column])),
    };
  });
}

function inUnits(kind: ResourceKind, value: Figure): Figure {
  return kind === "BRAM_18K" && value !== null ? value * 2 : value;
}

/** Headings of the table of slacks; rules and figures follow, a line each. */
const HEADINGS = /^[ \t]*WNS\(ns\)[ \t]+TNS\(ns\)/m;

/** Whether a text is a `report_timing_summary` of Vivado. */
export function isTimingSummary(text: string): boolean {
  return HEADINGS.test(text);
}

/**
 * Reads worst and total slacks; the first table is that of the whole design.
 * @throws {InterlaceError} if the figures are not there.
 */
export function readTimingSummary(text: string, file: string): ReportPart {
  const lines = text.split(/\r?\n/);
  const start = lines.findIndex((line) => HEADINGS.test(line));
  const [head, , values = ""] = lines.slice(start, start + 3);
  if (!/^\s*-?\d/.test(values)) throw endsEarly(file, { kind: "timing summary", ...vivadoHead(text) });
  const names = head.trim().split(/ {2,}/);
  const figures = values.trim().split(/\s+/);
  const at = (name: string) => parseFigure(figures[names.indexOf(name)]);
  const [wnsNs, whsNs] = [at("WNS(ns)"), at("WHS(ns)")];
  const timing: TimingReport = {
    ...NO_TIMING,
    wnsNs,
    tnsNs: at("TNS(ns)"),
    whsNs,
    thsNs: at("THS(ns)"),
    failingEndpoints: at("TNS Failing Endpoints"),
    met: wnsNs === null ? null : wnsNs >= 0 && (whsNs ?? 0) >= 0,
  };
  return { ...vivadoHead(text), ...stageOf(text, file, { resources: NO_RESOURCES, timing }) };
}

/** Tool, part and design in the head of a Vivado report. */
function vivadoHead(text: string): ReportPart {
  return {
    tool: "Vivado",
    version: releaseIn(fieldOf(text, "Tool Version")),
    part: parseWord(fieldOf(text, "Device")?.split(" ", 1)[0]),
    netlist: parseWord(fieldOf(text, "Design")),
  };
}

/** The file says its stage; those that do not are named for it. */
function stageOf(text: string, file: string, stage: StageReport): ReportPart {
  const state = fieldOf(text, "Design State") ?? basename(file);
  return /rout|place|impl/i.test(state) ? { route: stage } : { synthesis: stage };
}
