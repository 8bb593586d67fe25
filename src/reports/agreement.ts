import type { ReportPart } from "./part.ts";
import { type CycleRange, type Figure, type FunctionFigures, RESOURCE_KINDS } from "./report.ts";

/** Nanoseconds below which two clock periods are one that was rounded. */
const ROUNDING_NS = 0.011;

/**
 * What two files say differently of where they come from, one clause; null if they may be of one run of a tool.
 *
 * @param a Its own is told first.
 */
export function differentOrigin(a: ReportPart, b: ReportPart): string | null {
  const differs = (what: string, x: string | null | undefined, y: string | null | undefined) =>
    x && y && x !== y ? `it is of ${what} ${x}, not ${y}` : null;
  return (a.tool === b.tool ? differs("version", a.version, b.version) : null) ??
    (samePart(a.part, b.part) ? null : differs("part", a.part, b.part)) ??
    differs("project", a.project, b.project) ??
    differs("solution", a.solution, b.solution) ??
    (apart(a.figures?.clock.targetNs, b.figures?.clock.targetNs)
      ? `it is for a clock of ${a.figures?.clock.targetNs} ns, not ${b.figures?.clock.targetNs} ns`
      : null);
}

/**
 * Whether what two files say of one function cannot be of one run.
 *
 * @param sameKind Whether they are of one kind. Other kinds may know one end of a range alone, or write the longest run
 * for the shortest too.
 */
export function differentFigures(
  a: FunctionFigures,
  b: FunctionFigures,
  { sameKind }: { readonly sameKind: boolean },
): boolean {
  const ranges = (x: CycleRange, y: CycleRange) => {
    const ends = [differ(x.minCycles, y.minCycles), differ(x.maxCycles, y.maxCycles)];
    return sameKind ? ends.includes(true) : !ends.includes(false);
  };
  return apart(a.clock.estimatedNs, b.clock.estimatedNs) || ranges(a.latency, b.latency) ||
    ranges(a.interval, b.interval) ||
    RESOURCE_KINDS.some((kind) => differ(a.resources[kind].used, b.resources[kind].used));
}

/** Tools write one part as `xc7z020-clg400-1`, `xc7z020clg400-1`, `7z020clg400-1`, or its family alone. */
function samePart(a: string | null | undefined, b: string | null | undefined): boolean {
  if (!a || !b) return true;
  const [x, y] = [a, b].map((part) => part.toLowerCase().replace(/[^a-z0-9]/g, "").replace(/^xc/, ""));
  return x.startsWith(y) || y.startsWith(x);
}

function differ(a: Figure, b: Figure): boolean {
  return a !== null && b !== null && a !== b;
}

function apart(a: Figure | undefined, b: Figure | undefined): boolean {
  return typeof a === "number" && typeof b === "number" && Math.abs(a - b) > ROUNDING_NS;
}
