import { InterlaceError } from "../base/errors.ts";
import { parseFigure, parseWord } from "./figure.ts";
import type { ReportPart } from "./part.ts";
import type { MeasuredCycles } from "./report.ts";
import { cellsOf } from "./text_table.ts";

/** A line of the table: language, verdict, three latencies, three intervals, and since 2020.2 the total. */
const ROW = /^\|\s*(Verilog|VHDL|SystemC)\s*\|[^\n]*\|\s*$/gm;

/** Whether a text is the report of a co-simulation. */
export function isCosimReport(text: string): boolean {
  return /^(Simulation tool\s+:|\|?\+?\s*RTL\s+[+|]\s*Status)/m.test(text) && text.search(ROW) >= 0;
}

/**
 * Reads `FUNCTION_cosim.rpt`. Of the languages the one that was simulated counts.
 * @throws {InterlaceError} if no language was.
 */
export function readCosimReport(text: string, file: string): ReportPart {
  const rows = [...text.matchAll(ROW)].map(([line]) => cellsOf(line).map((cell) => cell.trim()));
  const row = rows.find((cells) => parseWord(cells[1]) !== null);
  if (row === undefined) {
    throw new InterlaceError(`Cannot read ${file}: no co-simulation ran`, { place: { file } });
  }
  const [rtl, status, ...figures] = row;
  return {
    cosim: {
      passed: /^pass/i.test(status) ? true : /^fail/i.test(status) ? false : null,
      rtl,
      latency: measured(figures.slice(0, 3)),
      interval: measured(figures.slice(3, 6)),
      totalCycles: parseFigure(figures[6]),
    },
  };
}

function measured([min, avg, max]: readonly string[]): MeasuredCycles {
  return { minCycles: parseFigure(min), avgCycles: parseFigure(avg), maxCycles: parseFigure(max) };
}
