/** A table drawn with `+--+` and `|`. */
export interface TextTable {
  /** The chapter that it stands in: `Performance Estimates`, `2. Memory`. */
  readonly section: string;
  /** The line above it: `Loop`, `Summary`. */
  readonly title: string;
  /** One a column; the words of a heading that takes several lines or columns are joined by blanks. */
  readonly head: readonly string[];
  /** As many cells a row as there are columns. Cells keep the blanks in front of them. */
  readonly rows: readonly (readonly string[])[];
}

const BORDER = /^\+(-+\+)+$/;
/** Tables with more lines are cut here; reports of real designs have some thousands. */
const MAX_ROWS = 200_000;
/** Longer lines are of no table; names of functions may have some hundred characters. */
const MAX_LINE = 8_192;

/** All tables of a report in the order of the text. Lines that do not fit their table are left out. */
export function parseTables(text: string): readonly TextTable[] {
  const lines = text.split(/\r?\n/);
  const tables: TextTable[] = [];
  let section = "";
  let title = "";
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i];
    if (!isBorder(line)) {
      section = sectionOf(line, lines[i + 1]) ?? section;
      if (line.trim() !== "") title = titleOf(line);
      continue;
    }
    const columns = columnsOf(line);
    const head: string[] = columns.map(() => "");
    for (i++; i < lines.length && isRow(lines[i]); i++) addHeading(head, columns, lines[i]);
    const rows: string[][] = [];
    // Borders inside a table part it without ending it.
    while (i + 1 < lines.length && (isBorder(lines[i + 1]) || isRow(lines[i + 1]))) {
      i++;
      if (!isRow(lines[i]) || rows.length >= MAX_ROWS) continue;
      const cells = cellsOf(lines[i]);
      if (cells.length === columns.length) rows.push(cells);
    }
    tables.push({ section, title, head, rows });
  }
  return tables;
}

/** Index of the first column whose heading fits, or −1. */
export function columnOf(table: TextTable, heading: RegExp): number {
  return table.head.findIndex((text) => heading.test(text));
}

/** Cells of a line `| a | b |`, trimmed at their ends. */
export function cellsOf(line: string): string[] {
  return line.trim().replace(/^\|/, "").replace(/\|$/, "").split("|").map((cell) => cell.trimEnd());
}

function isBorder(line: string): boolean {
  return line.length <= MAX_LINE && BORDER.test(line.trim());
}

/** Whether a line is one of a table, `| a | b |`. */
export function isRow(line: string): boolean {
  if (line.length > MAX_LINE) return false;
  const cells = line.trim();
  return cells.length > 1 && cells.startsWith("|") && cells.endsWith("|");
}

/** The words of a line `* Summary: `. */
function titleOf(line: string): string {
  const words = line.trim().replace(/^[\s*+]+/, "");
  return words.endsWith(":") ? words.slice(0, -1).trimEnd() : words;
}

/** `== Performance Estimates`, or a heading that is underlined: `2. Memory`. */
function sectionOf(line: string, next: string | undefined): string | null {
  if (line.startsWith("== ")) return line.slice(3).trim();
  return next !== undefined && /^-{3,}\s*$/.test(next) && /^\d/.test(line) ? line.trim() : null;
}

interface Column {
  /** Where its cell lies in a line. */
  readonly middle: number;
}

function columnsOf(border: string): Column[] {
  const columns: Column[] = [];
  let start = border.indexOf("+");
  for (let end = border.indexOf("+", start + 1); end >= 0; end = border.indexOf("+", end + 1)) {
    columns.push({ middle: (start + end) >> 1 });
    start = end;
  }
  return columns;
}

/** Adds a line of headings: a cell over several columns counts for each of them. */
function addHeading(head: string[], columns: readonly Column[], line: string): void {
  columns.forEach(({ middle }, i) => {
    const from = line.lastIndexOf("|", middle);
    const to = line.indexOf("|", middle + 1);
    if (from < 0 || to < 0) return;
    const words = line.slice(from + 1, to).trim();
    if (words !== "") head[i] = head[i] === "" ? words : `${head[i]} ${words}`;
  });
}
