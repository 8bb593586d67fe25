import { familyOf } from "../backends/mod.ts";
import type { Design } from "../design/mod.ts";
import {
  type Figure,
  type Report,
  RESOURCE_KINDS,
  type ResourceKind,
  type Resources,
} from "../reports/mod.ts";
import { resourcesOf } from "../reports/report.ts";

/** What a layer, or a whole design, takes. */
export interface CostFigures {
  /** With what the part has, where a total tells it. */
  readonly resources: Resources;
  /** Cycles for an image. */
  readonly cycles: Figure;
}

/** A stage of a design with what is known of its cost. */
export interface LayerCost {
  /** Name of the stage. */
  readonly name: string;
  /** As in {@linkcode Design.stages}. */
  readonly id: string;
  /** Before any tool has run. */
  readonly estimated: CostFigures;
  /** As a tool reports it; null where none ran, or none of its functions is the stage's. */
  readonly measured: CostFigures | null;
  /** Functions or instances of a tool's report that are the stage's. */
  readonly functions: readonly string[];
}

/** What a tool says of a whole design after one of its steps. */
export interface CostTotal {
  /** Which of its steps. */
  readonly name: "HLS" | "synthesised" | "routed";
  /** Of everything. */
  readonly figures: CostFigures;
}

/** What every layer of a design costs, estimated and as a tool reports it. */
export interface DesignCost {
  /** In the order of the data. */
  readonly layers: readonly LayerCost[];
  /** The estimate of all; what the part has, a tool may tell. */
  readonly estimated: CostFigures;
  /** In the order of the tool's steps; figures of layers are parts of the first. Empty where none ran. */
  readonly totals: readonly CostTotal[];
  /** Of the first total what is of no layer; null where no layer was measured. */
  readonly around: CostFigures | null;
  /** Functions or instances that are of no layer. */
  readonly others: readonly string[];
  /** The tool with its version; null where none ran, or it is not named. */
  readonly tool: string | null;
}

/** What estimates and tools say of one design. */
export interface CostSources {
  /** Whose layers they are of. */
  readonly design: Design;
  /** Of the design. */
  readonly estimate: Report;
  /** What a tool reports; null where none ran. */
  readonly report: Report | null;
}

/**
 * Puts the estimate of a design beside what a tool reports of it: functions and instances are tied to the stages that they
 * were generated for.
 */
export function designCost({ design, estimate, report }: CostSources): DesignCost {
  const { functions: { areNested, stageOf } } = familyOf(design.target);
  const ids = new Map(design.stages.map(({ name, id }) => [name, id]));
  const owner = stageOf(design);
  const owned = Map.groupBy(report?.modules ?? [], ({ name }) => owner(name));
  const layers = estimate.modules.map((module): LayerCost => {
    const functions = owned.get(module.name) ?? [];
    return {
      name: module.name,
      id: ids.get(module.name)!,
      estimated: figuresOf(module),
      measured: functions.length === 0 ? null : joined(functions, areNested),
      functions: functions.map(({ name }) => name),
    };
  });
  const totals = report === null ? [] : totalsOf(report, estimate.resources);
  const measured = layers.flatMap((layer) => layer.measured ?? []);
  return {
    layers,
    estimated: {
      cycles: estimate.interval.maxCycles,
      resources: resourcesOf((kind) => ({
        used: estimate.resources[kind].used,
        available: estimate.resources[kind].available ?? totals[0]?.figures.resources[kind].available ?? null,
      })),
    },
    totals,
    around: totals.length === 0 || measured.length === 0 ? null : rest(totals[0].figures, measured),
    others: (owned.get(null) ?? []).map(({ name }) => name),
    tool: report?.tool ? [report.tool, report.version].filter((word) => word !== null).join(" ") : null,
  };
}

/** Totals of the steps that ran; what the part has, a later step may tell, or what is known of the part. */
function totalsOf({ implementation, interval, resources }: Report, part: Resources): readonly CostTotal[] {
  const steps = [
    { name: "HLS", of: resources },
    { name: "synthesised", of: implementation?.synthesis?.resources },
    { name: "routed", of: implementation?.route?.resources },
  ] as const;
  const available = (kind: ResourceKind) =>
    [...steps.map(({ of }) => of?.[kind].available), part[kind].available].find((known) => known) ?? null;
  return steps.flatMap(({ name, of }) => {
    if (of === undefined || RESOURCE_KINDS.every((kind) => of[kind].used === null)) return [];
    return [{
      name,
      figures: {
        resources: resourcesOf((kind) => ({ used: of[kind].used, available: available(kind) })),
        cycles: interval.maxCycles,
      },
    }];
  });
}

function figuresOf({ resources, interval }: Pick<Report, "resources" | "interval">): CostFigures {
  return { resources, cycles: interval.maxCycles };
}

/** Functions of one stage: where one holds the others, the largest figures are its own; else they add up. */
function joined(functions: Report["modules"], areNested: boolean): CostFigures {
  const largest = (figures: readonly Figure[]) =>
    figures.reduce((a, b) => a === null ? b : b === null ? a : Math.max(a, b), null);
  const sum = (figures: readonly Figure[]) =>
    figures.reduce((a, b) => a === null ? b : b === null ? a : a + b, null);
  const together = areNested ? largest : sum;
  const used = (kind: ResourceKind) => together(functions.map(({ resources }) => resources[kind].used));
  return {
    resources: resourcesOf((kind) => ({ used: used(kind), available: null })),
    cycles: largest(functions.map(({ interval }) => interval.maxCycles)),
  };
}

/** What is left of a whole without its parts. */
function rest(whole: CostFigures, parts: readonly CostFigures[]): CostFigures {
  return {
    cycles: null,
    resources: resourcesOf((kind) => {
      const { used } = whole.resources[kind];
      const sum = parts.reduce((total, { resources }) => total + (resources[kind].used ?? 0), 0);
      // A tool may share between functions what it counts for each of them.
      return { used: used === null ? null : Math.max(0, used - sum), available: null };
    }),
  };
}
