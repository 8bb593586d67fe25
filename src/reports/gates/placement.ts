import { z } from "npm:zod@4.6.7";
import { parseReport } from "../text/parse_report.ts";
import { resourcesOfCells } from "./cells.ts";
import type { ReportPart } from "../part.ts";
import { type CriticalPath, NO_TIMING, type PathShare } from "../report.ts";

const pin = z.object({ cell: z.string() });
const hop = z.object({ delay: z.number(), from: pin, to: pin, type: z.string() });
const path = z.object({ from: z.string(), to: z.string(), path: z.array(hop) });
const schema = z.object({
  critical_paths: z.array(path),
  fmax: z.record(
    z.string(),
    z.object({ achieved: z.number().positive(), constraint: z.number().nonnegative() }),
  ),
  utilization: z.record(
    z.string(),
    z.object({ available: z.number().nonnegative(), used: z.number().nonnegative() }),
  ),
});

type Placed = z.infer<typeof schema>;

/** Whether a text is what `--report` of nextpnr writes. */
export function isPlacement(text: string): boolean {
  return /^\s*\{\s*"(critical_paths|fmax|utilization)"\s*:/.test(text);
}

/**
 * Reads cells, clock and critical path of a placement; its seed is that of the folder, `seed_3/placement.json`.
 *
 * @throws {InterlaceError} if it is damaged.
 */
export function readPlacement(text: string, file: string): ReportPart {
  const placed = parseReport(schema, text, file);
  const of = (key: "used" | "available") =>
    Object.fromEntries(Object.entries(placed.utilization).map(([type, use]) => [type, use[key]]));
  const [clock] = Object.entries(placed.fmax).toSorted(([, a], [, b]) => a.achieved - b.achieved);
  const requiredNs = clock === undefined || clock[1].constraint === 0
    ? null
    : rounded(1000 / clock[1].constraint);
  const achievedNs = clock === undefined ? null : rounded(1000 / clock[1].achieved);
  const wnsNs = requiredNs === null || achievedNs === null ? null : rounded(requiredNs - achievedNs);
  return {
    placement: {
      seed: seedIn(file),
      stage: {
        resources: resourcesOfCells(of("used"), of("available")),
        timing: {
          ...NO_TIMING,
          requiredNs,
          achievedNs,
          wnsNs,
          met: wnsNs === null ? null : wnsNs >= 0,
          criticalPath: clock === undefined ? null : criticalPath(placed, clock[0]),
        },
      },
    },
  };
}

function seedIn(file: string): number | null {
  const seed = file.match(/(?:^|[\\/])seed_(\d{1,9})[\\/][^\\/]*$/)?.[1];
  return seed === undefined ? null : Number(seed);
}

/** Picoseconds are as fine as tables of delays are. */
function rounded(nanoseconds: number): number {
  return Number(nanoseconds.toFixed(3));
}

/** The longest path from clock edge to clock edge of a clock. */
function criticalPath({ critical_paths }: Placed, clock: string): CriticalPath | null {
  const isOfClock = (end: string) => end.replace(/^(posedge|negedge) /, "") === clock;
  const found = critical_paths.find(({ from, to }) => isOfClock(from) && isOfClock(to));
  const first = found?.path[0];
  const last = found?.path.at(-1);
  if (found === undefined || first === undefined || last === undefined) return null;
  return { from: first.from.cell, to: last.to.cell, shares: sharesOf(found.path) };
}

/** The cells of a path by the instance that they are of; those that the tool added, by that of the cell before. */
function sharesOf(hops: readonly z.infer<typeof hop>[]): readonly PathShare[] {
  const shares: { module: string; logicNs: number; routingNs: number }[] = [];
  for (const { delay, to, type } of hops) {
    const module = moduleOf(to.cell) ?? shares.at(-1)?.module ?? moduleOf(hops[0].from.cell) ?? TOP;
    if (shares.at(-1)?.module !== module) shares.push({ module, logicNs: 0, routingNs: 0 });
    const share = shares[shares.length - 1];
    if (type === "routing") share.routingNs += delay;
    else share.logicNs += delay;
  }
  return shares.map(({ module, logicNs, routingNs }) => ({
    module,
    logicNs: rounded(logicNs),
    routingNs: rounded(routingNs),
  }));
}

/** What a path is in where it is in no instance. */
const TOP = "top";

/**
 * The instance below the top, or below the network where something stands around that, of a cell in a flattened design; null
 * for a cell of which no instance is known.
 */
function moduleOf(cell: string): string | null {
  const [first, second, ...others] = cell.split(".");
  if (second === undefined || cell.startsWith("$")) return null;
  return first === "network" && others.length > 0 ? second : first;
}
