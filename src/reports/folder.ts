import { join } from "node:path";
import { cannotRead } from "../base/files/cannot_read.ts";
import { InterlaceError } from "../base/errors.ts";
import { fileCode, fileProblem, permissionHint } from "../base/files/file_problem.ts";
import { readRegularFile } from "../base/files/read_file.ts";
import { similarFile } from "../base/files/similar_file.ts";
import { describeFile } from "./describe.ts";
import { stepsInCommon } from "./layout.ts";
import { mergeReports } from "./merge.ts";
import { MAX_REPORT_BYTES, type ReadFile, readReportFile } from "./read.ts";
import type { Report, ReportFile, UnreadReport } from "./report.ts";
import { partRuns, type ReportRun } from "./runs.ts";

/** Deepest folder, most files and most bytes that are looked into: a solution has some hundreds of files. */
const MAX_DEPTH = 16;
const MAX_FILES = 20_000;
const MAX_BYTES = 2 ** 30;

/** Names that reports have. */
const REPORT_NAME = /\.(rpt|xml|json|ndjson|app)$/;

/**
 * Reads the reports of vendors' tools in a folder, one entry a run of a tool, or in one file. A folder may hold several
 * solutions, several designs, or several runs of one design; the files of a run are merged. What cannot be read becomes an
 * entry that says why; every file that was looked at stands in the `files` of a report.
 *
 * @param path Of a folder, which is looked through, or of a file.
 * @returns At least one entry.
 *
 * @example
 * ```ts
 * import { isUnread, readReports } from "./folder.ts";
 *
 * for (const entry of await readReports("build/decoder")) {
 *   console.log(isUnread(entry) ? entry.error : `${entry.top}: ${entry.latency.maxCycles} cycles`);
 * }
 * ```
 * @category Reports
 */
export async function readReports(path: string): Promise<readonly (Report | UnreadReport)[]> {
  try {
    const info = await attempt(path, () => Deno.stat(path));
    return info.isDirectory ? await readFolder(path) : [await readNamed(path)];
  } catch (error) {
    return [unread(path, error)];
  }
}

/** Whether an entry says why it could not be read. */
export function isUnread(entry: Report | UnreadReport): entry is UnreadReport {
  return "error" in entry;
}

async function readNamed(path: string): Promise<Report> {
  const bytes = await readRegularFile(path, { maxBytes: MAX_REPORT_BYTES });
  const file = await readReportFile(bytes, path);
  if (file === null) throw cannotRead(path, describeFile(bytes), { code: "format-unknown", hint: READABLE });
  return mergeReports(path, [file]);
}

async function readFolder(folder: string): Promise<(Report | UnreadReport)[]> {
  const found = await lookThrough(folder);
  const files: ReadFile[] = [];
  const failed: UnreadReport[] = [];
  const others: ReportFile[] = found.skipped.map(([file, unused]) => ({ file, kind: null, unused }));
  let total = 0;
  for (const path of found.paths) {
    let bytes: Uint8Array | undefined;
    try {
      const maxBytes = Math.min(MAX_REPORT_BYTES, MAX_BYTES - total);
      bytes = await readRegularFile(join(folder, path), { maxBytes });
      total += bytes.length;
      const file = await readReportFile(bytes, path);
      if (file === null) others.push({ file: path, kind: null, unused: describeFile(bytes) });
      else files.push(file);
    } catch (error) {
      const source = join(folder, path);
      const entry = unread(source, error);
      // The tools keep whole data bases as JSON; no report is as long.
      if (bytes === undefined && path.endsWith(".json")) {
        others.push({ file: path, kind: null, unused: entry.error.replace(`Cannot read ${source}: `, "") });
      } else failed.push(entry);
    }
  }
  if (files.length === 0 && failed.length === 0) {
    const hint = isUnbuilt(others)
      ? "`build --synth` runs the vendor's tool on it, where that is installed."
      : READABLE;
    throw cannotRead(folder, nothingIn(others), { code: "format-unknown", hint });
  }
  const runs = partRuns(files);
  const nearest = Map.groupBy(others, ({ file }) => nearestRun(runs, file));
  return [...runs.map((run) => reportOf(folder, run, nearest.get(run) ?? [])), ...failed];
}

