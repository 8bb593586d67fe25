import { dirname } from "node:path/posix";

/** Folders that the tools make inside a solution. */
const INSIDE = /(^|\/)(syn|sim|impl|csim|hls|reports?)(\/.*)?$/;

/**
 * Parts the files of a folder by the run of a tool that wrote them: a folder may hold several solutions or several
 * designs. Files beside a solution, such as a `vivado_synth.rpt` in the project, belong to it where it is the only one.
 *
 * @param paths Relative POSIX paths of reports.
 * @returns Folders of runs, relative, to their files; JSON reports are whole by themselves.
 */
export function partRuns(paths: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const runs = new Map<string, string[]>();
  for (const path of paths) {
    const root = path.endsWith(".json") ? path : rootOf(dirname(path));
    runs.set(root, [...runs.get(root) ?? [], path]);
  }
  for (const root of [...runs.keys()].sort((a, b) => b.length - a.length)) {
    const inner = [...runs.keys()].filter((other) => other !== root && isInside(other, root));
    if (inner.length !== 1) continue;
    runs.set(inner[0], [...runs.get(inner[0])!, ...runs.get(root)!]);
    runs.delete(root);
  }
  return new Map([...runs].sort(([a], [b]) => a < b ? -1 : 1));
}

function rootOf(folder: string): string {
  return folder.replace(INSIDE, "") || ".";
}

function isInside(path: string, folder: string): boolean {
  return folder === "." ? true : path.startsWith(`${folder}/`);
}
