import { exhaustive } from "../base/mod.ts";
import type {
  ConvolutionPlan,
  DensePlan,
  Design,
  MacPlan,
  PackedWeights,
  Stage,
  TensorPlan,
} from "../design/mod.ts";
import { lineRows } from "../schedule/mod.ts";
import { type FixedTensor, sizeOf } from "../tensor/mod.ts";
import { dspOfProducts, estimateDense, romBlocks } from "./estimate_dense.ts";
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
    case "hard_sigmoid":
      return { ...NONE, DSP: dspOfProducts(lanes, plan.slope.type.width), FF: registers, LUT: registers };
    case "relu":
    case "clip":
    case "cast":
    case "threshold":
    case "merge":
    case "pool":
    case "global_pool":
    case "interpolate":
    case "softmax":
      return { ...NONE, FF: registers, LUT: registers };
    case "permute":
    case "repack":
    case "clone":
    case "concatenate":
    case "select":
    case "shuffle":
    case "upsample":
      return { ...NONE, FF: registers, LUT: Math.ceil(registers / 2) };
    default:
      return exhaustive(plan);
  }
}

function denseResources({ io }: Design, plan: DensePlan): ResourceCounts {
  const counts = macResources(plan, plan, { constant: true, packed: plan.packed });
  // A stream is gathered in registers first.
  return io === "io_stream" ? { ...counts, FF: counts.FF + plan.inputs * plan.weights.type.width } : counts;
}

/** In stream mode phases share their multipliers, in parallel mode each window and phase has its own. */
function convolutionResources({ io }: Design, plan: ConvolutionPlan): ResourceCounts {
  const outputs = plan.channels.output;
  if (io === "io_stream") {
    const constant = plan.phases.length === 1;
    return macResources(plan, { inputs: plan.inputs, outputs }, { constant, packed: plan.packed[0] });
  }
  const phases = plan.phases.map((phase, i) =>
    phase.inputs === 0
      ? NONE
      : macResources(plan, { inputs: phase.inputs, outputs }, { constant: true, packed: plan.packed[i] })
  );
  return scale(sum(phases), plan.parallel.factor);
}

interface MacSize {
  readonly inputs: number;
  readonly outputs: number;
}

interface MacWeights {
  /** Every multiplier has one weight for good, where nothing is shared. */
  readonly constant: boolean;
  readonly packed: PackedWeights;
}

/** Multipliers, accumulators, their multiplexers and the memory of weights. */
function macResources(plan: MacPlan, { inputs, outputs }: MacSize, weights: MacWeights): ResourceCounts {
  const weightBits = plan.weights.type.width;
  const shape = { inputs, outputs, weightBits, accumulatorBits: plan.accumulator.width };
  if (plan.strategy === "resource") {
    const { DSP, FF, LUT } = estimateDense({ ...shape, reuseFactor: plan.reuse.factor });
    const { values, lanes } = weights.packed;
    const rom = memory({ width: lanes * weightBits, depth: values.length / Math.max(1, lanes) });
    return { ...NONE, DSP, FF, LUT: LUT + rom.LUT, BRAM_18K: rom.BRAM_18K };
  }
  const unrolled = estimateDense({ ...shape, reuseFactor: 1 });
  // Products with 0 vanish; a factor allows to share what is left.
  const kept = shareOfNonZeros(plan.weights);
  const most = dspOfProducts(Math.ceil((inputs * outputs) / plan.reuse.factor), weightBits);
  return {
    ...NONE,
    DSP: weights.constant ? Math.min(Math.round(unrolled.DSP * kept), most) : most,
    FF: Math.round(unrolled.FF * kept),
    LUT: Math.round(unrolled.LUT * kept),
  };
}

function shareOfNonZeros({ data }: FixedTensor): number {
  return data.length === 0
    ? 1
    : data.reduce((count, mantissa) => mantissa === 0n ? count : count + 1, 0) / data.length;
}

/** The window in registers, and in stream mode the rows that it is filled from. */
function windowResources(design: Design, stage: Stage, { rows, columns }: ConvolutionPlan): ResourceCounts {
  if (design.io !== "io_stream") return NONE;
  const input = design.tensors.get(stage.inputs[0])!;
  const pixelBits = input.beats.width * input.type.width;
  const window = { ...NONE, FF: (rows?.window ?? 1) * columns.window * pixelBits };
  if (rows === null) return window;
  const line = memory({ width: pixelBits, depth: columns.input });
  return sum([window, scale({ ...NONE, ...line }, lineRows(rows))]);
}

/** A stream between two stages. */
function fifo({ beats, type, depth }: TensorPlan): ResourceCounts {
  const width = beats.width * type.width;
  if (depth > SHIFT_PLACES && depth * width > LEAST_BLOCK_BITS) {
    return { ...NONE, BRAM_18K: romBlocks({ width, depth }), FF: width };
  }
  return { ...NONE, FF: width, LUT: width * Math.ceil(depth / SHIFT_PLACES) };
}

function memory(size: { readonly width: number; readonly depth: number }): { BRAM_18K: number; LUT: number } {
  const bits = size.width * size.depth;
  return size.depth > 1 && bits >= LEAST_BLOCK_BITS
    ? { BRAM_18K: romBlocks(size), LUT: 0 }
    : { BRAM_18K: 0, LUT: Math.ceil(bits / LUT_BITS) };
}

function scale(counts: ResourceCounts, factor: number): ResourceCounts {
  const { BRAM_18K, DSP, FF, LUT, URAM } = counts;
  return {
    BRAM_18K: BRAM_18K * factor,
    DSP: DSP * factor,
    FF: FF * factor,
    LUT: LUT * factor,
    URAM: URAM * factor,
  };
}
