import {
  type Design,
  type MemoryRule,
  memoryRuleOf,
  type OneInput,
  type Operands,
  type Stage,
  type StageKind,
  type StageWork,
  type TensorPlan,
} from "../design/mod.ts";
import { type WithEnds, withEnds } from "../design/stage_ends.ts";
import { dspOf, type DspSize } from "../target/mod.ts";

/** Where a stage stands: what its hardware depends on beside its plan. */
export interface StageSite<Kind extends StageKind = OneInput> {
  readonly work: StageWork;
  /** Tensors that it reads. */
  readonly inputs: Operands<Kind, TensorPlan>;
  /** The tensor that it writes, of a clone the first one. */
  readonly output: TensorPlan;
  /** Elements that are computed at once: those of a beat, or all of them. */
  readonly lanes: number;
  /** Of what its memories are made. */
  readonly memory: MemoryRule;
  /** What a DSP of the part multiplies. */
  readonly dsp: DspSize;
}

/** The plan of a stage, and where it stands. */
export type PlanSite<S extends Stage> = WithEnds<S> & Pick<StageSite, "work" | "lanes" | "memory" | "dsp">;

/** Where a stage of a design stands. */
export function siteOf(design: Design, stage: Stage): PlanSite<Stage> {
  return {
    ...withEnds(design, stage),
    work: stage.work,
    lanes: stage.work.elements,
    memory: memoryRuleOf(design, stage.name),
    dsp: dspOf(design.part),
  };
}
