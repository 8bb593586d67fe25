import { printable } from "../../base/errors.ts";
import { durationText } from "../../base/text/duration.ts";
import { inThousands } from "../../base/text/thousands.ts";
import { shortNumber } from "../../base/text/short_number.ts";
import {
  type CycleRange,
  type Figure,
  findings,
  type FunctionFigures,
  type FunctionSize,
  type LoopReport,
  type Report,
  RESOURCE_KINDS,
  type ResourceKind,
  type ResourceUse,
  type StageReport,
} from "../../reports/mod.ts";
import type { CliIo } from "../terminal/io.ts";
import { megahertz, pathTable, placementTable } from "./timing.ts";
import { styleOf } from "../terminal/style.ts";
import { renderTable, type TextTable } from "../terminal/table.ts";

/** What stands where a tool left a figure open. */
const OPEN = "?";

/** Prints a report as a person reads it: what must not be overlooked, a summary, resources, functions, loops, sizes. */
export async function printReport(report: Report, io: CliIo): Promise<void> {
  const { bold, bad, good } = styleOf(io, io.stdout);
  const print = (line: string) => io.stdout.write(`${line}\n`);
  const section = async (title: string, table: TextTable) => {
    if (table.rows.length === 0) return;
    const shown = { ...table, rows: table.rows.slice(0, MAX_ROWS) };
    print(`\n${bold(title)}\n${(await renderTable(shown, io.stdout)).trimEnd()}`);
    const rest = table.rows.length - shown.rows.length;
    if (rest > 0) print(`and ${rest} more, which --json lists`);
  };
  print(bold(printable(titleOf(report))));
  print(`from ${printable(report.source)}`);
  for (const finding of findings(report)) print(bad(`!! ${printable(finding)}`));
  if (report.cosim?.passed) print(good(`co-simulation passed (${printable(report.cosim.rtl)})`));
  if (knowsCycles(report)) await section("Summary", summaryTable(report));
  if (knowsResources(report)) await section("Resources", resourceTable(report));
  const absorbed = absorbedLine(report);
  if (absorbed !== null) print(absorbed);
  await section("Critical path", pathTable(report));
  await section("Placements", placementTable(report));
  await section("Functions", functionTable(report));
  await section("Loops", loopTable(report));
  await section("Size of the design", sizeTable(report.designSize));
  await section("Size by function", functionSizeTable(report.functionSizes));
  const unused = unusedLines(report);
  if (unused.length === 0) return;
  print(`\n${bold("Not used")}\n${unused.map((line) => `  ${printable(line)}`).join("\n")}`);
}

/** Most rows of a table that are printed, most sizes of functions, and most names of files behind one reason. */
const MAX_ROWS = 500;
const MAX_SIZES = 30;
const MAX_NAMES = 8;

/** Instructions of functions after every phase, of the largest alone where there are many; indented by depth. */
export function functionSizeTable(sizes: Report["functionSizes"]): TextTable {
  const largest = ({ phases }: FunctionSize) =>
    phases.reduce((most, { instructions }) => Math.max(most, instructions), 0);
  const least = sizes.map(largest).toSorted((a, b) => b - a)[MAX_SIZES - 1] ?? 0;
  const shown = sizes.filter((size) => largest(size) >= least).slice(0, MAX_SIZES);
  const phases = [...new Set(sizes.flatMap((size) => size.phases.map(({ phase }) => phase)))];
  const rest = sizes.length - shown.length;
  return {
    head: ["function", "source", ...phases],
    rows: [
      ...shown.map((size) => [
        `${"  ".repeat(size.depth)}${size.name}`,
        size.location ?? "",
        ...phases.map((phase) => size.phases.find((entry) => entry.phase === phase)?.instructions ?? ""),
      ]),
      ...rest === 0 ? [] : [[`and ${rest} smaller ones`, "", ...phases.map(() => "")]],
    ],
  };
}

/** Files that were looked at and not used, a line for each reason. */
export function unusedLines({ files }: Report): readonly string[] {
  const unused = files.filter((file) => file.unused !== null);
  return [...Map.groupBy(unused, (file) => file.unused!)].map(([reason, members]) => {
    const names = members.slice(0, MAX_NAMES).map(({ file }) => file).join(", ");
    const rest = members.length - MAX_NAMES;
    return `${names}${rest > 0 ? ` and ${rest} more (--json names them)` : ""}: ${reason}`;
  });
}

