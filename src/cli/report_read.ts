import { join } from "node:path";
import { InterlaceError } from "../base/errors.ts";
import { readRegularFile } from "../base/read_file.ts";
import {
  MAX_REPORT_BYTES,
  mergeReports,
  partRuns,
  type ReadFile,
  readReportFile,
  type Report,
  type UnreadReport,
} from "../reports/mod.ts";
import { statPath } from "./files.ts";

/** Deepest folder and most files that are looked into: a solution has some hundreds of files. */
const MAX_DEPTH = 16;
const MAX_FILES = 20_000;

/** Names that reports have. */
const REPORT_NAME = /\.(rpt|xml|json|ndjson|app)$/;

/**
 * Reads files and folders. The files of a folder are merged into one entry; a folder that holds several solutions or
 * designs gives an entry for each. What cannot be read becomes an entry that says why.
 */
export async function readReports(paths: readonly string[]): Promise<readonly (Report | UnreadReport)[]> {
  const entries: (Report | UnreadReport)[] = [];
  for (const path of paths) {
    try {
      const info = await statPath(path);
      if (info === undefined) throw cannotRead(path, "there is no such file or folder");
      if (info.isDirectory) { for (const entry of await readFolder(path)) entries.push(entry); }
      else entries.push(mergeReports(path, [await readNamed(path)]));
    } catch (error) {
      entries.push(unread(path, error));
    }
  }
  return entries;
}

/** Whether an entry says why it could not be read. */
export function isUnread(entry: Report | UnreadReport): entry is UnreadReport {
  return "error" in entry;
}

async function readNamed(path: string): Promise<ReadFile> {
  const file = await readFile(path, path);
  if (file === null) throw cannotRead(path, "it is no report that Interlace knows");
  return file;
}

async function readFile(path: string, name: string): Promise<ReadFile | null> {
  return await readReportFile(await readRegularFile(path, { maxBytes: MAX_REPORT_BYTES }), name);
}

async function readFolder(folder: string): Promise<(Report | UnreadReport)[]> {
  const paths: string[] = [];
  await collect(folder, "", paths, 0);
  const files = new Map<string, ReadFile>();
  const failed: UnreadReport[] = [];
  for (const path of paths.sort()) {
    try {
      const file = await readFile(join(folder, path), path);
      if (file !== null) files.set(path, file);
    } catch (error) {
      failed.push(unread(join(folder, path), error));
    }
  }
  if (files.size === 0 && failed.length === 0) throw cannotRead(folder, "it holds no reports");
  const runs = partRuns([...files.keys()]);
  const reports = [...runs].map(([root, names]) => {
    const source = runs.size === 1 ? folder : join(folder, root);
    return mergeReports(source, names.map((name) => files.get(name)!));
  });
  return [...reports, ...failed];
}

/** Adds relative POSIX paths of files that are named like reports. Hidden folders hold the tools' own databases. */
async function collect(folder: string, prefix: string, paths: string[], depth: number): Promise<void> {
  if (depth > MAX_DEPTH) return;
  for await (const { name, isDirectory, isFile } of Deno.readDir(join(folder, prefix))) {
    if (name.startsWith(".")) continue;
    const path = prefix === "" ? name : `${prefix}/${name}`;
    if (isDirectory) await collect(folder, path, paths, depth + 1);
    else if (isFile && REPORT_NAME.test(name)) paths.push(path);
    if (paths.length > MAX_FILES) throw cannotRead(folder, `it holds more than ${MAX_FILES} files`);
  }
}

function unread(source: string, error: unknown): UnreadReport {
  if (error instanceof InterlaceError) return { source, error: error.message };
  const cause = error instanceof Error ? error.message : String(error);
  return { source, error: `Cannot read ${source}: ${cause}` };
}

function cannotRead(path: string, what: string): InterlaceError {
  return new InterlaceError(`Cannot read ${path}: ${what}`, { place: { file: path } });
}
