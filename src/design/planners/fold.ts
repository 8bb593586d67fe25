import { InterlaceError } from "../../base/errors.ts";
import type { Strategy } from "../../target/mod.ts";
import { phaseShapes, planConvolutionWalk, validWindows } from "../plans/convolution_walks.ts";
import { planAround } from "../work/finish.ts";
import { checkStageMemories } from "../work/limits.ts";
import { factorOf, type Lanes, lanesOf, validLanes } from "../multipliers/lanes.ts";
import { additionsOf, builtStrategy, planSchedule, sharedLanes, STRATEGY_OF } from "../plans/mac_schedule.ts";
import { packMatrix } from "../multipliers/pack.ts";
import type { Design, Stage, StageOf } from "../plans/plan.ts";
import { multiplierWith } from "../multipliers/packing.ts";
import { pairedLanesOf } from "../multipliers/product_pairs.ts";
import { withEnds } from "../stage_ends.ts";

/** A stage whose multipliers can be shared. */
export type MacStage = StageOf<"dense"> | StageOf<"convolution">;

/** How a stage shares its multipliers. */
export interface Fold {
  /** Everything at once, or in turns. */
  readonly strategy: Strategy;
  /** Turns in which the multipliers are shared. */
  readonly reuseFactor: number;
  /** Inputs and outputs at once, of the largest phase: they say the factor. */
  readonly lanes: Lanes;
  /** Windows of an `io_parallel` convolution that are computed at once; 1 elsewhere. */
  readonly windows: number;
}

/** Whether a stage has multipliers to share. */
export function isMacStage(stage: Stage): stage is MacStage {
  return stage.plan.kind === "dense" || stage.plan.kind === "convolution";
}

/** How a stage shares them now. */
export function foldOf({ plan }: MacStage): Fold {
  return {
    strategy: STRATEGY_OF[plan.schedule.kind],
    reuseFactor: plan.schedule.factor,
    lanes: sharedLanes(plan.schedule),
    windows: windowsOf(plan),
  };
}

/** Strategies of which a target builds different stages. */
export function strategyChoices({ io, target }: Pick<Design, "io" | "target">): readonly Strategy[] {
  return [...new Set(target.strategies[io].map((asked) => builtStrategy(asked, target)))];
}

/** Every way to share multipliers by a strategy that is built. */
export function sharingChoices(
  { plan }: MacStage,
  strategy: Strategy,
): readonly Pick<Fold, "reuseFactor" | "lanes">[] {
  const size = { inputs: plan.inputs, outputs: plan.bias.data.length };
  // A tool that decides which products share a multiplier knows no lanes.
  const lanes = strategy === "latency"
    ? plan.validFactors.map((factor) => lanesOf(factor, size) ?? size)
    : validLanes(size);
  // With others it would not be what was asked for.
  const pairs = ({ outputs }: Lanes) => strategy === "latency" || pairedLanesOf(outputs, plan.pairs) > 1;
  return lanes.filter((each) => plan.pairs === null || pairs(each)).map((each) => ({
    reuseFactor: factorOf(each, size),
    lanes: each,
  }));
}

/** Every number of windows that a stage may compute at once, ascending. */
export function windowChoices({ plan }: MacStage): readonly number[] {
  return plan.kind === "convolution" && plan.walk.kind === "parallel" ? validWindows(plan) : [1];
}

/** Multipliers of a stage, all of its windows together. */
export function multipliersOf({ plan }: MacStage): number {
  return plan.kind === "convolution" && plan.walk.kind === "parallel"
    ? plan.walk.multipliers
    : plan.schedule.multipliers;
}

/**
 * The stage as it would be with its multipliers shared in another way: that of a design that is created so, for a fraction
 * of the time, since types, sums and the weights themselves do not depend on it.
 *
 * @param fold With valid lanes of the stage, and their factor.
 * @returns Null where its memories or registers would pass a limit of the target.
 */
export function foldStage(design: Design, stage: MacStage, fold: Fold): MacStage | null {
  const folded = isDense(stage) ? foldDense(design, stage, fold) : foldConvolution(design, stage, fold);
  return isWithinLimits(design, folded) ? folded : null;
}

function isDense(stage: MacStage): stage is StageOf<"dense"> {
  return stage.plan.kind === "dense";
}

function foldDense(design: Design, stage: StageOf<"dense">, fold: Fold): StageOf<"dense"> {
  const { inputs, outputs, weights } = stage.plan;
  const additions = additionsOf(stage.plan, design.target);
  const strategy = builtStrategy(fold.strategy, design.target);
  const schedule = planSchedule({ ...fold, strategy, inputs, outputs, additions, pairs: stage.plan.pairs });
  const multiplier = multiplierWith(stage.plan, schedule);
  const plan = {
    ...stage.plan,
    schedule,
    multiplier,
    memory: packMatrix(weights, schedule, design.target),
  };
  const folded = { ...stage, plan };
  return { ...folded, ...planAround(withEnds(design, folded), design) };
}

function foldConvolution(
  design: Design,
  stage: StageOf<"convolution">,
  { strategy: asked, lanes, windows }: Fold,
): StageOf<"convolution"> {
  const { rows, columns, inputs, channels, groupChannels, geometry, weights, pairs } = stage.plan;
  const additions = additionsOf(stage.plan, design.target);
  const strategy = builtStrategy(asked, design.target);
  const schedule = planSchedule({ strategy, lanes, inputs, outputs: channels.output, additions, pairs });
  const walk = planConvolutionWalk({
    rows,
    columns,
    shapes: phaseShapes(rows, columns),
    kernelWidth: geometry[geometry.length - 1].kernel,
    inputs: groupChannels.input,
    weights,
    schedule,
  }, { io: design.io, target: design.target, windows });
  const plan = { ...stage.plan, schedule, multiplier: multiplierWith(stage.plan, schedule), walk };
  const folded = { ...stage, plan };
  return { ...folded, ...planAround(withEnds(design, folded), design) };
}

function windowsOf(plan: MacStage["plan"]): number {
  return plan.kind === "convolution" && plan.walk.kind === "parallel" ? plan.walk.windows : 1;
}

function isWithinLimits(design: Design, stage: MacStage): boolean {
  try {
    checkStageMemories(design, stage);
    return true;
  } catch (error) {
    if (error instanceof InterlaceError) return false;
    throw error;
  }
}
