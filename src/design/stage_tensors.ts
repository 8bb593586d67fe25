import { InterlaceError } from "../base/mod.ts";
import { sizeOf } from "../tensor/mod.ts";
import type { ClonePlan, Design, Stage, StagePlan } from "./plans/plan.ts";
import type { Beats, StreamTensor, TensorPlan } from "./plans/tensor_plan.ts";

/** What tensors are looked up in. */
export type WithTensors = Pick<Design, "tensors">;

/**
 * A tensor of a design by its name.
 *
 * @example
 * ```ts
 * import { buildModel, createDesign, tensorOf } from "../../mod.ts";
 *
 * const design = createDesign(buildModel("tiny", (b) => b.relu(b.input({ length: 8, channels: 2 }))));
 * tensorOf(design, design.outputs[0].tensor).kind; // "stream", which has beats
 * ```
 *
 * @throws {InterlaceError} if the design has none of that name.
 * @category Designs
 */
export function tensorOf({ tensors }: WithTensors, name: string): TensorPlan {
  const tensor = tensors.get(name);
  if (tensor !== undefined) return tensor;
  throw new InterlaceError(`Cannot find tensor "${name}" in the design: it has none of that name`, {
    code: "layer-unknown",
    place: { layer: name },
  });
}

/**
 * A tensor that travels as a stream.
 * @throws {TypeError} if it does not, which callers know to be no case.
 */
export function streamOf(tensor: TensorPlan): StreamTensor {
  if (tensor.kind === "stream") return tensor;
  throw new TypeError(`Tensor "${tensor.name}" is no stream`);
}

/** The stream of a design of streams that has this name. */
export function streamNamed(design: WithTensors, name: string): StreamTensor {
  return streamOf(tensorOf(design, name));
}

/** All tensors of a design of streams, in the order of its map. */
export function streamsOf({ tensors }: WithTensors): readonly StreamTensor[] {
  return [...tensors.values()].map(streamOf);
}

/** The portions in which a tensor is gone through: the beats of a stream, else its pixels. */
export function portionsOf(tensor: TensorPlan): Pick<Beats, "count" | "width"> {
  switch (tensor.kind) {
    case "stream":
      return tensor.beats;
    case "parallel": {
      const width = tensor.shape[tensor.shape.length - 1];
      return { count: sizeOf(tensor.shape) / width, width };
    }
  }
}

/** The tensors that a stage reads, in the order of its operands. */
export function inputTensors(design: WithTensors, stage: Pick<Stage, "inputs">): readonly TensorPlan[] {
  return stage.inputs.map((name) => tensorOf(design, name));
}

/** What says which tensors a stage makes. */
export interface Maker {
  /** That of the stage. */
  readonly name: string;
  /** A clone names its copies. */
  readonly plan: Pick<ClonePlan, "kind" | "copies"> | { readonly kind: Exclude<StagePlan["kind"], "clone"> };
}

/** Tensors that a stage makes. */
export function outputsOf({ name, plan }: Maker): readonly string[] {
  return plan.kind === "clone" ? plan.copies : [name];
}

/** The tensors that a stage makes: its own, and a clone's second copy behind it. */
export function outputTensors(design: WithTensors, stage: Maker): readonly TensorPlan[] {
  return outputsOf(stage).map((name) => tensorOf(design, name));
}
