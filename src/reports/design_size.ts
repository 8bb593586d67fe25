import { InterlaceError } from "../base/errors.ts";
import { reportHead } from "./csynth_rpt.ts";
import { parseFigure } from "./figure.ts";
import type { ReportPart } from "./part.ts";
import type { DesignSizeStep } from "./report.ts";
import { columnOf, parseTables, type TextTable } from "./text_table.ts";

/** Whether a text is `csynth_design_size.rpt`. */
export function isDesignSizeReport(text: string): boolean {
  return /^\s*(==)?.*Design Size Report/im.test(text) ||
    /^\s*\|\s*Phase\s*\|\s*Step\s*\|\s*Instructions/im.test(text);
}

/**
 * Reads `csynth_design_size.rpt`: instructions after every step of the compiler.
 * @throws {InterlaceError} if the table is not there.
 */
export function readDesignSize(text: string, file: string): ReportPart {
  const table = parseTables(text).find((candidate) =>
    columnOf(candidate, /^Phase$/) >= 0 && columnOf(candidate, /^Instructions/) >= 0
  );
  if (table === undefined || table.rows.length === 0) {
    throw new InterlaceError(`Cannot read ${file}: it ends before its first figures`, { place: { file } });
  }
  return { ...reportHead(text), designSize: stepsOf(table) };
}

/** A phase is named in the line of its first step only. */
function stepsOf(table: TextTable): DesignSizeStep[] {
  const at = (row: readonly string[], heading: RegExp) => (row[columnOf(table, heading)] ?? "").trim();
  let phase = "";
  return table.rows.map((row) => {
    phase = at(row, /^Phase$/) || phase;
    return { phase, step: at(row, /^Step$/), instructions: parseFigure(at(row, /^Instructions/)) };
  });
}
