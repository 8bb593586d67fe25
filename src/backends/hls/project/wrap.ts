/** Columns of a line of generated C++. */
export const COLUMNS = 120;

/** Further indentation of what is continued on the next line. */
const CONTINUED = 4;

/**
 * Breaks lines of C++ behind brackets, commas and spaces, in the end behind `::`, so that none is longer than 120
 * columns. Comments, strings with spaces and lines of the preprocessor are not for it.
 */
export function wrapCode(text: string): string {
  return text.split("\n").map((line) =>
    line.length <= COLUMNS || /^\s*(#|\/\/)/.test(line) ? line : wrapLine(line)
  )
    .join("\n");
}

/** A comment, word by word. */
export function wrapComment(text: string, indent = 0): string[] {
  const start = `${" ".repeat(indent)}//`;
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= COLUMNS) {
      lines[lines.length - 1] = `${last} ${word}`;
    } else lines.push(`${start}${last === undefined ? " " : "   "}${word}`);
  }
  return lines;
}

function wrapLine(text: string): string {
  const indent = text.length - text.trimStart().length;
  const next = " ".repeat(indent + CONTINUED);
  const lines: string[] = [];
  // What is left is `start` and the text from `at` on; only columns of one line of it are looked at.
  let [start, at] = ["", 0];
  for (;;) {
    const length = start.length + text.length - at;
    if (length <= COLUMNS) break;
    const line = start + text.slice(at, at + COLUMNS - start.length);
    const end = breakOf(line, {
      from: line.length - line.trimStart().length + 1,
      left: next.length + length,
    });
    if (end === null) break;
    lines.push(line.slice(0, end).trimEnd());
    at += end - start.length;
    while (text[at] === " ") at++;
    start = next;
  }
  return [...lines, start + text.slice(at)].join("\n");
}

/**
 * Where the second line begins: behind the bracket whose contents fit on it, else as far to the right as may be.
 *
 * @param line The columns that may be used.
 * @param left Columns that indentation and everything that is left, `line` too, would take.
 */
function breakOf(
  line: string,
  { from, left }: { readonly from: number; readonly left: number },
): number | null {
  const places = (pattern: RegExp) =>
    [...line.matchAll(pattern)].map((match) => match.index + match[0].length).filter((at) => at > from);
  const open = places(/[({]/g).find((at) => left - at <= COLUMNS);
  return open ?? places(/ /g).at(-1) ?? places(/[(<{]/g).at(-1) ?? places(/::/g).at(-1) ?? null;
}
