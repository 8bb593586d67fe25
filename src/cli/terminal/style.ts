import type { CliIo, Output } from "./io.ts";

/** Colours of a stream: all of them leave text as it is where nobody would see them. */
export interface Style {
  readonly bold: (text: string) => string;
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly warning: (text: string) => string;
}

/** The style for a stream: plain unless it is a terminal and `NO_COLOR` is unset (no-color.org). */
export function styleOf(io: CliIo, output: Output): Style {
  const coloured = output.isTerminal && !io.env("NO_COLOR");
  const paint = (code: number) => (text: string) => coloured ? `\x1b[${code}m${text}\x1b[0m` : text;
  return { bold: paint(1), good: paint(32), bad: paint(31), warning: paint(33) };
}
