import type { Design } from "../design/mod.ts";
import { countsOf, type ResourceCounts } from "../estimate/counts.ts";
import { estimateDesign } from "../estimate/mod.ts";
import {
  decodeOutputs,
  encodeInputs,
  evaluateFloat,
  simulateTensors,
  toModelLayout,
  toSourceLayout,
} from "../simulate/mod.ts";
import type { NdArray } from "../tensor/mod.ts";
import { weighFor } from "./cost.ts";
import type { Metric } from "./precision/metrics.ts";

/**
 * What a design is worth, before any tool runs.
 *
 * @category Exploring
 */
export interface DesignFigures {
  /** Cycles from one image to the next. */
  readonly interval: number;
  /** Cycles of one image; null where nothing says it. */
  readonly latency: number | null;
  /** Estimated, FIFOs included. */
  readonly resources: ResourceCounts;
  /** Shares of the part, summed. */
  readonly cost: number;
  /** On the samples that were given; null without any. */
  readonly metric: number | null;
}

/** Samples, and what tells how good outputs are. */
export interface JudgedSamples {
  /** Arrays of shape `(samples, ...sourceShape)` by the name of the input; `""` names the only one. */
  readonly data: ReadonlyMap<string, NdArray>;
  /** What is right for each; null where nobody said. */
  readonly labels: NdArray | null;
  readonly metric: Metric;
}

/**
 * Estimates a design and measures a metric of what it computes, bit for bit.
 *
 * @param samples Null leaves the metric out.
 * @throws {InterlaceError} for data that do not fit the design, and labels that do not fit its outputs.
 */
export async function designFigures(design: Design, samples: JudgedSamples | null): Promise<DesignFigures> {
  const { interval, latency, resources } = estimateDesign(design);
  const counts = countsOf((kind) => resources[kind].used ?? 0);
  return {
    interval: interval.maxCycles ?? 0,
    latency: latency.maxCycles,
    resources: counts,
    cost: weighFor(design)(counts),
    metric: samples === null ? null : await metricOf(design, samples),
  };
}

async function metricOf(design: Design, { data, labels, metric }: JudgedSamples): Promise<number> {
  const tensors = await simulateTensors(design, encodeInputs(design, data), { tensors: "outputs" });
  const { model } = design;
  const only = model.inputs.length === 1 ? data.get("") : undefined;
  const inputs = model.inputs.map((port) => toModelLayout(port, only ?? data.get(port.name)!));
  const floats = evaluateFloat(model, inputs);
  return metric.of({
    outputs: [...decodeOutputs(design, tensors).values()],
    floats: model.outputs.map((port) => toSourceLayout(port, floats.get(port.layer)!)),
    labels,
  });
}
