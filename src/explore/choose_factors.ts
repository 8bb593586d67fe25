import { InterlaceError } from "../base/errors.ts";
import type { Goal } from "../design/options/goal.ts";
import { checkGoal } from "../design/options/goal_rules.ts";
import { namedSettings } from "../design/options/layer_names.ts";
import {
  type DesignOptions,
  draftDesign,
  type Fold,
  type IoType,
  lanesText,
  type LayerOptions,
} from "../design/mod.ts";
import type { Model } from "../model/mod.ts";
import { countsOf, NONE, type ResourceCounts, sum } from "../estimate/counts.ts";
import { isWithin, mostOfFifos } from "../estimate/fit.ts";
import { foldFor, foldingsOf } from "./fold_design.ts";
import { type ChosenStage, holdTexts } from "./hold.ts";
import { leastDesign, withoutFactors } from "./open_settings.ts";

/**
 * The factors of a layer that multiplies.
 *
 * @category Exploring
 */
export interface LayerFactors extends Fold {
  /** Its name. */
  readonly layer: string;
  /** Whether anything of it was left to the goal. */
  readonly isChosen: boolean;
  /** Cycles that its stage takes for an image if it never waits. */
  readonly cycles: number;
  /** All windows together. */
  readonly multipliers: number;
  /** Estimated, without FIFOs. */
  readonly resources: ResourceCounts;
}

/**
 * What was chosen for a goal.
 *
 * @category Exploring
 */
export interface FactorChoice {
  /** The options with every factor and strategy that was chosen, by the name of its layer. */
  readonly options: DesignOptions;
  /** Cycles from one image to the next, if no FIFO was set that is too shallow for it. */
  readonly interval: number;
  /** Of every layer that multiplies, in the order of the data. */
  readonly layers: readonly LayerFactors[];
  /** Of all layers together. */
  readonly multipliers: number;
  /** Estimated, of all stages together, without FIFOs. */
  readonly resources: ResourceCounts;
  /** What keeps the interval from being shorter, one sentence each. */
  readonly holds: readonly string[];
}

/** Attempts to leave room for FIFOs, which depend on the factors. */
const ROOM_ATTEMPTS = 6;

/**
 * Chooses reuse factors, strategies and, in `io_parallel`, parallelization factors layer by layer. For an interval or a
 * rate, every layer takes the least hardware (estimated shares of the part, summed) with which its stage is in time: of all
 * choices that keep the interval none is cheaper. For resources, the interval is the shortest that was found to keep within
 * them, and what is left over goes where it saves most cycles for its cost. What the options set for a layer or a layer
 * type stays, and so do a strategy and a parallelization factor of the whole model.
 *
 * @param options As for `createDesign`; a reuse factor may be `"auto"`, which is what one that is left out is here.
 * @throws {InterlaceError} of kind `"failure"` for a goal that cannot be reached; as `createDesign` does; for a share of a
 * part that is not known; and for a reuse factor of the whole model, which is what a goal decides.
 *
 * @example
 * ```ts
 * import { buildModel, chooseFactors, createDesign } from "../../mod.ts";
 *
 * const weights = { shape: [3, 3, 2, 4], data: Float64Array.from({ length: 72 }, (_, i) => i / 72) };
 * const model = buildModel("up", (b) =>
 *   b.convTranspose2d(b.input({ height: 6, width: 6, channels: 2 }), { name: "up", weights, strides: 2 }));
 * const choice = chooseFactors(model, { interval: 1000 });
 * choice.layers[0].reuseFactor; // 8
 * createDesign(model, choice.options).schedule?.intervalCycles; // 808
 * ```
 * @category Exploring
 */
export function chooseFactors(model: Model, goal: Goal, options: DesignOptions = {}): FactorChoice {
  checkGoal(goal);
  const { reuseFactor, lanes } = options;
  if (typeof reuseFactor === "number" || lanes !== undefined) {
    const given = lanes === undefined ? `the reuse factor ${reuseFactor}` : `lanes ${lanesText(lanes)}`;
    throw new InterlaceError(
      `Cannot choose factors: the whole model was given ${given}`,
      {
        code: "option-invalid",
        place: { field: lanes === undefined ? "ReuseFactor" : "Lanes" },
        hint: "Leave it out, or write auto; factors of single layers stay as they are set.",
      },
    );
  }
  const open = withoutFactors(options);
  const base = draftDesign(model, leastDesign(open)).bare;
  const design = { ...base, options };
  const foldings = foldingsOf(design);
  let beside = NONE;
  // The depths of FIFOs take far longer than a choice: of one that was made before they are known.
  const fifos = new Map<string, ResourceCounts>();
  for (let attempt = 0; attempt < ROOM_ATTEMPTS; attempt++) {
    const chosen = foldFor(design, foldings, { goal, beside });
    const choice = choiceOf(chosen, { model, options: open, io: design.io });
    const result = { ...choice, holds: holdTexts(chosen, foldings.weigh) };
    if (!("fit" in goal) || design.io !== "io_stream") return result;
    const key = JSON.stringify(choice.layers);
    const needed = fifos.get(key) ?? fifosOf(model, choice.options);
    fifos.set(key, needed);
    if (isWithin(needed, beside)) return result;
    beside = atLeast(needed, beside);
  }
  throw new InterlaceError(
    "Cannot leave room for the FIFOs: with each choice of factors they became larger",
    {
      kind: "failure",
      code: "goal-unreachable",
      hint: "Allow a larger share of the part, or give a goal in cycles.",
    },
  );
}

/** At least as much as the FIFOs of a design take. */
function fifosOf(model: Model, options: DesignOptions): ResourceCounts {
  return mostOfFifos(draftDesign(model, options).withFifos());
}

function atLeast(a: ResourceCounts, b: ResourceCounts): ResourceCounts {
  return countsOf((kind) => Math.max(a[kind], b[kind]));
}

function choiceOf(
  chosen: readonly ChosenStage[],
  { model, options, io }: { readonly model: Model; readonly options: DesignOptions; readonly io: IoType },
): Omit<FactorChoice, "holds"> {
  const layers = chosen.flatMap(({ stage, choice }): LayerFactors[] =>
    choice.fold === null ? [] : [{
      layer: stage.name,
      isChosen: stage.isOpen,
      ...choice.fold,
      cycles: choice.cycles,
      multipliers: choice.multipliers,
      resources: choice.counts,
    }]
  );
  return {
    options: { ...options, layers: withFactors(model, options, { layers, io }) },
    interval: chosen.reduce((most, { choice }) => Math.max(most, choice.cycles), 1),
    layers,
    multipliers: layers.reduce((total, { multipliers }) => total + multipliers, 0),
    resources: sum(chosen.map(({ choice }) => choice.counts)),
  };
}

/** Settings by name, with what was chosen for layers. */
function withFactors(
  model: Model,
  options: DesignOptions,
  { layers, io }: { readonly layers: readonly LayerFactors[]; readonly io: IoType },
): DesignOptions["layers"] {
  const named = namedSettings(model, options);
  const kept = Object.entries(options.layers ?? {}).filter(([name]) => named.missing.includes(name));
  const settings = new Map<string, LayerOptions>([...kept, ...Object.entries(named.layers)]);
  for (const { layer, strategy, reuseFactor, lanes, windows, isChosen } of layers) {
    if (!isChosen) continue;
    const parallel = io === "io_parallel" ? { parallelizationFactor: windows } : {};
    settings.set(layer, { ...settings.get(layer), strategy, reuseFactor, lanes, ...parallel });
  }
  return Object.fromEntries(settings);
}