/** Whether a table of clock and cycles holds more than question marks. */
export function knowsCycles({ clock, latency, interval, cosim, implementation }: Report): boolean {
  const figures = [
    clock.targetNs,
    clock.estimatedNs,
    ...[latency, interval].flatMap(({ minCycles, maxCycles }) => [minCycles, maxCycles]),
  ];
  return cosim !== null || implementation !== null || figures.some((figure) => figure !== null);
}

/** Whether a table of resources holds more than question marks. */
export function knowsResources({ resources, implementation }: Report): boolean {
  return implementation !== null || Object.values(resources).some(({ used }) => used !== null);
}

/** What of the flip-flops of a synthesis lies in block RAM; null for nothing. */
export function absorbedLine({ registersInBlockRam: count }: Report): string | null {
  if (!count) return null;
  return `${
    inThousands(count)
  } FF of the synthesis, and of its functions, were taken into block RAM before placing`;
}

/** Instructions after every step of the compiler. */
export function sizeTable(steps: Report["designSize"]): TextTable {
  return {
    head: ["phase", "step", "instructions"],
    rows: steps.map(({ phase, step, instructions }) => [phase, step, figureCell(instructions)]),
  };
}

/** Design, tool, version and part in one line. */
export function titleOf({ top, tool, version, part }: Report): string {
  const by = [tool, version].filter((word) => word !== null).join(" ");
  return `${top ?? "a design"}: ${[by, part].filter(Boolean).join(", ") || "the tool is not named"}`;
}

/** A number, or a question mark. */
export function figureCell(value: Figure): number | string {
  return value ?? OPEN;
}

/** `12`, `12 to 20`, or a question mark. */
export function cyclesText({ minCycles, maxCycles }: CycleRange): string {
  if (minCycles === maxCycles) return minCycles === null ? OPEN : String(minCycles);
  return `${minCycles ?? OPEN} to ${maxCycles ?? OPEN}`;
}

/** Share of what is available, or nothing where that is not known. */
export function percentText({ used, available }: ResourceUse): string {
  if (used === null || !available) return "";
  const percent = 100 * used / available;
  return percent > 0 && percent < 0.1 ? "<0.1 %" : `${percent.toFixed(1)} %`;
}

/** What a number of cycles takes at the target clock. */
export function timeText(cycles: Figure, periodNs: Figure): string {
  if (cycles === null || periodNs === null) return "";
  return `${durationText(cycles * periodNs)} at the target clock`;
}

/** Clock, latency, interval, co-simulation and timing. */
export function summaryTable(report: Report): TextTable {
  const { clock, latency, interval, cosim, implementation } = report;
  const timing = (name: string, stage: StageReport | null | undefined): TextTable["rows"] =>
    stage && Object.values(stage.timing).some((value) => value !== null)
      ? [[`timing ${name}`, timingText(stage), ""]]
      : [];
  return {
    head: ["what", "figure", "that is"],
    rows: [
      ["clock target", withUnit(clock.targetNs, "ns"), megahertz(clock.targetNs)],
      ["clock estimated", withUnit(clock.estimatedNs, "ns"), megahertz(clock.estimatedNs)],
      ["clock uncertainty", withUnit(clock.uncertaintyNs, "ns"), ""],
      ["latency (cycles)", cyclesText(latency), timeText(latency.maxCycles, clock.targetNs)],
      ["interval (cycles)", cyclesText(interval), timeText(interval.maxCycles, clock.targetNs)],
      ...cosim === null ? [] : [
        ["co-simulation", cosim.passed === null ? OPEN : cosim.passed ? "passed" : "FAILED", ""],
        [
          "co-simulated latency min/avg/max",
          measuredText(cosim.latency),
          timeText(cosim.latency.maxCycles, clock.targetNs),
        ],
        [
          "co-simulated interval min/avg/max",
          measuredText(cosim.interval),
          timeText(cosim.interval.maxCycles, clock.targetNs),
        ],
      ],
      ...timing("after synthesis", implementation?.synthesis),
      ...timing("after routing", implementation?.route),
      ...rateRow(report),
    ],
  };
}

/** Samples a second at the clock that was reached behind place and route. */
function rateRow({ interval, implementation }: Report): TextTable["rows"] {
  const period = implementation?.route?.timing.achievedNs ?? null;
  if (period === null || interval.maxCycles === null) return [];
  const rate = Math.floor(1e9 / (period * interval.maxCycles));
  return [["samples a second as routed", inThousands(rate), `at ${megahertz(period)}`]];
}

