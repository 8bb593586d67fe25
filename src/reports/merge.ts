import type { ReportPart } from "./part.ts";
import type { ReadFile } from "./read.ts";
import {
  type Figure,
  type FunctionFigures,
  type LoopReport,
  type ModuleReport,
  NO_FIGURES,
  NO_RESOURCES,
  NO_TIMING,
  type Placement,
  type Report,
  type ReportFile,
  RESOURCE_KINDS,
  resourcesOf,
  type StageReport,
  type TimingReport,
} from "./report.ts";

/**
 * Merges what files of one design tell. A figure comes from the first file, in the order of kinds, that knows it.
 *
 * @param source What the user named.
 * @param others Files that were looked at for the report and left out.
 */
export function mergeReports(
  source: string,
  files: readonly ReadFile[],
  others: readonly ReportFile[] = [],
): Report {
  const sorted = [...files].sort((a, b) => a.rank - b.rank || (a.file < b.file ? -1 : 1));
  const top = topOf(sorted.map(({ part }) => part));
  const origins: Record<string, string> = {};
  const first = <T>(key: string, pick: (part: ReportPart) => T | null | undefined): T | null => {
    for (const { file, part } of sorted) {
      const value = pick(part);
      if (value === null || value === undefined) continue;
      origins[key] = file;
      return value;
    }
    return null;
  };
  const tool = first("tool", (part) => part.figures && part.tool) ?? first("tool", (part) => part.tool);
  const version = first("version", (part) => (part.tool ?? null) === tool ? part.version : null);
  const part = first("part", (candidate) => candidate.part);
  const figures = mergeFigures(
    sorted.filter(({ part }) => (part.subject ?? top) === top).flatMap(({ file, part }) =>
      part.figures === undefined ? [] : [{ file, figures: part.figures }]
    ),
    (key, file) => origins[key] = file,
  );
  const stage = (name: "synthesis" | "route") =>
    mergeStages(sorted, name, (key, file) => origins[key] = file);
  const { placements, fastest } = mergePlacements(sorted, (key, file) => origins[key] = file);
  const [synthesis, route] = [stage("synthesis"), stage("route") ?? fastest];
  const report: Report = {
    source,
    tool,
    version,
    top,
    part,
    ...figures,
    modules: mergeModules(sorted, top, origins),
    cosim: first("cosim", (candidate) => candidate.cosim),
    implementation: synthesis === null && route === null ? null : { synthesis, route, placements },
    designSize: first("designSize", (candidate) => candidate.designSize) ?? [],
    functionSizes: first("functionSizes", (candidate) => candidate.functionSizes) ?? [],
    unfinished: first("designSize", (candidate) => candidate.designSize && candidate.unfinished) ?? [],
    registersInBlockRam: first("registersInBlockRam", (candidate) => candidate.registersInBlockRam),
    origins,
    files: [],
  };
  const looked = sorted.map(({ file, kind, part }) => ({ file, kind, unused: outdoneBy(report, part) }));
  return { ...report, files: [...looked, ...others] };
}

/** Which file counts in place of one that tells otherwise of what there is once; null where there is none. */
function outdoneBy({ origins, ...report }: Report, part: ReportPart): string | null {
  const differs = (mine: unknown, taken: unknown) => JSON.stringify(mine) !== JSON.stringify(taken);
  const keys = [
    ...part.cosim && differs(part.cosim, report.cosim) ? ["cosim"] : [],
    ...part.designSize && differs(part.designSize, report.designSize) ? ["designSize"] : [],
    ...(["synthesis", "route"] as const).flatMap((name) => {
      const [mine, taken] = [part[name], report.implementation?.[name]];
      if (!mine || !taken) return [];
      const resources = RESOURCE_KINDS.filter((kind) =>
        mine.resources[kind].used !== null && mine.resources[kind].used !== taken.resources[kind].used
      ).map((kind) => `implementation.${name}.resources.${kind}.used`);
      return mine.timing.wnsNs !== null && mine.timing.wnsNs !== taken.timing.wnsNs
        ? [...resources, `implementation.${name}.timing.wnsNs`]
        : resources;
    }),
  ];
  return keys.length === 0 ? null : `${origins[keys[0]]} counts in its place`;
}

/** The top function: one that a file declares; else one that no other calls, that which calls most. */
function topOf(parts: readonly ReportPart[]): string | null {
  const declared = parts.find((part) => part.isTop && part.subject);
  if (declared?.subject) return declared.subject;
  const called = new Set(parts.flatMap((part) => part.modules?.map((module) => module.name) ?? []));
  const named = parts.filter((part) => part.subject);
  const reported = named.filter((part) => part.figures);
  const subjects = reported.length > 0 ? reported : named;
  const roots = subjects.filter((part) => !called.has(part.subject!));
  const calls = (part: ReportPart) => part.modules?.length ?? 0;
  const [best] = (roots.length > 0 ? roots : subjects).toSorted((a, b) => calls(b) - calls(a));
  return best?.subject ?? null;
}

interface Source {
  readonly file: string;
  readonly figures: FunctionFigures;
}

type Note = (key: string, file: string) => void;

