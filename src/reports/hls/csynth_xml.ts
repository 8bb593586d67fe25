import { InterlaceError } from "../../base/errors.ts";
import { parseFigure, parseRange, parseWord } from "../text/figure.ts";
import { type ReportPart, RESOURCE_NAMES } from "../part.ts";
import {
  type CycleRange,
  type Figure,
  type FunctionFigures,
  type LoopReport,
  type ModuleReport,
  type Resources,
  resourcesOf,
} from "../report.ts";
import { parseXml, xmlAt, xmlChildren, xmlEntries, type XmlNode, xmlText } from "../text/xml.ts";

/** Loops nest no deeper than this in any report that is not made to harm. */
const MAX_LOOP_DEPTH = 40;

/** Trip counts and targets that a tool has not set are written as −1 of 32 bits. */
const UNSET = 0xffff_ffff;

/** Whether a file looks like a `csynth.xml`. */
export function isHlsXml(text: string): boolean {
  return beginsWith(text, "profile");
}

/** Whether a file looks like the project file of Vivado HLS, `vivado_hls.app`. */
export function isHlsProject(text: string): boolean {
  return beginsWith(text, "AutoPilot:project");
}

function beginsWith(text: string, element: string): boolean {
  const start = text.slice(0, 2_000);
  return /^\s*</.test(start) && new RegExp(`<${element}[\\s>]`).test(start);
}

/**
 * Reads `csynth.xml` and `FUNCTION_csynth.xml` of Vivado HLS and Vitis HLS. The former of Vitis HLS holds all functions
 * of the design with their loops, the others only their own.
 *
 * @throws {InterlaceError} for damaged XML or another document.
 */
export async function readHlsXml(text: string, file: string): Promise<ReportPart> {
  const profile = xmlAt(await parseXml(text, file, { kind: kindOf(text) }), "profile");
  const assignments = xmlAt(profile, "UserAssignments");
  const subject = parseWord(xmlText(assignments, "TopModelName"));
  if (subject === null) {
    throw new InterlaceError(`Cannot read ${file}: it is a synthesis report in XML that names no function`, {
      code: "file-damaged",
      place: { file },
    });
  }
  const modules = xmlChildren(xmlAt(profile, "ModuleInformation"), "Module").flatMap(
    (node): ModuleReport[] => {
      const name = parseWord(xmlText(node, "Name"));
      return name === null ? [] : [{ name, ...figuresOf(node, {}) }];
    },
  );
  const own = figuresOf(profile, { assignments });
  const version = parseWord(xmlText(profile, "ReportVersion", "Version"));
  return {
    tool: toolOf(profile, version),
    version,
    part: parseWord(xmlText(assignments, "Part")),
    subject,
    // Only the file of the whole design lists its functions.
    isTop: modules.length > 0,
    figures: own.loops.length > 0
      ? own
      : { ...own, loops: modules.find((module) => module.name === subject)?.loops ?? [] },
    modules: modules.filter((module) => module.name !== subject),
  };
}

/** What a report is, with the function that it is of where that is still to be found in damaged XML. */
function kindOf(text: string): string {
  const [, name] = text.slice(0, 20_000).match(/<TopModelName>([^<]{1,1000})</) ?? [];
  return name === undefined ? "synthesis report" : `synthesis report of ${name}`;
}

/** Reads the name of the top function from a project file; null where none is set. */
export function readHlsProject(text: string): ReportPart | null {
  const tag = text.slice(text.indexOf("<AutoPilot:project"), 20_000).split(">", 1)[0];
  const top = tag.match(/\stop="([\w$.]{1,1000})"/)?.[1];
  return top === undefined ? null : { subject: top, isTop: true };
}

/** Vivado HLS ended with 2020.1. Vitis HLS began with it, and writes what flow a project is for. */
function toolOf(profile: XmlNode | undefined, version: string | null): string | null {
  const hasRelease = version !== null && /^\d{4}\.\d/.test(version);
  if (hasRelease && version < "2020.1") return "Vivado HLS";
  if (xmlText(profile, "UserAssignments", "FlowTarget") !== undefined) return "Vitis HLS";
  if (!hasRelease) return null;
  return version >= "2020.2" ? "Vitis HLS" : "Vivado HLS";
}

