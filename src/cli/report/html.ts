import { smallest } from "../../base/numbers/extremes.ts";
import { printable } from "../../base/errors.ts";
import {
  type Figure,
  findings,
  type FunctionFigures,
  isUnread,
  type Report,
  RESOURCE_KINDS,
  type UnreadReport,
} from "../../reports/mod.ts";
import template from "../../../templates/report/page.html.eta" with { type: "text" };
import style from "../../../templates/view/page.css" with { type: "text" };
import { estimateDesign } from "../../estimate/mod.ts";
import {
  type ComparedRun,
  designCost,
  renderCostSection,
  renderDesignsSection,
  renderTemplate,
  settingsOfDesign,
  SORTING,
} from "../../view/mod.ts";
import { stepsInCommon } from "../../reports/layout.ts";
import { projectsOf, type RunProject } from "./projects.ts";
import {
  absorbedLine,
  cyclesText,
  figureCell,
  functionSizeTable,
  initiationText,
  knowsCycles,
  knowsResources,
  loopRows,
  resourceTable,
  sizeTable,
  summaryTable,
  titleOf,
  tripText,
  unusedLines,
} from "./text.ts";
import { pathTable, placementTable } from "./timing.ts";
import { inThousands } from "../../base/text/thousands.ts";
import type { TextTable } from "../terminal/table.ts";
import { VERSION } from "../../base/mod.ts";
import { largest } from "../../base/numbers/extremes.ts";

interface Cell {
  readonly text: string;
  readonly kind: "number" | "text";
  /** Of a loop inside others, in widths of a letter. */
  readonly indent?: number;
}

interface PageTable {
  readonly title: string;
  readonly head: readonly Cell[];
  readonly rows: readonly (readonly Cell[])[];
  /** Below it. */
  readonly note?: string | null;
}

interface Bar {
  readonly name: string;
  readonly value: string;
  /** Length, in hundredths of the longest. */
  readonly percent: string;
}

interface Chart {
  readonly title: string;
  readonly bars: readonly Bar[];
}

/**
 * One self-contained page: nothing from elsewhere, all text of reports escaped. Where a run lies in a project, the estimate
 * of its layers stands beside what the tool says; several runs stand side by side first, in a table that a script of the
 * page sorts.
 *
 * @param paths What was named: a project lies in it or below.
 */
export async function renderReportPage(
  entries: readonly (Report | UnreadReport)[],
  paths: readonly string[],
): Promise<string> {
  const reports = entries.filter((entry): entry is Report => !isUnread(entry));
  const projects = await projectsOf(paths, reports);
  const tops = [...new Set(reports.map((report) => report.top).filter((top) => top !== null))];
  const runs = runsOf(reports, projects);
  return await renderTemplate(template, {
    title: tops.length === 1 ? `Report of ${visible(tops[0])}` : "Reports",
    version: VERSION,
    style,
    sorting: runs.length > 1 ? SORTING : null,
    designs: runs.length > 1 ? await renderDesignsSection(runs) : null,
    reports: await Promise.all(runs.map(async ({ report, name, id }) => ({
      title: visible(titleOf(report)),
      source: visible(report.source),
      id,
      name: visible(name),
      ...await projectPart(report, projects.get(report)),
      findings: findings(report).map(visible),
      passed: report.cosim?.passed ? `co-simulation passed (${visible(report.cosim.rtl)})` : null,
      tables: [
        ...knowsCycles(report) ? [pageTable("Summary", summaryTable(report))] : [],
        ...knowsResources(report)
          ? [{ ...pageTable("Resources", resourceTable(report)), note: absorbedLine(report) }]
          : [],
        ...[
          pageTable("Critical path", pathTable(report)),
          pageTable("Placements", placementTable(report)),
        ].filter(({ rows }) => rows.length > 0),
        ...loopTables(report),
        ...sizeTables(report),
      ],
      charts: chartsOf(report),
      unused: unusedLines(report).map(visible),
    }))),
    unread: entries.filter(isUnread).map(({ source, error }) => ({
      source: visible(source),
      error: visible(error),
    })),
  });
}

interface PageRun extends ComparedRun {
  readonly id: string;
}

