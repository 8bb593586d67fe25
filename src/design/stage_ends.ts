import { ARITY, type Operands } from "./planners/arity.ts";
import type { StageDraft } from "./draft.ts";
import type { ModulePlan, ModulePlanOf } from "./plans/module_plans.ts";
import type { Stage, StageKind, StagePlan } from "./plans/plan.ts";
import type { StreamTensor, TensorPlan } from "./plans/tensor_plan.ts";
import { streamNamed, streamOf, tensorOf, type WithTensors } from "./stage_tensors.ts";

/** The plan of a stage, and something of each tensor that it reads: as many as its kind has operands. */
export type WithOperands<S extends Stage | StageDraft, Each> = S extends
  { readonly plan: { readonly kind: infer Kind extends StageKind } } ? {
    readonly kind: Kind;
    readonly plan: S["plan"];
    readonly inputs: Operands<Kind, Each>;
  }
  : never;

/** The plan of a stage with the tensors that it reads and the one that it writes, of a clone the first. */
export type WithEnds<S extends Stage | StageDraft> = WithOperands<S, TensorPlan> & {
  readonly output: TensorPlan;
};

/** The plan of a stage with what becomes of the names of the tensors that it reads. */
export function withOperands<S extends Stage | StageDraft, Each>(
  { plan, inputs }: S,
  of: (name: string) => Each,
): WithOperands<S, Each> {
  // A stage has as many names as its kind has operands; that a map keeps the length of a tuple, no type can say.
  return { kind: plan.kind, plan, inputs: inputs.map(of) } as unknown as WithOperands<S, Each>;
}

/** The plan of a stage with the tensors at its ends. */
export function withEnds<S extends Stage | StageDraft>(design: WithTensors, stage: S): WithEnds<S> {
  return { ...withOperands(stage, (name) => tensorOf(design, name)), output: tensorOf(design, stage.name) };
}

/** The plan of a stage of an `io_stream` design with the streams at its ends. */
export type WithStreams<S extends Stage | StageDraft> = WithOperands<S, StreamTensor> & {
  readonly output: StreamTensor;
};

/** The plan of a stage of an `io_stream` design with the streams at its ends. */
export function withStreams<S extends Stage | StageDraft>(design: WithTensors, stage: S): WithStreams<S> {
  return {
    ...withOperands(stage, (name) => streamNamed(design, name)),
    output: streamNamed(design, stage.name),
  };
}

/** A stage of a design whose pipelines are elastic, with its module and the streams at its ends. */
export type WithModule<S extends Stage> = S extends
  { readonly plan: { readonly kind: infer Kind extends StageKind } } ? {
    readonly kind: Kind;
    readonly plan: S["plan"];
    readonly module: ModulePlanOf<Kind>;
    readonly inputs: Operands<Kind, StreamTensor>;
    readonly output: StreamTensor;
  }
  : never;

/** A stage with its module, which is planned. */
export function withModule(stage: WithStreams<Stage>, module: ModulePlan): WithModule<Stage> {
  // A module is planned for a stage of its own kind; that, no type can say.
  return { ...stage, module } as unknown as WithModule<Stage>;
}

/**
 * A stage of a design with its module and the streams at its ends.
 * @throws {TypeError} if it has none, which callers know to be no case.
 */
export function moduleStage(design: WithTensors, stage: Stage): WithModule<Stage> {
  const { work } = stage;
  if (work.kind === "stream" && work.build.kind === "module") {
    return withModule(withStreams(design, stage), work.build.module);
  }
  throw new TypeError(`Stage "${stage.name}" has no module: its pipelines are not elastic`);
}

/** The ends of a draft with the plan that it was finished to, which is of its kind. */
export function withPlan({ inputs, output }: WithEnds<StageDraft>, plan: StagePlan): WithEnds<Stage> {
  // A plan is finished to one of its own kind, which has as many operands; that, no type can say.
  return { kind: plan.kind, plan, inputs, output } as unknown as WithEnds<Stage>;
}

/** The streams at the ends of a stage of an `io_stream` design. */
export function asStreams({ kind, plan, inputs, output }: WithEnds<Stage>): WithStreams<Stage> {
  // As many as before.
  return { kind, plan, inputs: inputs.map(streamOf), output: streamOf(output) } as unknown as WithStreams<
    Stage
  >;
}

/** What has names of tensors, not yet known to be as many as its plan has operands. */
type Loose<S extends StageDraft | Stage> = Omit<S, "plan" | "inputs"> & {
  readonly plan: S["plan"];
  readonly inputs: readonly string[];
};

/** A stage whose names are as many as its plan has operands. */
export function stageOf(stage: Loose<Stage>): Stage {
  checkArity(stage);
  return stage as Stage;
}

/** A draft of a stage whose names are as many as its plan has operands. */
export function draftOf(stage: Loose<StageDraft>): StageDraft {
  checkArity(stage);
  return stage as StageDraft;
}

function checkArity({ name, plan, inputs }: Loose<StageDraft | Stage>): void {
  const arity = plan.kind === "map" ? plan.repeats.length : ARITY[plan.kind];
  if (inputs.length !== arity) {
    throw new TypeError(`Stage "${name}" of kind ${plan.kind} reads ${inputs.length} tensors, not ${arity}`);
  }
}
