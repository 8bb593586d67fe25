import { largest } from "../../base/numbers/extremes.ts";
import { percent } from "../../base/text/percent.ts";
import { inThousands } from "../../base/text/thousands.ts";
import { type Design, stageTitle, tensorOf } from "../../design/mod.ts";
import { printFixedType } from "../../fixed/mod.ts";
import { type ModuleReport, type Report, RESOURCE_KINDS } from "../../reports/report.ts";
import { estimateBasis } from "../../estimate/basis.ts";
import { capacityFor, countsOtherTables } from "../../target/mod.ts";
import { busyMultipliers, fractionText } from "./busy_text.ts";
import { shown } from "../terminal/io.ts";
import { shapeText, type TextTable } from "../terminal/table.ts";

/** Rows of the table of stages beyond which it is folded to those that matter. */
const MAX_ROWS = 16;

/** Lines of text beside each other: what a figure is of, and the figure. */
type Line = readonly [string, string];

/**
 * What a design does and costs, in a few lines: its part, interval and latency in cycles and time at the clock that was asked
 * for, the stage that sets the interval, each resource as a share of the part, and on what all that rests.
 *
 * @param report The estimate of the design.
 */
export function summaryLines(design: Design, report: Report): readonly string[] {
  const lines = [
    ["part", partText(design)],
    ["interval", intervalText(design, report)],
    ["latency", cyclesText(report.latency.maxCycles, design.clockPeriod)],
    ...RESOURCE_KINDS.flatMap((kind): readonly Line[] => {
      const { used, available } = report.resources[kind];
      return used === 0 ? [] : [[kind, shareText(used, available)]];
    }),
    ["rests on", estimateBasis(design)],
  ] satisfies readonly Line[];
  const width = largest(lines.map(([name]) => name.length));
  return lines.map(([name, text]) => `${name.padEnd(width)}  ${text}`);
}

/**
 * A row a stage: what it is, its result and its share of time and cost. Of a larger network only the stages that take most
 * of either, in the order of the data.
 */
export function stagesSummary(
  design: Design,
  report: Report,
): { readonly table: TextTable; readonly folded: number } {
  const settings = new Map(design.settings.map((entry) => [entry.layer, entry]));
  const figures = new Map(report.modules.map((module) => [module.name, module]));
  const shown = weightiest(design, figures);
  const busy = new Map(busyMultipliers(design).map((each) => [each.layer, fractionText(each)]));
  return {
    folded: design.stages.length - shown.length,
    table: {
      head: ["layer", "kind", "output", "result", "reuse", "useful", "interval", "DSP", "LUT"],
      rows: shown.map(({ name, plan }) => {
        const tensor = tensorOf(design, name);
        const entry = settings.get(name);
        const module = figures.get(name);
        return [
          name,
          entry?.typeName ?? stageTitle(plan),
          shapeText(tensor.shape),
          printFixedType(tensor.type),
          entry?.reuseFactor?.used ?? "",
          busy.get(name) ?? "",
          module?.interval.maxCycles ?? "",
          module?.resources.DSP.used ?? "",
          module?.resources.LUT.used ?? "",
        ];
      }),
    },
  };
}

function weightiest(design: Design, figures: ReadonlyMap<string, ModuleReport>): Design["stages"] {
  if (design.stages.length <= MAX_ROWS) return design.stages;
  const interval = largest(figures.values().map((module) => module.interval.maxCycles ?? 0), 1);
  const logic = largest(figures.values().map((module) => module.resources.LUT.used ?? 0), 1);
  const weight = (name: string) => {
    const module = figures.get(name);
    if (module === undefined) return 0;
    return (module.interval.maxCycles ?? 0) / interval + (module.resources.LUT.used ?? 0) / logic;
  };
  const kept = new Set(
    design.stages.toSorted((a, b) => weight(b.name) - weight(a.name)).slice(0, MAX_ROWS)
      .map(({ name }) => name),
  );
  return design.stages.filter(({ name }) => kept.has(name));
}

/** The part that resources are shares of. */
function partText(design: Design): string {
  const { part } = design;
  const name = shown(part);
  if (capacityFor(design) !== null) return name;
  return `${name} (${
    countsOtherTables(design) ? "no shares: LUTs are counted as of six inputs" : "what it has is not known"
  })`;
}

function intervalText({ clockPeriod, io }: Design, { interval, modules }: Report): string {
  const cycles = interval.maxCycles;
  if (cycles === null) return "unknown";
  const slowest = io === "io_stream"
    ? modules.find((module) => module.interval.maxCycles === cycles)
    : undefined;
  const rate = inThousands(Math.round(1e9 / (cycles * clockPeriod)));
  const set = slowest === undefined ? "" : `, set by ${slowest.name}`;
  return `${cyclesText(cycles, clockPeriod)}, ${rate} images/s at ${megahertz(clockPeriod)} MHz${set}`;
}

/** Cycles, and the time that they take in µs (ms from 1000 µs on). */
function cyclesText(cycles: number | null, clockPeriod: number): string {
  if (cycles === null) return "unknown";
  const microseconds = cycles * clockPeriod / 1000;
  const time = microseconds < 1000
    ? `${Number(microseconds.toPrecision(4))} µs`
    : `${Number((microseconds / 1000).toPrecision(4))} ms`;
  return `${cycles} cycles = ${time}`;
}

function megahertz(clockPeriod: number): number {
  return Number((1000 / clockPeriod).toPrecision(4));
}

function shareText(used: number | null, available: number | null): string {
  if (used === null) return "unknown";
  if (available === null) return String(used);
  return `${used} of ${available} (${available === 0 ? "none on this part" : percent(used / available)})`;
}
