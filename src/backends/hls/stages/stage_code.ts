import type { ComputingStage, MoveCounters, Stage, StreamWork } from "../../../design/mod.ts";
import type { ConstantTable } from "../names/literals.ts";

/** Whether a stage is a process of the firmware. */
export function isComputing(stage: Stage): stage is ComputingStage {
  return stage.plan.kind !== "input";
}

/** Counters of a stage of streams beside those of its loops; null where it has none. */
export function movesOf({ build }: StreamWork): MoveCounters | null {
  return build.kind === "kernel" ? build.moves : null;
}

/** What a stage brings into a project: constant tables, configuration structs, a call of its kernel. */
export interface StageCode {
  readonly tables: readonly ConstantTable[];
  /** Text of the configuration structs, in order. */
  readonly configs: string;
  /** Headers of its kernel. */
  readonly headers: readonly string[];
  /** The kernel, without the names of the tensors. */
  readonly call: StageCall;
}

/** A call of a kernel, whose only template argument is a configuration. */
export interface StageCall {
  readonly kernel: string;
  /** The configuration struct that it reads. */
  readonly config: string;
  /** Arguments in front of the tensors. */
  readonly tags: readonly string[];
  /** Arguments behind the tensors. */
  readonly constants: readonly string[];
}
