import { VERSION } from "../../src/base/mod.ts";
import type { Design } from "../../src/design/mod.ts";
import { estimateDesign } from "../../src/estimate/mod.ts";
import {
  countedResources,
  type Figure,
  type Report,
  RESOURCE_KINDS,
  type ResourceKind,
} from "../../src/reports/mod.ts";
import type { BenchKernel } from "./kernels.ts";

/** What is known of a design, and from where. */
export interface KernelFigures {
  /** {@linkcode BenchKernel.digest}: figures of other designs are not to be compared. */
  readonly design: string;
  readonly sources: {
    /** `schedule`, `plan` (parallel mode), or the tool and its version. */
    readonly cycles: string;
    /** `estimate`, or the tool and its version. */
    readonly resources: string;
  };
  /** Cycles from the first input to the last output. */
  readonly latency: Figure;
  /** Cycles from one sample to the next. */
  readonly interval: Figure;
  /** Block RAM in halves of 18 Kibit. */
  readonly resources: Readonly<Record<ResourceKind, Figure>>;
  /** Nanoseconds of the clock behind place and route; absent where nothing was placed. */
  readonly clockNs?: number;
}

/** Results of a run as they are written. */
export interface KernelResults {
  /** Of Interlace. */
  readonly version: string;
  /** By the names of the kernels. */
  readonly kernels: Readonly<Record<string, KernelFigures>>;
}

/** Figures by schedule and estimate. */
export function estimatedFigures(kernel: BenchKernel, design: Design): KernelFigures {
  const cycles = design.schedule === null ? "plan" : "schedule";
  return figuresOf(kernel, estimateDesign(design), { cycles, resources: "estimate" });
}

/**
 * Figures that a tool reported.
 * @param how `recorded` or `built`.
 */
export function reportedFigures(kernel: BenchKernel, report: Report, how: string): KernelFigures {
  const source = `${how}: ${
    [report.tool ?? "a tool that it does not name", report.version].filter(Boolean).join(" ")
  }`;
  // No HLS has counted cycles where only a netlist is known.
  const cycles = report.resources.LUT.used === null ? "schedule" : source;
  return figuresOf(kernel, report, { cycles, resources: source });
}

function figuresOf(kernel: BenchKernel, report: Report, sources: KernelFigures["sources"]): KernelFigures {
  const { BRAM_18K, DSP, FF, LUT, URAM } = countedResources(report).resources;
  const clockNs = report.implementation?.route?.timing.achievedNs ?? null;
  return {
    design: kernel.digest,
    sources,
    latency: report.latency.maxCycles,
    interval: report.interval.maxCycles,
    resources: { BRAM_18K: BRAM_18K.used, DSP: DSP.used, FF: FF.used, LUT: LUT.used, URAM: URAM.used },
    ...clockNs === null ? {} : { clockNs },
  };
}

/** Schedules and estimates all kernels. */
export async function estimateKernels(kernels: readonly BenchKernel[]): Promise<KernelResults> {
  const figures: [string, KernelFigures][] = [];
  for (const kernel of kernels) figures.push([kernel.name, estimatedFigures(kernel, await kernel.design())]);
  return { version: VERSION, kernels: Object.fromEntries(figures) };
}

/** Results as a table of text. */
export function figuresTable({ kernels }: KernelResults) {
  return {
    head: ["kernel", "latency", "interval", ...RESOURCE_KINDS, "clock (ns)", "cycles from", "resources from"],
    rows: Object.entries(kernels).map(([name, { latency, interval, resources, sources, clockNs }]) => [
      name,
      latency ?? "?",
      interval ?? "?",
      ...RESOURCE_KINDS.map((kind) => resources[kind] ?? "?"),
      clockNs ?? "",
      sources.cycles,
      sources.resources,
    ]),
  };
}
