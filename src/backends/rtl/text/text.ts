import { wrapWords } from "../../../base/text/wrap_words.ts";

/** Longest line of generated Verilog. */
export const MAX_LINE = 120;

/** Lines of a list in Verilog: indented, with commas between them. */
export function commas(lines: readonly string[]): string[] {
  return lines.map((line, i) => `    ${line}${i < lines.length - 1 ? "," : ""}`);
}

/** A comment inside a module, on as many lines as it takes. */
export function comment(text: string): string[] {
  const start = "    // ";
  return wrapWords(text.split(" "), MAX_LINE - start.length).map((line) => start + line);
}
