import { printable } from "../base/errors.ts";

/** A table of text. */
export interface TextTable {
  readonly head: readonly string[];
  /** Cells as text; columns of numbers, some left out, align to the right. */
  readonly rows: readonly (readonly (string | number)[])[];
}

/** Cells beyond this many characters are cut: a model's names may be of any length. */
const MAX_CELL = 60;

/** No lines, two blanks between columns. */
const CHARS = {
  "top": "",
  "top-mid": "",
  "top-left": "",
  "top-right": "",
  "bottom": "",
  "bottom-mid": "",
  "bottom-left": "",
  "bottom-right": "",
  "left": "",
  "left-mid": "",
  "mid": "",
  "mid-mid": "",
  "right": "",
  "right-mid": "",
  "middle": "  ",
};

/** Lines of a table, aligned by the width that terminals give to characters, ending with a newline. */
export async function renderTable({ head, rows }: TextTable): Promise<string> {
  const { default: Table } = await import("npm:cli-table3@0.6.5");
  const table = new Table({
    head: head.map((cell) => cut(printable(cell))),
    chars: CHARS,
    colAligns: head.map((_, column) =>
      rows.every((row) => typeof row[column] === "number" || row[column] === "") ? "right" : "left"
    ),
    style: { "padding-left": 0, "padding-right": 0, head: [], border: [] },
  });
  for (const row of rows) table.push(row.map((cell) => cut(printable(String(cell)))));
  return table.toString().split("\n").map((line: string) => `${line.trimEnd()}\n`).join("");
}

/** A number for people: at most four significant digits, plain where that is short. */
export function shortNumber(value: number): string {
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(4)));
}

/** A shape as its source writes it. */
export function shapeText(shape: readonly number[]): string {
  return `[${shape.join(", ")}]`;
}

function cut(text: string): string {
  return text.length > MAX_CELL ? `${text.slice(0, MAX_CELL - 1)}…` : text;
}
