import { differentFigures, differentOrigin } from "../agreement.ts";
import type { ReportPart } from "../part.ts";
import type { ReadFile } from "../read.ts";
import type { FunctionFigures } from "../report.ts";

/** Reports on functions that one synthesis wrote. */
export interface FunctionCluster {
  /** The function that no other of them calls. */
  readonly top: string;
  /** In the order in which they were given. */
  readonly files: readonly ReadFile[];
  /** What they say together of where they come from. */
  readonly origin: ReportPart;
}

/** A cluster that still grows. */
interface Growing {
  readonly top: string;
  readonly files: Set<ReadFile>;
  readonly bySubject: Map<string, ReadFile[]>;
  origin: ReportPart;
}

/**
 * Parts reports on functions by the synthesis that wrote them. Two belong to one if they are on one function and agree, or
 * if one is on a function that the other calls and they agree. A function that is called from several syntheses with the
 * same figures belongs to all of them.
 *
 * @param files Reports with a subject and figures, those that count most first.
 */
export function clusterFunctions(files: readonly ReadFile[]): readonly FunctionCluster[] {
  const bySubject = Map.groupBy(files, ({ part }) => part.subject!);
  const calls = callsIn(files);
  const clusters: Growing[] = [];
  const settled = new Set<ReadFile>();
  const settle = (file: ReadFile) => {
    if (settled.has(file)) return;
    const top = file.part.subject!;
    let cluster = clusters.find((candidate) => candidate.top === top && agrees(candidate, file));
    if (cluster === undefined) {
      cluster = { top, files: new Set(), bySubject: new Map(), origin: {} };
      clusters.push(cluster);
    }
    grow(cluster, file, bySubject);
    for (const member of cluster.files) settled.add(member);
  };
  for (const file of files) if (file.part.isTop || !isCalled(file, calls)) settle(file);
  // What is called, but from nowhere that agrees with it, is of a synthesis of which no more is there.
  for (const file of files) settle(file);
  return clusters.map(({ top, files, origin }) => ({ top, files: [...files], origin }));
}

/** Adds a file to a cluster, and the files on functions that it calls. */
function grow(cluster: Growing, start: ReadFile, bySubject: ReadonlyMap<string, readonly ReadFile[]>): void {
  const queue = [start];
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    if (cluster.files.has(file)) continue;
    const subject = file.part.subject!;
    cluster.files.add(file);
    const others = cluster.bySubject.get(subject);
    if (others === undefined) cluster.bySubject.set(subject, [file]);
    else others.push(file);
    cluster.origin = originOf(cluster.origin, file.part);
    for (const module of file.part.modules ?? []) {
      for (const callee of bySubject.get(module.name) ?? []) {
        if (!cluster.files.has(callee) && fitsCall(callee, module) && agrees(cluster, callee)) {
          queue.push(callee);
        }
      }
    }
  }
}

/** Whether a file may be of the synthesis of a cluster. */
function agrees(cluster: Growing, { part, rank }: ReadFile): boolean {
  return (cluster.bySubject.get(part.subject!) ?? []).every((other) =>
    !differentFigures(part.figures!, other.part.figures!, { sameKind: other.rank === rank })
  ) && differentOrigin(part, cluster.origin) === null;
}

/** Whether a caller's table, which is no report of the function's own, tells the same figures as that. */
function fitsCall({ part }: ReadFile, called: FunctionFigures): boolean {
  return !differentFigures(part.figures!, called, { sameKind: false });
}

/** A call as the caller's report tells it. */
interface Call {
  readonly caller: ReadFile;
  readonly figures: FunctionFigures;
}

/** Calls by the name of the function that is called. */
function callsIn(files: readonly ReadFile[]): ReadonlyMap<string, readonly Call[]> {
  const calls = files.flatMap((caller) =>
    (caller.part.modules ?? []).map((module) => ({ name: module.name, caller, figures: module }))
  );
  return Map.groupBy(calls.filter(({ name, caller }) => name !== caller.part.subject), ({ name }) => name);
}

function isCalled(file: ReadFile, calls: ReadonlyMap<string, readonly Call[]>): boolean {
  return (calls.get(file.part.subject!) ?? []).some(({ caller, figures }) =>
    fitsCall(file, figures) && differentOrigin(file.part, caller.part) === null
  );
}

/** What is known of where files come from; what an earlier one says stays. */
function originOf(known: ReportPart, part: ReportPart): ReportPart {
  const figures = known.figures ?? part.figures;
  return {
    tool: known.tool ?? part.tool,
    version: known.version ?? part.version,
    part: known.part ?? part.part,
    project: known.project ?? part.project,
    solution: known.solution ?? part.solution,
    ...figures && { figures },
  };
}
