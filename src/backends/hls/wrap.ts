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

function wrapLine(line: string): string {
  const indent = line.length - line.trimStart().length;
  const next = " ".repeat(indent + CONTINUED);
  const lines: string[] = [];
  let rest = line;
  while (rest.length > COLUMNS) {
    const at = breakOf(rest, { from: rest.length - rest.trimStart().length + 1, indent: next.length });
    if (at === null) break;
    lines.push(rest.slice(0, at).trimEnd());
    rest = next + rest.slice(at).trimStart();
  }
  return [...lines, rest].join("\n");
}

/** Where the second line begins: behind the bracket whose contents fit on it, else as far to the right as may be. */
function breakOf(line: string, { from, indent }: { from: number; indent: number }): number | null {
  const places = (pattern: RegExp) =>
    [...line.matchAll(pattern)].map((match) => match.index + match[0].length).filter((at) =>
      at > from && at <= COLUMNS
    );
  const open = places(/[({]/g).find((at) => indent + line.length - at <= COLUMNS);
  return open ?? places(/ /g).at(-1) ?? places(/[(<{]/g).at(-1) ?? places(/::/g).at(-1) ?? null;
}
