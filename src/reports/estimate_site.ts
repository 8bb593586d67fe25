import { type Design, inputTensors, type Stage, tensorOf, type TensorPlan } from "../design/mod.ts";
import { dspOf, type DspSize } from "./estimate_parts.ts";

/** Where a stage stands: what its hardware depends on beside its plan. */
export interface StageSite {
  readonly stream: boolean;
  /** Tensors that it reads. */
  readonly inputs: readonly TensorPlan[];
  /** The tensor that it writes, of a clone the first one. */
  readonly output: TensorPlan;
  /** Elements that are computed at once: those of a beat, or all of them. */
  readonly lanes: number;
  /** What a DSP of the part multiplies. */
  readonly dsp: DspSize;
}

/** Where a stage of a design stands. */
export function siteOf(design: Design, stage: Stage): StageSite {
  const output = tensorOf(design, stage.name);
  return {
    stream: stage.work.kind === "stream",
    inputs: inputTensors(design, stage),
    output,
    lanes: stage.work.elements,
    dsp: dspOf(design.part),
  };
}
