import { largest } from "../base/numbers/extremes.ts";
import {
  busyShare,
  type Design,
  isMacStage,
  lanesText,
  memoryText,
  multipliersOf,
  outputsOf,
  type Stage,
  stageTitle,
  tensorOf,
  traceStreams,
} from "../design/mod.ts";
import { printFixedType } from "../fixed/mod.ts";
import { estimateDesign } from "../estimate/mod.ts";
import type { Report, Resources } from "../reports/mod.ts";
import { fifosOf, type FifoView } from "./fifos.ts";
import { type DesignCost, designCost } from "./layers.ts";
import type { NetworkTrace } from "../dataflow/mod.ts";
import type { NumbersView } from "./numbers.ts";

/** Columns of a picture of time. */
const COLUMNS = 480;

/** Images that follow one another in it. */
const IMAGES = 2;

/** A stage as a page shows it. */
export interface StageView {
  /** Of its layer, as it stands in the model. */
  readonly name: string;
  /** Letters, digits and `_`; unique on the page. */
  readonly id: string;
  /** Keras's class name where it is a layer's own, else the kind of stage. */
  readonly kind: string;
  /** Names of the stages that it reads. */
  readonly inputs: readonly string[];
  /** Of its output, channels last. */
  readonly shape: readonly number[];
  /** Of its output, as `ap_fixed<W,I>` text. */
  readonly type: string;
  /** Null where there are no multipliers to share. */
  readonly reuse: number | null;
  /** Inputs × outputs at once; null as above. */
  readonly lanes: string | null;
  /** Null where there is nothing to multiply. */
  readonly strategy: string | null;
  /** As above. */
  readonly multipliers: number | null;
  /** Multiplications that count, an image, by what the multipliers could do in an interval; null where it is not known. */
  readonly useful: number | null;
  /** Cycles that it takes for an image; null for an input, or where it is not known. */
  readonly cycles: number | null;
  /** Their share of the interval. */
  readonly busy: number | null;
  /** As estimated; null where they are not known. */
  readonly resources: Resources | null;
  /** What it keeps and what that is made of, a line a memory; FIFOs have their own. */
  readonly memories: readonly string[];
}

/** What there is to see of a design. */
export interface DesignView {
  /** What is shown. */
  readonly design: Design;
  /** Its estimate, by stages. */
  readonly estimate: Report;
  /** What layers take, beside what a tool reports where one ran. */
  readonly cost: DesignCost;
  /** What the tool reports; null where none ran. */
  readonly report: Report | null;
  /** In the order of the data. */
  readonly stages: readonly StageView[];
  /** Null where tensors wait in no FIFO, or nothing was scheduled. */
  readonly fifos: readonly FifoView[] | null;
  /** What stages do over time; null where that is not known. */
  readonly trace: NetworkTrace | null;
  /** The stage that sets the interval; null where it is not known. */
  readonly slowest: string | null;
  /** Null where no samples were looked at. */
  readonly numbers: NumbersView | null;
}

/**
 * Gathers what there is to see of a design.
 *
 * @param report What a tool reports of it; null where none ran.
 */
export function describeDesign(
  design: Design,
  numbers: NumbersView | null,
  report: Report | null = null,
): DesignView {
  const estimate = estimateDesign(design);
  const interval = estimate.interval.maxCycles;
  const modules = new Map(estimate.modules.map((module) => [module.name, module]));
  const settings = new Map(design.settings.map((entry) => [entry.layer, entry]));
  const stages = design.stages.map((stage): StageView => {
    const tensor = tensorOf(design, stage.name);
    const entry = settings.get(stage.name);
    const module = modules.get(stage.name);
    const cycles = module?.interval.maxCycles ?? null;
    const busy = cycles === null || interval === null ? null : cycles / interval;
    return {
      name: stage.name,
      id: stageAnchor(stage.id),
      kind: entry?.typeName ?? stageTitle(stage.plan),
      inputs: stage.inputs,
      shape: tensor.shape,
      type: printFixedType(tensor.type),
      reuse: entry?.reuseFactor?.used ?? null,
      lanes: entry?.lanes ? lanesText(entry.lanes.used) : null,
      strategy: entry?.strategy ?? null,
      ...multiplying(stage, busy, interval),
      cycles,
      busy,
      resources: module?.resources ?? null,
      memories: stage.memories.map(memoryText),
    };
  });
  const slowest = stages.reduce<StageView | null>(
    (most, stage) => stage.cycles !== null && stage.cycles > (most?.cycles ?? 0) ? stage : most,
    null,
  );
  return {
    design,
    estimate,
    cost: designCost({ design, estimate, report }),
    report,
    stages,
    fifos: fifosOf(design),
    trace: traceStreams(design, { images: IMAGES, columns: COLUMNS }) ?? traceParallel(design, estimate),
    slowest: slowest?.name ?? null,
    numbers,
  };
}

/** Where a page tells all of a stage. */
export function stageAnchor(id: string): string {
  return `stage-${id}`;
}

function multiplying(
  stage: Stage,
  busy: number | null,
  interval: number | null,
): Pick<StageView, "multipliers" | "useful"> {
  if (!isMacStage(stage)) return { multipliers: null, useful: null };
  const { plan } = stage;
  const multipliers = multipliersOf(stage);
  const multiplications = plan.kind === "dense"
    ? plan.inputs * plan.outputs
    : plan.walk.kind === "stream"
    ? plan.walk.multiplications
    : null;
  if (multiplications === null) {
    const share = busyShare(plan);
    return { multipliers, useful: busy === null ? null : busy * share.multiplications / share.places };
  }
  return {
    multipliers,
    useful: interval === null ? null : multiplications / (plan.schedule.products * interval),
  };
}

/**
 * Stages that have no schedule against each other: each begins when those are done that it reads, as the estimate has it,
 * and images follow one another at the interval.
 */
function traceParallel(design: Design, estimate: Report): NetworkTrace | null {
  const interval = estimate.interval.maxCycles;
  const cycles = new Map(estimate.modules.map(({ name, latency }) => [name, latency.maxCycles]));
  if (design.io !== "io_parallel" || interval === null) return null;
  const ends = new Map<string, number>();
  const processes = design.stages.filter(({ name }) => cycles.has(name)).map((stage) => {
    const start = largest(stage.inputs.map((name) => ends.get(name) ?? 0), 0);
    const end = start + (cycles.get(stage.name) ?? 0);
    for (const name of outputsOf(stage)) ends.set(name, end);
    const spans = Array.from({ length: end > start ? IMAGES : 0 }, (_, image) => ({
      state: "busy" as const,
      busy: 1,
      idle: null,
      image,
      from: start + image * interval,
      to: end + image * interval,
    }));
    return { name: stage.name, spans };
  });
  const last = largest(ends.values(), 0) + (IMAGES - 1) * interval;
  return { cycles: Math.max(1, last), columnCycles: 1, processes, fifos: [] };
}
