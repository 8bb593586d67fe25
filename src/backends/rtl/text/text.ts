/** Lines of a list in Verilog: indented, with commas between them. */
export function commas(lines: readonly string[]): string[] {
  return lines.map((line, i) => `    ${line}${i < lines.length - 1 ? "," : ""}`);
}