function mergeFigures(sources: readonly Source[], note: Note): FunctionFigures {
  const first = <T extends Figure | string>(
    key: string,
    pick: (figures: FunctionFigures) => T | null,
  ): T | null => {
    const source = sources.find(({ figures }) => pick(figures) !== null);
    if (source === undefined) return null;
    note(key, source.file);
    return pick(source.figures);
  };
  return {
    clock: {
      targetNs: first("clock.targetNs", ({ clock }) => clock.targetNs),
      estimatedNs: first("clock.estimatedNs", ({ clock }) => clock.estimatedNs),
      uncertaintyNs: first("clock.uncertaintyNs", ({ clock }) => clock.uncertaintyNs),
    },
    latency: {
      minCycles: first("latency.minCycles", ({ latency }) => latency.minCycles),
      maxCycles: first("latency.maxCycles", ({ latency }) => latency.maxCycles),
    },
    interval: {
      minCycles: first("interval.minCycles", ({ interval }) => interval.minCycles),
      maxCycles: first("interval.maxCycles", ({ interval }) => interval.maxCycles),
    },
    pipeline: first("pipeline", ({ pipeline }) => pipeline),
    resources: resourcesOf((kind) => ({
      used: first(`resources.${kind}.used`, ({ resources }) => resources[kind].used),
      available: first(`resources.${kind}.available`, ({ resources }) => resources[kind].available),
    })),
    loops: mergeLoops(sources, note),
  };
}

/**
 * The loops of the first file that lists any. The XML of Vivado HLS does not know what interval was asked for: it comes
 * from a file with the same loops.
 */
function mergeLoops(sources: readonly Source[], note: Note): readonly LoopReport[] {
  const [first, ...others] = sources.filter(({ figures }) => figures.loops.length > 0);
  if (first === undefined) return [];
  note("loops", first.file);
  const { loops } = first.figures;
  const twins = others.map(({ figures }) => figures.loops).filter((list) => list.length === loops.length);
  return loops.map((loop, i) => {
    const target = loop.initiationInterval.target ??
      twins.map((list) => list[i].initiationInterval.target).find((value) => value !== null) ?? null;
    return { ...loop, initiationInterval: { ...loop.initiationInterval, target } };
  });
}

/** Functions in the order in which files name them: those that a file is about, and those that others call. */
function mergeModules(
  files: readonly ReadFile[],
  top: string | null,
  origins: Record<string, string>,
): ModuleReport[] {
  const sources = new Map<string, Source[]>();
  const add = (name: string, source: Source) => {
    if (name === top) return;
    const others = sources.get(name);
    if (others === undefined) sources.set(name, [source]);
    else others.push(source);
  };
  for (const { file, part } of files) {
    for (const module of part.modules ?? []) add(module.name, { file, figures: module });
  }
  for (const { file, part } of files) {
    if (part.subject && part.figures) add(part.subject, { file, figures: part.figures });
  }
  return [...sources].map(([name, found]) => {
    const used = new Set<string>();
    const figures = mergeFigures(found, (_, file) => used.add(file));
    origins[`modules.${name}`] = [...used].join(", ");
    return { ...NO_FIGURES, ...figures, name };
  });
}

/** Utilisation and timing of one stage, often two files. */
function mergeStages(
  files: readonly ReadFile[],
  name: "synthesis" | "route",
  note: Note,
): StageReport | null {
  const found = files.flatMap(({ file, part }) => {
    const stage = part[name];
    return stage ? [{ file, stage }] : [];
  });
  if (found.length === 0) return null;
  const key = `implementation.${name}`;
  const first = <T>(field: string, pick: (stage: StageReport) => T | null): T | null => {
    const source = found.find(({ stage }) => pick(stage) !== null);
    if (source === undefined) return null;
    note(`${key}.${field}`, source.file);
    return pick(source.stage);
  };
  const time = <Key extends keyof TimingReport>(field: Key) =>
    first(`timing.${field}`, ({ timing }) => timing[field]);
  return {
    resources: RESOURCE_KINDS.every((kind) => found.every(({ stage }) => stage.resources[kind].used === null))
      ? NO_RESOURCES
      : resourcesOf((kind) => ({
        used: first(`resources.${kind}.used`, ({ resources }) => resources[kind].used),
        available: first(`resources.${kind}.available`, ({ resources }) => resources[kind].available),
      })),
    timing: {
      ...NO_TIMING,
      requiredNs: time("requiredNs"),
      achievedNs: time("achievedNs"),
      wnsNs: time("wnsNs"),
      tnsNs: time("tnsNs"),
      whsNs: time("whsNs"),
      thsNs: time("thsNs"),
      failingEndpoints: time("failingEndpoints"),
      met: time("met"),
      criticalPath: time("criticalPath"),
    },
  };
}

/** Runs of place and route by their seeds, and what the one with the shortest clock reached. */
function mergePlacements(
  files: readonly ReadFile[],
  note: Note,
): { readonly placements: readonly Placement[]; readonly fastest: StageReport | null } {
  const found = files.flatMap(({ file, part: { placement } }) => placement ? [{ file, ...placement }] : []);
  const period = (stage: StageReport) => stage.timing.achievedNs ?? Infinity;
  const [best] = found.toSorted((a, b) => period(a.stage) - period(b.stage));
  if (best !== undefined) note("implementation.route", best.file);
  return {
    placements: found.map(({ seed, stage }) => ({ seed, achievedNs: stage.timing.achievedNs }))
      .toSorted((a, b) => (a.seed ?? 0) - (b.seed ?? 0)),
    fastest: best?.stage ?? null,
  };
}