function reportOf(folder: string, { source, files, left }: ReportRun, others: readonly ReportFile[]): Report {
  return mergeReports(source === "." ? folder : join(folder, source), files, [
    ...left.map(({ file, reason }) => ({ file: file.file, kind: file.kind, unused: reason })),
    ...others,
  ]);
}

/** The run whose files lie nearest to a file: a file that is no report is told of once. */
function nearestRun(runs: readonly ReportRun[], file: string): ReportRun | undefined {
  const steps = file.split("/");
  let nearest = { run: runs[0], shared: -1 };
  for (const run of runs) {
    const shared = stepsInCommon(run.source.split("/"), steps);
    if (shared > nearest.shared) nearest = { run, shared };
  }
  return nearest.run;
}

/** What of a project's own is named like a report. */
const PROJECT_FILES = ["interlace.json", "host/network.json"];

/** Whether nothing but what `convert` wrote lies in a folder. */
function isUnbuilt(others: readonly ReportFile[]): boolean {
  return others.some(({ file }) => file === PROJECT_FILES[0]) &&
    others.every(({ file }) => PROJECT_FILES.includes(file));
}

/** Why a folder gives no report, with the first files that were looked at. */
function nothingIn(others: readonly ReportFile[]): string {
  if (others.length === 0) {
    return "it holds no file that is named like a report (.rpt, .xml, .json, .ndjson, .app)";
  }
  if (isUnbuilt(others)) return "it is a project in which no tool has run yet";
  const shown = others.slice(0, 3).map(({ file, unused }) => `${file}: ${unused}`).join("; ");
  const more = others.length > 3 ? `; and ${others.length - 3} more` : "";
  return `it holds no reports (${shown}${more})`;
}

interface Found {
  /** Relative POSIX paths of files that are named like reports, sorted. */
  readonly paths: readonly string[];
  /** What was not looked at, and why. */
  readonly skipped: readonly (readonly [path: string, reason: string])[];
}

/** Looks for files that are named like reports. Hidden folders hold the tools' own databases. */
async function lookThrough(folder: string): Promise<Found> {
  const paths: string[] = [];
  const skipped: [string, string][] = [];
  const collect = async (prefix: string, depth: number): Promise<void> => {
    const entries = await attempt(
      join(folder, prefix),
      () => Array.fromAsync(Deno.readDir(join(folder, prefix))),
    );
    for (const { name, isDirectory, isSymlink } of entries) {
      if (name.startsWith(".")) continue;
      const path = prefix === "" ? name : `${prefix}/${name}`;
      if (isSymlink && await isFolder(join(folder, path))) skipped.push([path, "it is a link to a folder"]);
      else if (REPORT_NAME.test(name) && !isDirectory) paths.push(path);
      else if (isDirectory && depth < MAX_DEPTH) await collect(path, depth + 1);
      else if (isDirectory) skipped.push([path, `it lies more than ${MAX_DEPTH} folders deep`]);
      if (paths.length > MAX_FILES) {
        throw cannotRead(folder, `it holds more than ${MAX_FILES} files`, { code: "format-unknown" });
      }
    }
  };
  await collect("", 0);
  return { paths: paths.sort(), skipped };
}

async function isFolder(path: string): Promise<boolean> {
  return await Deno.stat(path).then((info) => info.isDirectory, () => false);
}

async function attempt<T>(path: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (cause) {
    if (cause instanceof InterlaceError) throw cause;
    const isMissing = fileCode(cause) === "file-missing";
    const hint = isMissing ? await similarFile(path) : permissionHint(cause);
    throw cannotRead(path, fileProblem(cause), { cause, hint });
  }
}

function unread(source: string, error: unknown): UnreadReport {
  if (error instanceof InterlaceError) {
    const { code, summary, hint } = error;
    return { source, code, error: summary, ...hint === undefined ? {} : { hint } };
  }
  const cause = error instanceof Error ? error.message : String(error);
  return { source, code: "file-unreadable", error: `Cannot read ${source}: ${cause}` };
}

/** What may be named. */
const READABLE = "Name a folder in which a vendor's tool has run, or a report of one (.rpt, .xml, .json).";
