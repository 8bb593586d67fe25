import { InterlaceError } from "../../base/errors.ts";
import { parseFigure, parseWord } from "../text/figure.ts";
import { fieldOf } from "../text/head.ts";
import type { ReportPart } from "../part.ts";
import type { MeasuredCycles } from "../report.ts";
import { cellsOf, isRow } from "../text/text_table.ts";

const LANGUAGES = ["Verilog", "VHDL", "SystemC"];

/** Whether a text is the report of a co-simulation. */
export function isCosimReport(text: string): boolean {
  return /^(Simulation tool[ \t]*:|[|+][ \t]*RTL[ \t]*[+|][ \t]*Status)/m.test(text) &&
    rowsOf(text).length > 0;
}

/** Lines of the table: language, verdict, three latencies, three intervals, and since 2020.2 the total. */
function rowsOf(text: string): readonly (readonly string[])[] {
  return text.split("\n").flatMap((line) => {
    if (!isRow(line)) return [];
    const cells = cellsOf(line).map((cell) => cell.trim());
    return LANGUAGES.includes(cells[0]) ? [cells] : [];
  });
}

/**
 * Reads `FUNCTION_cosim.rpt`. Of the languages the one that was simulated counts.
 * @throws {InterlaceError} if no language was.
 */
export function readCosimReport(text: string, file: string): ReportPart {
  const row = rowsOf(text).find((cells) => parseWord(cells[1]) !== null);
  if (row === undefined) {
    throw new InterlaceError(`Cannot read ${file}: it is a report on a co-simulation that did not run`, {
      code: "file-damaged",
      place: { file },
    });
  }
  const [rtl, status, ...figures] = row;
  return {
    // `Solution          : solution1.`
    solution: parseWord(fieldOf(text, "Solution")?.replace(/\.$/, "")),
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
