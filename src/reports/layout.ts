import { dirname } from "node:path/posix";

/** Folders that the tools make inside a solution, from the innermost outwards; each may be there or not. */
const INSIDE: readonly RegExp[] = [
  /^seed_\d+$/,
  /^(verilog|vhdl)$/,
  /^reports?$/,
  /^(verilog|vhdl)$/,
  /^(syn|sim|impl|csim)$/,
  /^hls$/,
];

/**
 * The folder of the solution, or of the project where there are none, that a file lies in: `s/syn/report/x.rpt`,
 * `s/impl/report/verilog/x.rpt`, `s/hls/impl/verilog/project.runs/impl_1/x.rpt`, `s/reports/x.rpt` and `s/x.rpt` are all
 * of `s`. Names count at the end of a path alone: what a user calls the folders further up means nothing.
 *
 * @param path Relative POSIX path.
 * @returns `.` for the folder from which the path goes out.
 */
export function solutionFolder(path: string): string {
  const folders = dirname(path).split("/").filter((name) => name !== ".");
  // A run of Vivado, in a project that HLS made or in one of its own.
  if (/\.runs$/.test(folders.at(-2) ?? "")) folders.splice(-2);
  for (const inside of INSIDE) {
    if (inside.test(folders.at(-1) ?? "")) folders.pop();
  }
  return folders.join("/") || ".";
}

/** Steps with which two paths begin, or words of two names. */
export function stepsInCommon(a: readonly string[], b: readonly string[]): number {
  const end = a.findIndex((step, i) => step !== b[i]);
  return end < 0 ? a.length : end;
}
