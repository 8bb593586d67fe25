import { exhaustive } from "../../base/mod.ts";
import { type Design, type PermutePlan, type Stage, tensorOf } from "../../design/mod.ts";
import type { FixedType } from "../../fixed/mod.ts";
import { type FixedTensor, type Mantissas, sizeOf } from "../../tensor/mod.ts";
import { permutedIndices, perSample } from "../permute.ts";
import {
  castElements,
  runAffine,
  runClip,
  runHardSigmoid,
  runRectifier,
  runRelu,
  runTable,
  runThreshold,
} from "./elements.ts";
import { runInterpolate } from "./interpolate.ts";
import { runConcatenate, runMerge } from "./joins.ts";
import { runConvolution, runDense, type StageTensors } from "./mac.ts";
import { runSelect, runShuffle } from "./selections.ts";
import { runSoftmax } from "./softmax.ts";
import { runGlobalPool, runPool, runUpsample } from "./windows.ts";
import { checkIsDesign } from "../../design/check_handed.ts";

/**
 * Computes a design bit by bit in plain integers, by the definitions of its stages: the reference that everything
 * faster is compared with. Of the plans it reads geometry, parameters and types, and nothing of how the hardware
 * computes (phases, packed weights, factors, schedules).
 *
 * @param inputs One tensor `[samples, ...shape]` for each input of the design, in its order and types.
 * @returns Every tensor of the design by name, `[samples, ...shape]`; copies share their data.
 */
export function simulateScalar(
  design: Design,
  inputs: readonly FixedTensor[],
): ReadonlyMap<string, FixedTensor> {
  checkIsDesign("simulate", design);
  const samples = inputs[0].shape[0];
  const tensors = new Map(design.inputs.map((port, i) => [port.tensor, inputs[i]]));
  for (const stage of design.stages) {
    if (tensors.has(stage.name)) continue;
    const { shape, type } = tensorOf(design, stage.name);
    const inputs = stage.inputs.map((name) => tensors.get(name)!);
    const data = runStage(stage, { inputs, samples, size: sizeOf(shape), to: type });
    const names = stage.plan.kind === "clone" ? stage.plan.copies : [stage.name];
    for (const name of names) tensors.set(name, { shape: [samples, ...shape], type, data });
  }
  return tensors;
}

interface StageRequest {
  readonly inputs: readonly FixedTensor[];
  readonly samples: number;
  /** Elements of the output in each sample. */
  readonly size: number;
  readonly to: FixedType;
}

function runStage({ plan }: Stage, { inputs, samples, size, to }: StageRequest): Mantissas {
  const [x] = inputs;
  switch (plan.kind) {
    case "convolution":
      return filled((tensors) => runConvolution(plan, tensors));
    case "dense":
      return filled((tensors) => runDense(plan, tensors));
    case "affine":
      return runAffine(plan, x, to);
    case "relu":
      return runRelu(x, to);
    case "rectifier":
      return runRectifier(plan, x, to);
    case "clip":
      return runClip(plan, x, to);
    case "table":
      return runTable(plan, x, to);
    case "cast":
      return castElements(x, to);
    case "permute":
      return castElements(permuted(plan, x, samples), to);
    case "merge":
      return runMerge(plan, [x, inputs[1]], { samples, to });
    case "concatenate":
      return runConcatenate(plan, [x, inputs[1]], to);
    case "select":
      return runSelect(plan, castTensor(x, to), samples);
    case "shuffle":
      return runShuffle(plan, castTensor(x, to));
    case "hard_sigmoid":
      return runHardSigmoid(plan, x, to);
    case "softmax":
      return runSoftmax(plan, x, to);
    case "threshold":
      return runThreshold(plan, x, to);
    case "pool":
      return runPool(plan, x, to);
    case "global_pool":
      return runGlobalPool(plan, x, to);
    case "interpolate":
      return runInterpolate(plan, x, to);
    case "upsample":
      return runUpsample(plan, x, to);
    case "input":
    case "repack":
    case "clone":
      return x.data;
    default:
      return exhaustive(plan);
  }

  function filled(fill: (tensors: StageTensors) => void): Mantissas {
    const data = new BigInt64Array(samples * size) as Mantissas;
    fill({ x, y: { type: to, data }, samples });
    return data;
  }
}

function permuted(plan: PermutePlan, x: FixedTensor, samples: number): FixedTensor {
  const axes = perSample(samples, plan);
  const indices = permutedIndices(axes);
  const data = new BigInt64Array(indices.length) as Mantissas;
  indices.forEach((from, to) => data[to] = x.data[from]);
  return { shape: axes.permutation.map((axis) => axes.shape[axis]), type: x.type, data };
}

function castTensor(x: FixedTensor, type: FixedType): FixedTensor {
  return { shape: x.shape, type, data: castElements(x, type) };
}
