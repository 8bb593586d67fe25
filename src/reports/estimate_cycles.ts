import type { ConvolutionPlan, DensePlan, Design, Stage } from "../design/mod.ts";
import { sizeOf } from "../tensor/mod.ts";

/** What a stage does for one sample, in cycles; the few that a pipeline takes to fill are left out. */
export interface StageCycles {
  /** Trip count of its main loop, as the generated C++ counts it. */
  readonly iterations: number;
  /** Cycles between the starts of two iterations. */
  readonly initiationInterval: number;
  /** Cycles from its first input to its last output, if it never waits. */
  readonly total: number;
  /** Cycles from its first input to its first output, if it never waits. */
  readonly first: number;
}

/** Cycles of a stage by the design's plan and stream schedule. */
export function stageCycles(design: Design, stage: Stage): StageCycles {
  const { plan } = stage;
  const stream = design.io === "io_stream";
  const beats = beatsOf(design, stage.name);
  switch (plan.kind) {
    case "convolution":
      return stream ? streamConvolution(plan) : parallelConvolution(plan);
    case "dense":
      return denseCycles(plan, stream ? beatsOf(design, stage.inputs[0]) : 0);
    case "permute":
      // All is read before the first is written.
      return stream
        ? {
          iterations: beats,
          initiationInterval: 1,
          total: beatsOf(design, stage.inputs[0]) + beats,
          first: 1,
        }
        : oneBy(1);
    case "repack":
      return oneBy(sizeOf(design.tensors.get(stage.name)!.shape));
    default:
      return oneBy(stream ? beats : 1);
  }
}

/** A loop that starts an iteration every cycle and writes in each. */
function oneBy(iterations: number): StageCycles {
  return { iterations, initiationInterval: 1, total: iterations, first: 1 };
}

function beatsOf(design: Design, tensor: string): number {
  return design.tensors.get(tensor)!.beats.count;
}

function streamConvolution({ stream, strategy, reuse }: ConvolutionPlan): StageCycles {
  const initiationInterval = strategy === "latency" ? reuse.factor : 1;
  return {
    iterations: stream.iterations,
    initiationInterval,
    total: stream.iterations * initiationInterval,
    first: (stream.firstOutput + 1) * initiationInterval,
  };
}

function parallelConvolution({ inputs, parallel, strategy, reuse }: ConvolutionPlan): StageCycles {
  const latency = strategy === "latency";
  const turns = latency ? 1 : (inputs / reuse.inputLanes) * reuse.outputTurns;
  const iterations = parallel.partitions * turns;
  const initiationInterval = latency ? reuse.factor : 1;
  const total = iterations * initiationInterval;
  return { iterations, initiationInterval, total, first: total };
}

/** @param reads Beats that are read before anything is multiplied. */
function denseCycles({ strategy, reuse }: DensePlan, reads: number): StageCycles {
  const iterations = strategy === "latency" ? 1 : reuse.factor;
  // In stream mode reading, not multiplying, sets the pace of an unrolled layer.
  const initiationInterval = strategy === "latency" && reads === 0 ? reuse.factor : 1;
  const total = reads + iterations * initiationInterval;
  return { iterations, initiationInterval, total, first: total };
}
