import {
  type Design,
  type Fold,
  foldOf,
  foldStage,
  isMacStage,
  type MacStage,
  type Memo,
  multipliersOf,
  sharingChoices,
  type Stage,
  strategyChoices,
  windowChoices,
} from "../design/mod.ts";
import type { Target } from "../target/mod.ts";
import type { ResourceCounts } from "../estimate/counts.ts";
import { logicResources } from "../estimate/resources.ts";
import type { Weigh } from "./cost.ts";
import type { OpenSettings } from "./open_settings.ts";
import { type KnownRuns, type StageCycles, stageCycles } from "./stage_cycles.ts";

/** A way to build a stage, and what comes of it. */
export interface FoldChoice extends StageCycles {
  /** Null for a stage that has no multipliers to share. */
  readonly fold: Fold | null;
  /** Resources of the stage without the FIFOs behind it, which depend on its neighbours. */
  readonly counts: ResourceCounts;
  readonly multipliers: number;
  /** Shares of the part, summed. */
  readonly cost: number;
}

/** A stage, and every way to build it. */
export interface StageChoices {
  /** Of the stage, and of its layer. */
  readonly name: string;
  /** By the cycles that each takes at least; of those with as few, the cheapest first. At least one. */
  readonly choices: readonly FoldChoice[];
  /** Whether it has multipliers, and something of how they are shared is left open. */
  readonly isOpen: boolean;
}

/**
 * Every way to build the stages of a design, graph inputs left out.
 *
 * @param openOf What of a stage is left open.
 * @param memo What of stages is known already.
 */
export function stageChoices(
  design: Design,
  weigh: Weigh,
  { openOf, memo }: {
    readonly openOf: (stage: MacStage) => OpenSettings;
    readonly memo: Memo<StageChoices>;
  },
): readonly StageChoices[] {
  return design.stages.filter(({ plan }) => plan.kind !== "input").map((stage) =>
    memo.of(
      stage,
      "",
      () =>
        isMacStage(stage)
          ? foldedChoices(design, stage, { open: openOf(stage), weigh })
          : { name: stage.name, isOpen: false, choices: [choiceOf(design, stage, { fold: null, weigh })] },
    )
  );
}

function foldedChoices(
  design: Design,
  stage: MacStage,
  { open, weigh }: { readonly open: OpenSettings; readonly weigh: Weigh },
): StageChoices {
  const now = foldOf(stage);
  const runs: KnownRuns = new Map();
  const folds = foldsOf(stage, { now, open, target: design.target, io: design.io });
  const choices = folds.flatMap((fold): FoldChoice[] => {
    const folded = foldStage(design, stage, fold);
    return folded === null ? [] : [choiceOf(design, folded, { fold, weigh, runs })];
  });
  return {
    name: stage.name,
    isOpen: folds.length > 1,
    choices: choices.length === 0
      ? [choiceOf(design, stage, { fold: now, weigh, runs })]
      : choices.sort((a, b) => a.leastCycles - b.leastCycles || a.cost - b.cost),
  };
}

function foldsOf(
  stage: MacStage,
  { now, open, target, io }: {
    readonly now: Fold;
    readonly open: OpenSettings;
    readonly target: Target;
    readonly io: Design["io"];
  },
): readonly Fold[] {
  const strategies = open.strategy ? strategyChoices({ io, target }) : [now.strategy];
  const windows = open.windows ? windowChoices(stage) : [now.windows];
  return strategies.flatMap((strategy) => {
    const shared = open.reuseFactor ? sharingChoices(stage, strategy) : [now];
    return shared.flatMap(({ reuseFactor, lanes }) =>
      windows.map((windows) => ({ strategy, reuseFactor, lanes, windows }))
    );
  });
}

function choiceOf(
  design: Design,
  stage: Stage,
  { fold, weigh, runs }: {
    readonly fold: Fold | null;
    readonly weigh: Weigh;
    readonly runs?: KnownRuns;
  },
): FoldChoice {
  const counts = logicResources(design, stage);
  const cycles = stageCycles(design, stage, runs);
  return {
    fold,
    leastCycles: cycles.leastCycles,
    get knownCycles() {
      return cycles.knownCycles;
    },
    get cycles() {
      return cycles.cycles;
    },
    counts,
    multipliers: isMacStage(stage) ? multipliersOf(stage) : 0,
    cost: weigh(counts),
  };
}
