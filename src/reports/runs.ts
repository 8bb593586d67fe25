import { basename, dirname } from "node:path/posix";
import { differentOrigin } from "./agreement.ts";
import { clusterFunctions, type FunctionCluster } from "./hls/clusters.ts";
import { solutionFolder, stepsInCommon } from "./layout.ts";
import { FOREIGN_JSON, type ReadFile } from "./read.ts";

/** The files that one run of a tool wrote. */
export interface ReportRun {
  /** What the run is called: a folder, or one of its files where several runs lie in a folder. Relative, `.` for all. */
  readonly source: string;
  /** Never empty. */
  readonly files: readonly ReadFile[];
  /** Files beside these that belong to no run for certain, and why. */
  readonly left: readonly LeftFile[];
}

/** A report that was left out. */
export interface LeftFile {
  /** What was read of it. */
  readonly file: ReadFile;
  /** One clause. */
  readonly reason: string;
}

/**
 * Parts the reports of a folder by the run of a tool that wrote them: a folder may hold several solutions, designs, or
 * runs of one design. The tools' own layout of folders tells which files lie together; what the files say tells which of
 * them belong together. A JSON report is a run by itself.
 *
 * @param files Named by relative POSIX paths.
 */
export function partRuns(files: readonly ReadFile[]): readonly ReportRun[] {
  const groups = Map.groupBy(
    files,
    ({ file, kind }) => kind === FOREIGN_JSON && file.endsWith(".json") ? file : solutionFolder(file),
  );
  joinOuter(groups);
  const runs = [...groups].flatMap(([root, members]) =>
    partGroup(members).map((run) => ({ ...run, root, folder: commonFolder(run.files) }))
  );
  const only = <Key extends "root" | "folder">(run: typeof runs[number], key: Key) =>
    runs.filter((other) => other[key] === run[key]).length === 1;
  return runs.map((run) => ({
    source: runs.length === 1
      ? "."
      : only(run, "root")
      ? run.root
      : only(run, "folder")
      ? run.folder
      : run.files[0].file,
    files: run.files,
    left: run.left,
  })).sort((a, b) => a.source < b.source ? -1 : 1);
}

/** Files outside of a solution that tell of no function, such as a `vivado_synth.rpt`, belong to it where it is the only one. */
function joinOuter(groups: Map<string, ReadFile[]>): void {
  for (const root of [...groups.keys()].sort((a, b) => b.length - a.length)) {
    if (groups.get(root)!.some(({ part }) => part.figures)) continue;
    const inner = [...groups.keys()].filter((other) => other !== root && isInside(other, root));
    if (inner.length !== 1) continue;
    groups.set(inner[0], [...groups.get(inner[0])!, ...groups.get(root)!]);
    groups.delete(root);
  }
}

function isInside(path: string, folder: string): boolean {
  return folder === "." ? true : path.startsWith(`${folder}/`);
}

function commonFolder(files: readonly ReadFile[]): string {
  const folders = files.map(({ file }) => dirname(file).split("/"));
  const common = folders.reduce((shared, folder) => shared.slice(0, stepsInCommon(shared, folder)));
  return common.join("/") || ".";
}

type PartedRun = Pick<ReportRun, "files" | "left">;

/** The runs among the files of one solution or folder. */
function partGroup(files: readonly ReadFile[]): readonly PartedRun[] {
  const sorted = files.toSorted((a, b) => a.rank - b.rank || (a.file < b.file ? -1 : 1));
  const clusters = clusterFunctions(sorted.filter(({ part }) => part.subject && part.figures));
  const others = sorted.filter(({ part }) => !(part.subject && part.figures));
  if (clusters.length === 0) return [{ files: others, left: [] }];
  const runs = clusters.map((cluster) => ({
    cluster,
    files: [...cluster.files],
    left: new Array<LeftFile>(),
  }));
  for (const file of others) {
    const { cluster, reason } = ownerOf(file, clusters);
    const run = runs.find((candidate) => candidate.cluster === cluster) ?? runs[0];
    if (reason === null) run.files.push(file);
    else run.left.push({ file, reason });
  }
  return runs;
}

/** The run that a file belongs to which tells of no function, or why none is known. */
function ownerOf(
  file: ReadFile,
  clusters: readonly FunctionCluster[],
): { readonly cluster?: FunctionCluster; readonly reason: string | null } {
  const objections = clusters.map(({ origin }) => differentOrigin(file.part, origin));
  const possible = clusters.filter((_, i) => objections[i] === null);
  if (possible.length === 0) return { reason: objections[0] };
  const { subject, isTop } = file.part;
  if (isTop && possible.every(({ top }) => top !== subject)) {
    return { reason: `its top function is ${subject}, of which there is no report` };
  }
  const [cluster, ...rivals] = mostAlike(file, possible);
  if (rivals.length === 0) return { cluster, reason: null };
  return { reason: `${clusters.length} runs lie here, and it does not say of which one it is` };
}

/** Of several runs those that speak for a file most: named in it, in its folder, or with the longest name in common. */
function mostAlike(file: ReadFile, clusters: readonly FunctionCluster[]): readonly FunctionCluster[] {
  const named = clusters.filter(({ top }) => top === (file.part.subject ?? file.part.netlist));
  if (named.length === 1) return named;
  const near = clusters.filter(({ files }) =>
    files.some((other) => dirname(other.file) === dirname(file.file))
  );
  if (near.length === 1) return near;
  const rivals = near.length > 0 ? near : clusters;
  const words = wordsOf(file);
  const shared = rivals.map(({ files }) =>
    files.reduce((most, other) => Math.max(most, stepsInCommon(wordsOf(other), words)), 0)
  );
  const most = shared.reduce((a, b) => Math.max(a, b), 0);
  return most === 0 ? rivals : rivals.filter((_, i) => shared[i] === most);
}

/** Words of a file's name: `run`, `reuse1`, `cosim`, `rpt`. */
function wordsOf({ file }: ReadFile): readonly string[] {
  return basename(file).split(/[_.-]/);
}
