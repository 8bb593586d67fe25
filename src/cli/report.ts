import { InterlaceError, printable } from "../base/errors.ts";
import { isUnread, readReports, type Report, type UnreadReport } from "../reports/mod.ts";
import { statPath } from "../base/files/stat_path.ts";
import { checkOutputFile, writeFileAtomically } from "./files.ts";
import type { Flags } from "./arguments/flags.ts";
import { type CliIo, printJson, shown } from "./terminal/io.ts";
import { printReport } from "./report/text.ts";
import { styleOf } from "./terminal/style.ts";
import type { LoadedVerb } from "./verb.ts";

/** `report`: what the tools reported. */
export const verb: LoadedVerb = {
  async run(flags: Flags, io: CliIo): Promise<number> {
    if (flags.positional.length === 0) {
      throw new InterlaceError("Cannot start: DIR or FILE is missing", {
        code: "usage",
        hint: "--help shows what to type.",
      });
    }
    const options = { json: flags.has("json"), html: flags.text("html") };
    const entries = await showReports(flags.positional, options, io);
    // Where nothing can be read, something else was named than reports.
    if (entries.every(isUnread)) return 2;
    return entries.some(isUnread) ? 1 : 0;
  },
};

/** How reports are shown. */
export interface ShowOptions {
  readonly json: boolean;
  /** Path of a page to write. */
  readonly html?: string;
}

/** Reads and prints reports; what could not be read is said on standard error. */
export async function showReports(
  paths: readonly string[],
  { json, html }: ShowOptions,
  io: CliIo,
): Promise<readonly (Report | UnreadReport)[]> {
  if (html !== undefined) await checkOutputFile(html, await existing(paths));
  const entries = (await Array.fromAsync(paths, readReports)).flat();
  const { bad } = styleOf(io, io.stderr);
  if (json) printJson(io, entries);
  else {
    for (const [i, entry] of entries.entries()) {
      if (isUnread(entry)) continue;
      if (i > 0) io.stdout.write("\n");
      await printReport(entry, io);
    }
  }
  for (const entry of entries.filter(isUnread)) {
    io.stderr.write(`${bad(`error[${entry.code}]`)}: ${printable(entry.error)}\n`);
    if (entry.hint !== undefined) io.stderr.write(`  hint: ${printable(entry.hint)}\n`);
  }
  if (html !== undefined) {
    // No literal: Deno would read the page and all that it needs before every run of the verb.
    const path = "./report/html.ts";
    const { renderReportPage }: typeof import("./report/html.ts") = await import(path);
    const page = await renderReportPage(entries, paths);
    await writeFileAtomically(html, new TextEncoder().encode(page));
    io.stderr.write(`wrote ${shown(html)}\n`);
  }
  return entries;
}

async function existing(paths: readonly string[]): Promise<readonly string[]> {
  const found = await Promise.all(paths.map(statPath));
  return paths.filter((_, i) => found[i] !== undefined);
}