function measuredText(cycles: { minCycles: Figure; avgCycles: Figure; maxCycles: Figure }): string {
  return [cycles.minCycles, cycles.avgCycles, cycles.maxCycles].map(figureCell).join(" / ");
}

/** Verdict and slack in one line. */
export function timingText({ timing: { met, wnsNs, achievedNs } }: StageReport): string {
  const verdict = met === null ? null : met ? "met" : "VIOLATED";
  const slack = wnsNs === null ? null : `worst slack ${wnsNs} ns`;
  const achieved = achievedNs === null ? null : `${shortNumber(achievedNs)} ns reached`;
  return [verdict, slack, achieved].filter((text) => text !== null).join(", ");
}

function withUnit(value: Figure, unit: string): string {
  return value === null ? OPEN : `${value} ${unit}`;
}

/** Resources as estimated, after synthesis and after routing, as far as these are known. */
export function resourceTable({ resources, implementation }: Report): TextTable {
  const stages = ([["synthesis", "synthesised"], ["route", "routed"]] as const).flatMap(([key, heading]) => {
    const stage = implementation?.[key];
    return stage ? [{ heading, stage }] : [];
  });
  // Where no HLS ran, there is nothing to say of it.
  const hasHls = stages.length === 0 || RESOURCE_KINDS.some((kind) => resources[kind].used !== null);
  const available = (kind: ResourceKind) =>
    [resources, ...stages.map(({ stage }) => stage.resources)].map((each) => each[kind].available)
      .find((figure) => figure !== null) ?? null;
  return {
    head: [
      "resource",
      ...hasHls ? ["HLS", "HLS %"] : [],
      "available",
      ...stages.flatMap(({ heading }) => [heading, `${heading} %`]),
    ],
    rows: RESOURCE_KINDS.map((kind) => [
      kind,
      ...hasHls ? [figureCell(resources[kind].used), percentText(resources[kind])] : [],
      figureCell(available(kind)),
      ...stages.flatMap(({ stage }) => {
        const { used, available: own } = stage.resources[kind];
        const use = { used, available: own ?? available(kind) };
        return [figureCell(used), percentText(use)];
      }),
    ]),
  };
}

/** Functions or instances, in columns of which something is known. */
export function functionTable({ modules }: Report): TextTable {
  const columns: readonly (readonly [head: string, cell: (module: FunctionFigures) => number | string])[] = [
    ["latency", ({ latency }) => cyclesText(latency)],
    ["interval", ({ interval }) => cyclesText(interval)],
    ["clock (ns)", ({ clock }) => figureCell(clock.estimatedNs)],
    ...RESOURCE_KINDS.map((kind) =>
      [kind, ({ resources }: FunctionFigures) => figureCell(resources[kind].used)] as const
    ),
  ];
  const known = columns.filter(([, cell]) => modules.some((module) => cell(module) !== OPEN));
  return {
    head: ["function", ...known.map(([head]) => head)],
    rows: modules.map((module) => [module.name, ...known.map(([, cell]) => cell(module))]),
  };
}

/** Loops of the top and of all functions, indented by their depth. */
export function loopRows(
  report: Report,
): readonly { readonly function: string; readonly loop: LoopReport }[] {
  const all: readonly (FunctionFigures & { readonly name: string })[] = [
    { ...report, name: report.top ?? "the design" },
    ...report.modules,
  ];
  return all.flatMap(({ name, loops }) => loops.map((loop) => ({ function: name, loop })));
}

/** Achieved interval, and the target where it was missed. */
export function initiationText({ initiationInterval: { achieved, target } }: LoopReport): string {
  if (achieved === null) return "";
  return target !== null && target !== achieved ? `${achieved} (target ${target})` : String(achieved);
}

/** `64`, `1 to 64`, or a question mark. */
export function tripText({ tripCount: { min, max } }: LoopReport): string {
  return cyclesText({ minCycles: min, maxCycles: max });
}

function loopTable(report: Report): TextTable {
  return {
    head: ["function", "loop", "trips", "interval", "iteration", "latency", "pipelined"],
    rows: loopRows(report).map(({ function: name, loop }) => [
      name,
      `${"  ".repeat(loop.depth)}${loop.name}`,
      tripText(loop),
      initiationText(loop),
      cyclesText(loop.iterationLatency),
      cyclesText(loop.latency),
      loop.pipelined === null ? OPEN : loop.pipelined ? "yes" : "no",
    ]),
  };
}
