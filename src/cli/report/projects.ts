import { dirname, join, resolve } from "node:path";
import { familyOf, toolsOf } from "../../backends/mod.ts";
import { InterlaceError } from "../../base/errors.ts";
import { statPath } from "../../base/files/stat_path.ts";
import type { Design } from "../../design/mod.ts";
import { MANIFEST, openProject } from "../../project/mod.ts";
import { isUnread, readReports, type Report } from "../../reports/mod.ts";

/** A project that a tool was run on; what keeps it from being opened, where it cannot be. */
export type RunProject =
  | { readonly folder: string; readonly design: Design }
  | { readonly folder: string; readonly problem: string };

/**
 * The projects of reports that lie in their folders.
 *
 * @param roots What was named: no folder further out is a project of these reports.
 * @returns A report of which there is no project is not in it.
 */
export async function projectsOf(
  roots: readonly string[],
  reports: readonly Report[],
): Promise<ReadonlyMap<Report, RunProject>> {
  const opened = new Map<string, RunProject>();
  const found = new Map<Report, RunProject>();
  for (const report of reports) {
    const folder = await projectFolder(roots, report.source);
    if (folder === null) continue;
    const project = opened.get(folder) ?? await open(folder);
    opened.set(folder, project);
    found.set(report, project);
  }
  return found;
}

/** The innermost folder with a manifest in which a report lies. */
async function projectFolder(roots: readonly string[], source: string): Promise<string | null> {
  const outermost = new Set(roots.map((root) => resolve(root)));
  const isFile = !(await statPath(source))?.isDirectory;
  if (isFile && outermost.has(resolve(source))) return null;
  for (let folder = isFile ? dirname(source) : source;; folder = dirname(folder)) {
    if (await statPath(join(folder, MANIFEST)) !== undefined) return folder;
    if (outermost.has(resolve(folder)) || dirname(folder) === folder) return null;
  }
}

/**
 * What a tool reports of a design in the folder of its project; of several runs the one that knows most of its stages.
 *
 * @returns Null where no tool ran on it.
 */
export async function reportOfProject(folder: string, design: Design): Promise<Report | null> {
  const entries = await readReports(folder);
  const stageOf = familyOf(design.target).functions.stageOf(design);
  const known = entries.flatMap((entry) => {
    if (isUnread(entry)) return [];
    const stages = new Set(entry.modules.flatMap(({ name }) => stageOf(name) ?? [])).size;
    return stages > 0 || entry.top === toolsOf(design.target).topName(design) ? [{ entry, stages }] : [];
  });
  return known.toSorted((a, b) => b.stages - a.stages)[0]?.entry ?? null;
}

async function open(folder: string): Promise<RunProject> {
  try {
    return { folder, design: (await openProject(folder)).design };
  } catch (error) {
    if (error instanceof InterlaceError) return { folder, problem: error.message };
    throw error;
  }
}
