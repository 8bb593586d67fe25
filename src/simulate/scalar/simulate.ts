import { exhaustive } from "../../base/mod.ts";
import { type ComputingStage, type Design, outputsOf, type PermutePlan, tensorOf } from "../../design/mod.ts";
import { type WithOperands, withOperands } from "../../design/stage_ends.ts";
import type { FixedType } from "../../fixed/mod.ts";
import { type FixedTensor, type Mantissas, sizeOf } from "../../tensor/mod.ts";
import { permutedIndices, perSample } from "../permute.ts";
import { castElements } from "./elements.ts";
import { runInterpolate } from "./interpolate.ts";
import { runConcatenate } from "./joins.ts";
import { runConvolution, runDense, type StageTensors } from "./mac.ts";
import { runMap } from "./map.ts";
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
    const { shape, type } = tensorOf(design, stage.name);
    const operands = withOperands(stage, (name) => tensors.get(name)!);
    if (operands.kind === "input") continue;
    const data = runStage(operands, { samples, size: sizeOf(shape), to: type });
    for (const name of outputsOf(stage)) tensors.set(name, { shape: [samples, ...shape], type, data });
  }
  return tensors;
}

interface StageRequest {
  readonly samples: number;
  /** Elements of the output in each sample. */
  readonly size: number;
  readonly to: FixedType;
}

function runStage(
  { kind, plan, inputs }: WithOperands<ComputingStage, FixedTensor>,
  { samples, size, to }: StageRequest,
): Mantissas {
  switch (kind) {
    case "convolution":
      return filled(inputs[0], (tensors) => runConvolution(plan, tensors));
    case "dense":
      return filled(inputs[0], (tensors) => runDense(plan, tensors));
    case "map":
      return runMap(plan.expression, inputs, samples);
    case "permute":
      return castElements(permuted(plan, inputs[0], samples), to);
    case "concatenate":
      return runConcatenate(plan, inputs, to);
    case "select":
      return runSelect(plan, castTensor(inputs[0], to), samples);
    case "shuffle":
      return runShuffle(plan, castTensor(inputs[0], to));
    case "softmax":
      return runSoftmax(plan, inputs[0], to);
    case "pool":
      return runPool(plan, inputs[0], to);
    case "global_pool":
      return runGlobalPool(plan, inputs[0], to);
    case "interpolate":
      return runInterpolate(plan, inputs[0], to);
    case "upsample":
      return runUpsample(plan, inputs[0], to);
    case "repack":
    case "clone":
      return inputs[0].data;
    default:
      return exhaustive(plan);
  }

  function filled(x: FixedTensor, fill: (tensors: StageTensors) => void): Mantissas {
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
