import { z } from "npm:zod@4.6.7";
import { parseFigure } from "../text/figure.ts";
import { type ReportPart, RESOURCE_NAMES } from "../part.ts";
import { type CosimReport, NO_FIGURES, NO_RESOURCES, NO_TIMING, resourcesOf } from "../report.ts";

/** Values are numbers, or numbers as text. */
const record = z.record(z.string(), z.union([z.string(), z.number(), z.null()]));
type Values = z.infer<typeof record>;

const xilinx = z.object({
  CSynthesisReport: record.optional(),
  CosimReport: record.optional(),
  VivadoSynthReport: record.optional(),
}).refine((report) => Object.values(report).some((part) => part !== undefined));

const oneApi = z.object({
  report: z.object({
    HLS: z.object({ total: record, available: record.optional() }),
    Loop: record.optional(),
  }),
});

/** Reads a report that hls4ml wrote as JSON; null if the document is none. */
export function readHls4mlJson(document: unknown): ReportPart | null {
  const vendor = xilinx.safeParse(document);
  if (vendor.success) return xilinxPart(vendor.data);
  const intel = oneApi.safeParse(document);
  return intel.success ? oneApiPart(intel.data) : null;
}

function xilinxPart(
  { CSynthesisReport, CosimReport, VivadoSynthReport }: z.infer<typeof xilinx>,
): ReportPart {
  return {
    ...CSynthesisReport && {
      figures: {
        ...NO_FIGURES,
        clock: {
          targetNs: figureIn(CSynthesisReport, "TargetClockPeriod"),
          estimatedNs: figureIn(CSynthesisReport, "EstimatedClockPeriod"),
          uncertaintyNs: null,
        },
        latency: cyclesIn(CSynthesisReport, "BestLatency", "WorstLatency"),
        interval: cyclesIn(CSynthesisReport, "IntervalMin", "IntervalMax"),
        resources: resourcesOf((kind) => ({
          used: firstIn(CSynthesisReport, RESOURCE_NAMES[kind]),
          available: firstIn(CSynthesisReport, RESOURCE_NAMES[kind].map((name) => `Available${name}`)),
        })),
      },
    },
    ...CosimReport && { cosim: cosimOf(CosimReport) },
    ...VivadoSynthReport && {
      synthesis: {
        timing: NO_TIMING,
        resources: resourcesOf((kind) => ({
          // hls4ml takes the number of block RAM tiles for that of their halves.
          used: times(kind === "BRAM_18K" ? 2 : 1, firstIn(VivadoSynthReport, RESOURCE_NAMES[kind])),
          available: null,
        })),
      },
    },
  };
}

function cosimOf(values: Values): CosimReport {
  const measured = (name: string) => ({
    minCycles: figureIn(values, `${name}Min`),
    avgCycles: figureIn(values, `${name}Avg`),
    maxCycles: figureIn(values, `${name}Max`),
  });
  const status = String(values["Status"] ?? "");
  return {
    passed: /^pass/i.test(status) ? true : /^fail/i.test(status) ? false : null,
    rtl: String(values["RTL"] ?? "Verilog"),
    latency: measured("Latency"),
    interval: measured("Interval"),
    totalCycles: null,
  };
}

/** Intel's resources: ALUTs count as LUTs; memory blocks of 20 Kibit are no block RAM of ours. */
function oneApiPart({ report: { HLS, Loop } }: z.infer<typeof oneApi>): ReportPart {
  const { total, available = {} } = HLS;
  const use = (name: string) => ({ used: figureIn(total, name), available: figureIn(available, name) });
  const megahertz = Loop === undefined ? null : figureIn(Loop, "worstFrequency");
  const cycles = (name: string) => Loop === undefined ? null : figureIn(Loop, name);
  return {
    tool: "oneAPI",
    figures: {
      ...NO_FIGURES,
      clock: { ...NO_FIGURES.clock, estimatedNs: megahertz === null ? null : 1000 / megahertz },
      latency: { minCycles: null, maxCycles: cycles("worstLatency") },
      interval: { minCycles: null, maxCycles: cycles("worstII") },
      resources: { ...NO_RESOURCES, DSP: use("dsp"), FF: use("reg"), LUT: use("alut") },
    },
  };
}

function cyclesIn(values: Values, least: string, most: string) {
  return { minCycles: figureIn(values, least), maxCycles: figureIn(values, most) };
}

/** The figure of the first name that has one. */
function firstIn(values: Values, names: readonly string[]): number | null {
  for (const name of names) {
    const value = Object.hasOwn(values, name) ? values[name] : null;
    const figure = value === null ? null : parseFigure(String(value));
    if (figure !== null) return figure;
  }
  return null;
}

function figureIn(values: Values, name: string): number | null {
  return firstIn(values, [name]);
}

function times(factor: number, value: number | null): number | null {
  return value === null ? null : value * factor;
}