/** Runs by the part of their projects' folders, or of what they were read from, that tells them apart. */
function runsOf(reports: readonly Report[], projects: ReadonlyMap<Report, RunProject>): readonly PageRun[] {
  const folders = reports.map((report) => projects.get(report)?.folder ?? report.source);
  const isAlone = new Set(folders).size === folders.length;
  const paths = reports.map(({ source }, index) => (isAlone ? folders[index] : source).split("/"));
  const shared = paths.length < 2 ? 0 : smallest(paths.map((path) => stepsInCommon(path, paths[0])));
  return reports.map((report, index) => {
    const project = projects.get(report);
    return {
      report,
      id: `run-${index + 1}`,
      name: paths[index].slice(shared).join("/") || report.source,
      settings: project !== undefined && "design" in project ? settingsOfDesign(project.design) : null,
    };
  });
}

/** What only the project of a run tells: the estimate of its layers beside the tool's figures. */
async function projectPart(report: Report, project: RunProject | undefined) {
  if (project === undefined) return { cost: null, problem: null };
  if ("problem" in project) return { cost: null, problem: visible(project.problem) };
  const { design } = project;
  const cost = designCost({ design, estimate: estimateDesign(design), report });
  const section = renderCostSection(cost, { idOf: () => null, sharesOf: null });
  return { cost: await section, problem: null };
}

/** Text without characters that would reorder or hide what stands around it. */
function visible(text: string): string {
  return printable(text);
}

/** Figures to the right, the first column to the left. */
function pageTable(title: string, { head, rows }: TextTable): PageTable {
  const cell = (text: string | number, column: number): Cell => ({
    text: visible(column > 0 ? grouped(String(text).trim()) : String(text).trim()),
    kind: column > 0 ? "number" : "text",
  });
  return { title, head: head.map(cell), rows: rows.map((row) => row.map(cell)) };
}

/** Counts in groups of three digits: one alone, a range of them, or several behind one another. */
function grouped(text: string): string {
  return COUNTS.test(text) ? text.replace(LONG_COUNT, (digits) => inThousands(Number(digits))) : text;
}

const COUNTS = /^[\d? /to]+$/;
const LONG_COUNT = /\d{4,}/g;

function loopTables(report: Report): PageTable[] {
  const loops = loopRows(report);
  if (loops.length === 0) return [];
  const table = pageTable("Loops", {
    head: [
      "loop",
      "trips",
      "initiation interval",
      "iteration (cycles)",
      "latency (cycles)",
      "pipelined",
      "function",
    ],
    rows: loops.map(({ function: name, loop }) => [
      loop.name,
      tripText(loop),
      initiationText(loop),
      cyclesText(loop.iterationLatency),
      cyclesText(loop.latency),
      loop.pipelined === null ? "?" : loop.pipelined ? "yes" : "no",
      name,
    ]),
  });
  // The last two columns are words.
  const words = (row: readonly Cell[]) => [
    ...row.slice(0, -2),
    ...row.slice(-2).map((cell) => ({ ...cell, kind: "text" as const })),
  ];
  const rows = table.rows.map((row, i) =>
    words([{ ...row[0], indent: loops[i].loop.depth * 1.5 }, ...row.slice(1)])
  );
  return [{ ...table, head: words(table.head), rows }];
}

function sizeTables({ designSize, functionSizes }: Report): PageTable[] {
  const second = (cells: readonly Cell[]) =>
    cells.map((cell, i) => i === 1 ? { ...cell, kind: "text" as const } : cell);
  const tables = [
    pageTable("Size of the design", sizeTable(designSize)),
    pageTable("Size by function", functionSizeTable(functionSizes)),
  ];
  return tables.filter(({ rows }) => rows.length > 0).map(({ title, head, rows }) => ({
    title,
    head: second(head),
    rows: rows.map(second),
  }));
}

/** A chart of cycles and one of each resource that is used, a bar a function. */
function chartsOf(report: Report): readonly Chart[] {
  const { modules } = report;
  if (modules.length === 0) return [];
  const chart = (
    title: string,
    pick: (module: FunctionFigures) => Figure,
    text: (module: FunctionFigures) => string,
  ): Chart[] => {
    const longest = largest(modules.map((module) => pick(module) ?? 0));
    if (longest <= 0) return [];
    const bars = modules.map((module): Bar => ({
      name: visible(module.name),
      value: text(module),
      percent: (100 * (pick(module) ?? 0) / longest).toFixed(2),
    }));
    return [{ title, bars }];
  };
  return [
    ...chart("Latency (cycles)", (m) => m.latency.maxCycles, (m) => grouped(cyclesText(m.latency))),
    ...chart("Interval (cycles)", (m) => m.interval.maxCycles, (m) => grouped(cyclesText(m.interval))),
    ...RESOURCE_KINDS.flatMap((kind) =>
      chart(kind, (m) => m.resources[kind].used, (m) => grouped(String(figureCell(m.resources[kind].used))))
    ),
  ];
}
