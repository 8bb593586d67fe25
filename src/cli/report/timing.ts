import { shorten } from "../../base/text/shorten.ts";
import { shortNumber } from "../../base/text/short_number.ts";
import type { Figure, Report } from "../../reports/mod.ts";
import type { TextTable } from "../terminal/table.ts";

/** Longest name of a cell that is printed. */
const MAX_CELL = 60;

/** A period as a frequency; nothing where it is not known. */
export function megahertz(periodNs: Figure): string {
  return periodNs ? `${shortNumber(1000 / periodNs)} MHz` : "";
}

/** Where the path goes that limits the clock, of the last stage that tells. */
export function pathTable({ implementation }: Report): TextTable {
  const path = [implementation?.route, implementation?.synthesis]
    .map((stage) => stage?.timing.criticalPath ?? null).find((found) => found !== null);
  const shares = path?.shares ?? [];
  const sum = (key: "logicNs" | "routingNs") => shares.reduce((total, share) => total + share[key], 0);
  const nanoseconds = (value: number) => Number(value.toFixed(3));
  return {
    head: ["in", "logic (ns)", "wires (ns)", "cells"],
    rows: path === undefined ? [] : [
      ...shares.map(({ module, logicNs, routingNs }, i) => [
        module,
        nanoseconds(logicNs),
        nanoseconds(routingNs),
        [
          ...i === 0 ? [`from ${shorten(path.from, MAX_CELL)}`] : [],
          ...i === shares.length - 1 ? [`to ${shorten(path.to, MAX_CELL)}`] : [],
        ].join(" "),
      ]),
      ["all", nanoseconds(sum("logicNs")), nanoseconds(sum("routingNs")), ""],
    ],
  };
}

/** Clocks that runs of place and route reached, and what the median of several is. */
export function placementTable({ implementation }: Report): TextTable {
  const placements = implementation?.placements ?? [];
  const row = (name: string, period: Figure) => [name, period ?? "?", megahertz(period)];
  const periods = placements.flatMap(({ achievedNs }) => achievedNs ?? []).toSorted((a, b) => a - b);
  const middle = periods.length / 2;
  const median = (periods[Math.ceil(middle) - 1] + periods[Math.floor(middle)]) / 2;
  return {
    head: ["seed", "clock (ns)", ""],
    // One is what the summary tells.
    rows: placements.length < 2 ? [] : [
      ...placements.map(({ seed, achievedNs }) => row(String(seed ?? "?"), achievedNs)),
      ...periods.length < 2 ? [] : [row("median", Number(median.toFixed(3)))],
    ],
  };
}
