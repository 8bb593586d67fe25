import { InterlaceError } from "../base/mod.ts";
import type { ClonePlan, Design, Stage, StagePlan, TensorPlan } from "./plan.ts";

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
 * tensorOf(design, design.outputs[0].tensor).beats; // { count: 8, width: 2, bits: 32 }
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
