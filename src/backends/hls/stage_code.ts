import type { ConstantTable } from "./literals.ts";

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

/** A call of a kernel: template arguments behind the tensors' types, and arguments behind the tensors. */
export interface StageCall {
  readonly kernel: string;
  readonly templateArguments: readonly string[];
  /** Arguments in front of the tensors. */
  readonly tags: readonly string[];
  readonly constants: readonly string[];
}
