import { reportHead, resourceColumn } from "./csynth_rpt.ts";
import { parseRange, parseUse, parseWord } from "../text/figure.ts";
import { endsEarly } from "../text/head.ts";
import type { ReportPart } from "../part.ts";
import {
  type CycleRange,
  type FunctionFigures,
  type LoopReport,
  NO_CLOCK,
  NO_FIGURES,
  resourcesOf,
} from "../report.ts";
import { columnOf, parseTables, type TextTable } from "../text/text_table.ts";

const TITLE = /^== Synthesis Summary Report of '([^'\n]+)'/m;

/** Whether a text is Vitis HLS's summary of a whole design, `csynth.rpt`. */
export function isSummaryReport(text: string): boolean {
  return TITLE.test(text);
}

/**
 * Reads `csynth.rpt` of Vitis HLS: all functions and loops in one table.
 *
 * @throws {InterlaceError} if the table is not there.
 */
export function readSummaryReport(text: string, file: string): ReportPart {
  const table = parseTables(text).find((candidate) => columnOf(candidate, /^Modules\b/) === 0);
  const functions = table === undefined ? [] : functionsOf(table);
  const about = { tool: "Vitis HLS", ...reportHead(text), subject: text.match(TITLE)![1] };
  if (functions.length === 0) throw endsEarly(file, { kind: "synthesis summary", ...about });
  const [top, ...modules] = functions;
  return {
    ...about,
    isTop: true,
    figures: top,
    // A function that is called from several places has a row for each.
    modules: [...new Map(modules.toReversed().map((module) => [module.name, module])).values()].toReversed(),
  };
}

type NamedFigures = FunctionFigures & { readonly name: string };

/** Rows `+ function` and `o loop`: a loop belongs to the function above it, deeper the further it is indented. */
function functionsOf(table: TextTable): NamedFigures[] {
  const functions: { figures: NamedFigures; loops: LoopReport[]; indents: number[] }[] = [];
  for (const row of table.rows) {
    const marked = row[0].trimStart();
    const sign = /^[+o]\s/.test(marked) ? marked[0] : "";
    const indent = row[0].length - marked.length;
    const name = marked.slice(1).trim().replace(/\*$/, "");
    if (sign === "+") {
      functions.push({ figures: { name, ...figuresOf(table, row) }, loops: [], indents: [] });
    } else if (sign === "o") {
      const current = functions.at(-1);
      if (current === undefined) continue;
      while (current.indents.length > 0 && current.indents.at(-1)! >= indent) current.indents.pop();
      current.loops.push(loopOf(table, row, { name, depth: current.indents.length }));
      current.indents.push(indent);
    }
  }
  return functions.map(({ figures, loops }) => ({ ...figures, loops }));
}

function figuresOf(table: TextTable, row: readonly string[]): FunctionFigures {
  return {
    ...NO_FIGURES,
    clock: NO_CLOCK,
    latency: latencyOf(table, row),
    interval: cycles(row[columnOf(table, /^Interval/)]),
    pipeline: parseWord(row[columnOf(table, /^Pipelined/)]),
    resources: resourcesOf((kind) => ({
      used: parseUse(row[resourceColumn(table, kind)]),
      available: null,
    })),
  };
}

function loopOf(
  table: TextTable,
  row: readonly string[],
  { name, depth }: { readonly name: string; readonly depth: number },
): LoopReport {
  const pipelined = parseWord(row[columnOf(table, /^Pipelined/)]);
  const isPipelined = pipelined === null ? null : pipelined !== "no";
  return {
    name,
    depth,
    tripCount: parseRange(row[columnOf(table, /^Trip/)]),
    latency: latencyOf(table, row),
    iterationLatency: cycles(row[columnOf(table, /^Iteration/)]),
    initiationInterval: {
      // For a loop that is no pipeline the column repeats the latency of an iteration.
      achieved: isPipelined ? parseRange(row[columnOf(table, /^Interval/)]).min : null,
      target: null,
    },
    pipelined: isPipelined,
  };
}

/** One column, or two where the version parts least and most. */
function latencyOf(table: TextTable, row: readonly string[]): CycleRange {
  const least = columnOf(table, /^Latency \(cycles\) min/);
  if (least < 0) return cycles(row[columnOf(table, /^Latency \(cycles\)/)]);
  return {
    minCycles: parseRange(row[least]).min,
    maxCycles: parseRange(row[columnOf(table, /^Latency \(cycles\) max/)]).max,
  };
}

function cycles(text: string | undefined): CycleRange {
  const { min, max } = parseRange(text);
  return { minCycles: min, maxCycles: max };
}
