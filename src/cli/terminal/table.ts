import { printable } from "../../base/errors.ts";
import type { Output } from "./io.ts";

/** A table of text. */
export interface TextTable {
  readonly head: readonly string[];
  /** Cells as text; columns of numbers, some left out, align to the right. */
  readonly rows: readonly (readonly (string | number)[])[];
}

/** Cells beyond this many characters are cut where a person watches: a model's names may be of any length. */
const MAX_WATCHED_CELL = 60;

/** The same where a program reads, or a person later: whatever is no attempt to fill the memory is whole. */
const MAX_CELL = 4096;

/** What stands between columns. */
const GAP = "  ";

/** Text in which every character takes one column: Latin, the ellipsis of ranges and of cells that were cut, infinity. */
const NARROW = /^[\u0020-\u00ac\u00ae-\u02ff\u2026\u221e]*$/;

/**
 * Lines of a table, aligned by the width that terminals give to characters, ending with a newline.
 *
 * @param output Where it goes to: on a terminal, long cells are cut.
 */
export async function renderTable(
  { head, rows }: TextTable,
  output: Pick<Output, "isTerminal">,
): Promise<string> {
  const most = output.isTerminal ? MAX_WATCHED_CELL : MAX_CELL;
  const lines = [head, ...rows].map((cells) => cells.map((cell) => cut(printable(String(cell)), most)));
  const widthOf = await measureFor(lines);
  const columns = head.map((_, column) => ({
    width: lines.reduce((most, cells) => Math.max(most, widthOf(cells[column])), 0),
    right: rows.every((row) => typeof row[column] === "number" || row[column] === ""),
  }));
  return lines.map((cells) => {
    const aligned = columns.map(({ width, right }, column) => {
      const blanks = " ".repeat(width - widthOf(cells[column]));
      return right ? blanks + cells[column] : cells[column] + blanks;
    });
    return `${aligned.join(GAP).trimEnd()}\n`;
  }).join("");
}

/** How to measure these texts. Few have characters for which it takes more than to count them. */
async function measureFor(lines: readonly (readonly string[])[]): Promise<(text: string) => number> {
  if (lines.every((cells) => cells.every((text) => NARROW.test(text)))) return (text) => text.length;
  const { default: stringWidth } = await import("npm:string-width@4.2.3");
  return (text) => NARROW.test(text) ? text.length : stringWidth(text);
}

/** A shape as its source writes it. */
export function shapeText(shape: readonly number[]): string {
  return `[${shape.join(", ")}]`;
}

function cut(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}
