import { z } from "npm:zod@4.6.7";
import { parseFigure } from "../text/figure.ts";
import type { ReportPart } from "../part.ts";
import {
  type LoopReport,
  type ModuleReport,
  NO_CYCLES,
  NO_FIGURES,
  NO_RESOURCES,
  NO_TIMING,
  type Resources,
} from "../report.ts";

/*
 * The parts of a oneAPI report folder: one JSON document a line. ALUTs count as LUTs; memory blocks of 20 Kibit are no
 * block RAM of ours and are left unknown.
 */

const resourceRow = z.object({
  name: z.string(),
  parent: z.literal("estimatedResources"),
  data: z.array(z.union([z.string(), z.number()])),
});

const loopRow = z.object({
  name: z.string(),
  id: z.number(),
  type: z.string(),
  ii: z.string().optional(),
  lt: z.string().optional(),
  tc: z.string().optional(),
  pl: z.string().optional(),
  children: z.array(z.number()).optional(),
});

const fit = z.object({
  quartusFitClockSummary: z.object({ nodes: z.array(z.object({ "clock fmax": z.string() })) }),
  quartusFitResourceUsageSummary: z.object({
    nodes: z.array(
      z.object({ type: z.string(), name: z.string(), alut: z.string(), reg: z.string(), dsp: z.string() }),
    ),
  }),
});

/** Reads a file of a oneAPI report; null if the lines are of no kind that holds figures. */
export function readOneApiLines(lines: readonly unknown[]): ReportPart | null {
  const fitted = fit.safeParse(lines[0]);
  if (fitted.success) return fitPart(fitted.data);
  const rows = lines.flatMap((line) => resourceRow.safeParse(line).data ?? []);
  if (rows.length > 0) return estimatePart(rows);
  const loops = lines.flatMap((line) => loopRow.safeParse(line).data ?? []);
  return loops.length > 0 ? loopPart(loops) : null;
}

function fitPart(
  { quartusFitClockSummary, quartusFitResourceUsageSummary }: z.infer<typeof fit>,
): ReportPart {
  const megahertz = parseFigure(quartusFitClockSummary.nodes[0]?.["clock fmax"]);
  const system = quartusFitResourceUsageSummary.nodes.find((node) => node.type === "system");
  const use = (text: string | undefined) => ({ used: parseFigure(text), available: null });
  return {
    tool: "oneAPI",
    route: {
      resources: { ...NO_RESOURCES, DSP: use(system?.dsp), FF: use(system?.reg), LUT: use(system?.alut) },
      timing: { ...NO_TIMING, achievedNs: megahertz === null ? null : 1000 / megahertz },
    },
  };
}

/** Lines of one table: kernels, their sum, pipes, the total and what the part has. */
function estimatePart(rows: readonly z.infer<typeof resourceRow>[]): ReportPart {
  const rowOf = (name: string) => rows.find((row) => row.name === name)?.data ?? [];
  const end = rows.findIndex((row) => row.name === "Kernel Subtotal");
  return {
    tool: "oneAPI",
    figures: { ...NO_FIGURES, resources: resourcesFrom(rowOf("Total"), rowOf("Available")) },
    modules: rows.slice(0, Math.max(0, end)).map((row): ModuleReport => ({
      ...NO_FIGURES,
      name: row.name,
      resources: resourcesFrom(row.data, []),
    })),
  };
}

type Cells = readonly (string | number)[];

/** Columns: ALUTs, FFs, RAMs, DSPs. */
function resourcesFrom(used: Cells, available: Cells): Resources {
  const at = (cells: Cells, column: number) =>
    cells.length > column ? parseFigure(String(cells[column])) : null;
  const use = (column: number) => ({ used: at(used, column), available: at(available, column) });
  return { ...NO_RESOURCES, LUT: use(0), FF: use(1), DSP: use(3) };
}

/** Kernels name their blocks; those of type `loop` are loops. A trip count of 0 is one that is not known. */
function loopPart(rows: readonly z.infer<typeof loopRow>[]): ReportPart {
  const byId = new Map(rows.map((row) => [row.id, row]));
  return {
    tool: "oneAPI",
    modules: rows.filter((row) => row.type === "kernel").map((kernel): ModuleReport => ({
      ...NO_FIGURES,
      name: kernel.name,
      loops: (kernel.children ?? []).flatMap((id): LoopReport[] => {
        const row = byId.get(id);
        if (row?.type !== "loop") return [];
        const trips = parseFigure(row.tc) || null;
        const cycles = parseFigure(row.lt);
        return [{
          name: row.name,
          depth: 0,
          tripCount: { min: trips, max: trips },
          latency: NO_CYCLES,
          iterationLatency: { minCycles: cycles, maxCycles: cycles },
          initiationInterval: { achieved: parseFigure(row.ii), target: null },
          pipelined: row.pl === undefined ? null : row.pl === "Yes",
        }];
      }),
    })),
  };
}
