import type { ConvolutionPlan, DensePlan, Design, MacPlan, Stage, TensorPlan } from "../design/mod.ts";
import { lineRows } from "../schedule/mod.ts";
import { sizeOf } from "../tensor/mod.ts";
import { type DenseEstimate, dspOfProducts, estimateDense, romBlocks } from "./estimate_dense.ts";
import type { ResourceKind } from "./report.ts";

/** Estimated number of each resource. */
export type ResourceCounts = Readonly<Record<ResourceKind, number>>;

const NONE: ResourceCounts = { BRAM_18K: 0, DSP: 0, FF: 0, LUT: 0, URAM: 0 };

/** Memories of fewer bits than this are made of look-up tables, 64 bits in each. */
const LEAST_BLOCK_BITS = 1024;
const LUT_BITS = 64;

/** A shift register of a look-up table has this many places. */
const SHIFT_PLACES = 32;

/** Resources of a stage with the stream that it writes. */
export function stageResources(design: Design, stage: Stage): ResourceCounts {
  const output = design.tensors.get(stage.name)!;
  const kernel = kernelResources(design, stage, output);
  return design.io === "io_stream" && stage.plan.kind !== "input" ? sum([kernel, fifo(output)]) : kernel;
}

/** The sum of resources. */
export function sum(counts: readonly ResourceCounts[]): ResourceCounts {
  return counts.reduce((total, count) => ({
    BRAM_18K: total.BRAM_18K + count.BRAM_18K,
    DSP: total.DSP + count.DSP,
    FF: total.FF + count.FF,
    LUT: total.LUT + count.LUT,
    URAM: total.URAM + count.URAM,
  }), NONE);
}

function kernelResources(design: Design, stage: Stage, output: TensorPlan): ResourceCounts {
  const { plan } = stage;
  const lanes = design.io === "io_stream" ? output.beats.width : sizeOf(output.shape);
  const registers = lanes * output.type.width;
  switch (plan.kind) {
    case "input":
      return NONE;
    case "dense":
      return denseResources(design, plan);
    case "convolution":
      return sum([convolutionResources(design, plan), windowResources(design, stage, plan)]);
    case "affine":
      return { ...NONE, DSP: dspOfProducts(lanes, plan.scale.type.width), FF: registers, LUT: registers };
    case "rectifier":
      return { ...NONE, DSP: dspOfProducts(lanes, plan.slopes.type.width), FF: registers, LUT: registers };
    case "table": {
      const { type, data } = plan.entries;
      // A memory has two ports: two lanes share a copy of the table.
      const copies = Math.ceil(lanes / 2);
      const one = memory({ width: type.width, depth: data.length });
      return { ...NONE, BRAM_18K: copies * one.BRAM_18K, LUT: copies * one.LUT + registers, FF: registers };
    }
    case "relu":
    case "clip":
    case "cast":
      return { ...NONE, FF: registers, LUT: registers };
    case "permute":
    case "repack":
    case "clone":
      return { ...NONE, FF: registers, LUT: Math.ceil(registers / 2) };
  }
}

function denseResources({ io }: Design, plan: DensePlan): ResourceCounts {
  const counts = macResources(plan, plan, { constant: true });
  // A stream is gathered in registers first.
  return io === "io_stream" ? { ...counts, FF: counts.FF + plan.inputs * plan.weights.type.width } : counts;
}

/** In stream mode phases share their multipliers, in parallel mode each window and phase has its own. */
function convolutionResources({ io }: Design, plan: ConvolutionPlan): ResourceCounts {
  const outputs = plan.channels.output;
  if (io === "io_stream") {
    const constant = plan.phases.length === 1;
    return macResources(plan, { inputs: plan.inputs, outputs }, { constant });
  }
  const phases = plan.phases.filter((phase) => phase.inputs > 0).map((phase) =>
    macResources(plan, { inputs: phase.inputs, outputs }, { constant: true })
  );
  return scale(sum(phases), plan.parallel.factor);
}

interface MacSize {
  readonly inputs: number;
  readonly outputs: number;
}

/** Multipliers, accumulators, their multiplexers and the memory of weights. */
function macResources(
  plan: MacPlan & { readonly packed: DensePlan["packed"] | ConvolutionPlan["packed"] },
  { inputs, outputs }: MacSize,
  { constant }: { readonly constant: boolean },
): ResourceCounts {
  const shape = {
    inputs,
    outputs,
    weightBits: plan.weights.type.width,
    accumulatorBits: plan.accumulator.width,
  };
  if (plan.strategy === "latency") return unrolledResources(estimateDense({ ...shape, reuseFactor: 1 }), plan, { constant, ...shape });
  const { DSP, FF, LUT } = estimateDense({ ...shape, reuseFactor: Math.max(1, plan.reuse.factor) });
  const packed = Array.isArray(plan.packed) ? plan.packed[0] : plan.packed;
  return { ...NONE, DSP, FF, LUT, ...weightMemory(packed, plan.weights.type.width) };
}

function unrolledResources(
  estimate: DenseEstimate,
  plan: MacPlan,
  size: MacSize & { readonly constant: boolean; readonly weightBits: number },
): ResourceCounts {
  const { LUT, FF } = estimate;
  const products = size.inputs * size.outputs;
  // Products with 0 vanish; a factor allows to share what is left.
  const weights = plan.weights.data;
  const kept = weights.length === 0 ? 1 : weights.reduce((count, w) => w ? count + 1 : count, 0) / weights.length;
  const most = dspOfProducts(Math.ceil(products / plan.reuse.factor), size.weightBits);
  const DSP = size.constant ? Math.min(Math.round(estimate.DSP * kept), most) : most;
  return { ...NONE, DSP, LUT: Math.round(LUT * kept), FF: Math.round(FF * kept) };
}