function figuresOf(node: XmlNode | undefined, { assignments }: { assignments?: XmlNode }): FunctionFigures {
  const estimates = xmlAt(node, "PerformanceEstimates");
  const timing = xmlAt(estimates, "SummaryOfTimingAnalysis");
  const latency = xmlAt(estimates, "SummaryOfOverallLatency");
  const time = (name: string) => parseFigure(xmlText(assignments, name) ?? xmlText(timing, name));
  return {
    clock: {
      targetNs: time("TargetClockPeriod"),
      estimatedNs: parseFigure(xmlText(timing, "EstimatedClockPeriod")),
      uncertaintyNs: time("ClockUncertainty"),
    },
    latency: {
      minCycles: parseFigure(xmlText(latency, "Best-caseLatency")),
      maxCycles: parseFigure(xmlText(latency, "Worst-caseLatency")),
    },
    interval: intervalOf(latency),
    pipeline: parseWord(xmlText(estimates, "PipelineType") ?? xmlText(latency, "PipelineType")),
    resources: resourcesIn(xmlAt(node, "AreaEstimates")),
    loops: loopsIn(xmlAt(estimates, "SummaryOfLoopLatency"), 0),
  };
}

function intervalOf(latency: XmlNode | undefined): CycleRange {
  const minCycles = parseFigure(xmlText(latency, "Interval-min"));
  const maxCycles = parseFigure(xmlText(latency, "Interval-max"));
  if (minCycles !== null || maxCycles !== null) return { minCycles, maxCycles };
  const { min, max } = parseRange(xmlText(latency, "PipelineInitiationInterval"));
  return { minCycles: min, maxCycles: max };
}

/** Vivado HLS and top functions have a list of what is available, modules of Vitis HLS an `AVAIL_` for each. */
function resourcesIn(area: XmlNode | undefined): Resources {
  const used = xmlAt(area, "Resources");
  const available = xmlAt(area, "AvailableResources");
  return resourcesOf((kind) => {
    const names = RESOURCE_NAMES[kind];
    return {
      used: firstFigure(names.map((name) => xmlText(used, name))),
      available: firstFigure([
        ...names.map((name) => xmlText(available, name)),
        ...names.map((name) => xmlText(used, `AVAIL_${name}`)),
      ]),
    };
  });
}

function firstFigure(texts: readonly (string | undefined)[]): Figure {
  return texts.map(parseFigure).find((value) => value !== null) ?? null;
}

/** Elements of a loop that are figures; all others that have such elements are loops inside of it. */
const LOOP_FIGURES = ["TripCount", "Latency", "IterationLatency", "PipelineII", "PipelineDepth"];

function loopsIn(node: XmlNode | undefined, depth: number): LoopReport[] {
  if (depth > MAX_LOOP_DEPTH) return [];
  return xmlEntries(node).flatMap(([tag, loop]): LoopReport[] => {
    if (typeof loop === "string" || LOOP_FIGURES.includes(tag)) return [];
    if (!LOOP_FIGURES.some((name) => Object.hasOwn(loop, name))) return [];
    return [loopOf(tag, loop, depth), ...loopsIn(loop, depth + 1)];
  });
}

function loopOf(tag: string, loop: XmlNode, depth: number): LoopReport {
  const tripCount = rangeIn(xmlAt(loop, "TripCount"));
  const latency = rangeIn(xmlAt(loop, "Latency"));
  const achieved = parseFigure(xmlText(loop, "PipelineII"));
  // A pipelined loop has the depth of its pipeline in place of the latency of an iteration.
  const iteration = rangeIn(xmlAt(loop, "IterationLatency") ?? xmlAt(loop, "PipelineDepth"));
  const type = parseWord(xmlText(loop, "PipelineType"));
  return {
    name: parseWord(xmlText(loop, "Name")) ?? tag,
    depth,
    tripCount,
    latency: { minCycles: latency.min, maxCycles: latency.max },
    iterationLatency: { minCycles: iteration.min, maxCycles: iteration.max },
    initiationInterval: { achieved, target: null },
    pipelined: type === null ? achieved !== null : !/^(no|none)$/i.test(type),
  };
}

/** `12`, `3 ~ 5`, or an element `range` with `min` and `max`. */
function rangeIn(node: XmlNode | undefined): { readonly min: Figure; readonly max: Figure } {
  const range = xmlAt(node, "range");
  const { min, max } = range === undefined
    ? parseRange(typeof node === "string" ? node : undefined)
    : { min: parseFigure(xmlText(range, "min")), max: parseFigure(xmlText(range, "max")) };
  return { min: min === UNSET ? null : min, max: max === UNSET ? null : max };
}
