import { InterlaceError } from "../../base/errors.ts";
import { namedSettings } from "../../design/layer_names.ts";
import { type DesignOptions, draftDesign } from "../../design/mod.ts";
import type { Model } from "../../model/mod.ts";
import { encodeInputs, toModelLayout } from "../../simulate/mod.ts";
import type { NdArray } from "../../tensor/mod.ts";
import { Judge, type JudgeRequest } from "./judge.ts";
import { type Knob, knobsOf, typeText, type Widths, withWidths } from "./knobs.ts";
import { type Metric, METRICS } from "./metrics.ts";
import { overflowsOf } from "./overflows.ts";
import { profileModel, type TensorProfile } from "./profile.ts";
import { sampleCount, type Samples, splitSamples, takeSamples } from "./samples.ts";
import { type Found, narrowestUniform, type SearchRules, walk } from "./search.ts";

/**
 * How types are looked for.
 *
 * @category Exploring
 */
export interface TuneOptions {
  /** What is right for each sample; its first axis is that of the samples. */
  readonly labels?: NdArray;
  /** Default: the signal-to-noise ratio against float64, `METRICS.snr`. */
  readonly metric?: Metric;
  /**
   * How much worse than the float64 model the metric may be; where that is perfect, as for the signal-to-noise ratio against
   * it, the least figure. Default: the metric's own.
   */
  readonly budget?: number;
  /** Decides which samples are kept back. Default 0. */
  readonly seed?: number;
  /** Bits before the binary point follow from types and weights alone, so that no input of its type overflows. */
  readonly safe?: boolean;
  /** As for `createDesign`; types that are set for layers by name stay. */
  readonly design?: DesignOptions;
  /** Ends the search with the best that it found so far. */
  readonly signal?: AbortSignal;
  /** Is told of every candidate. */
  readonly progress?: (state: { readonly candidates: number; readonly cost: number | null }) => void;
}

/**
 * The type of one tensor, and where it comes from.
 *
 * @category Exploring
 */
export interface TunedTensor {
  /** Its name. */
  readonly layer: string;
  /** What of it has the type. */
  readonly field: "weight" | "bias" | "result";
  /** `ap_fixed<…>` */
  readonly type: string;
  /** Bits of it. */
  readonly width: number;
  /** On the samples of the search; of parameters, all of them. */
  readonly profile: TensorProfile;
  /** Samples that were kept back in which a number is out of the type's range, and saturates. */
  readonly overflows: number;
}

/**
 * A figure of the metric with what types cost.
 *
 * @category Exploring
 */
export interface TunedFigure {
  /** On the samples of the search. */
  readonly searched: number;
  /** On the samples that were kept back. */
  readonly heldOut: number;
  /** Standard deviation of that over eight parts of them. */
  readonly spread: number;
  /** Shares of the part, summed, without FIFOs. */
  readonly cost: number;
}

/**
 * Types that keep a budget.
 *
 * @category Exploring
 */
export interface PrecisionChoice {
  /** The options with every type, by the name of its layer. */
  readonly options: DesignOptions;
  /** In the order of the data, of each layer weights, bias, result. */
  readonly tensors: readonly TunedTensor[];
  /** Name of the metric. */
  readonly metric: string;
  /** The metric of the float64 model, on the samples of the search and on the others. */
  readonly float: Pick<TunedFigure, "searched" | "heldOut">;
  /** The worst figure that keeps the budget. */
  readonly limit: number;
  /** With the types that were found. */
  readonly tuned: TunedFigure;
  /** The narrowest single type for the whole network that keeps the budget; null where none of at most 24 bits does. */
  readonly single: TunedFigure & { readonly type: string } | null;
  /** Designs that were made and simulated. */
  readonly candidates: number;
  /** Whether the search came to its end. */
  readonly isComplete: boolean;
}

/** Parts of the samples that were kept back, of which the spread is taken. */
const PARTS = 8;

/**
 * Looks for the types of a network that cost least and keep a budget of a metric. What the hardware computes with each
 * candidate is simulated, bit for bit.
 *
 * Bits before the binary point come from a float64 pass over the samples, and are never more than types and weights
 * allow. Bits behind it: first the narrowest number of bits that all types can have, then bit by bit where a bit saves
 * most of the estimated cost for what it loses. A quarter of the samples is kept back, and tells how good the result is.
 *
 * @param data Arrays of shape `(samples, ...sourceShape)` by the name of the input; `""` names the only one.
 * @returns The types, what they are worth on samples that the search did not see, and the narrowest single type beside.
 * @throws {InterlaceError} of kind `"failure"` where no types of at most 24 bits keep the budget; for data that do not fit, a
 * quantised model, a metric without the labels or the budget that it needs.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { buildModel, createDesign, tunePrecision } from "../../../mod.ts";
 *
 * const weights = { shape: [2, 3], data: Float64Array.of(0.5, -0.25, 1, 0.75, -1.5, 0.125) };
 * const model = buildModel("tiny", (b) => b.dense(b.input({ features: 2 }), { weights }));
 * const data = Float64Array.from({ length: 64 }, (_, i) => Math.sin(i));
 * const choice = await tunePrecision(model, new Map([["", { shape: [32, 2], data }]]), { budget: 30 });
 * assert(choice.tuned.searched >= 30); // dB
 * createDesign(model, choice.options);
 * ```
 * @category Exploring
 */
export async function tunePrecision(
  model: Model,
  data: ReadonlyMap<string, NdArray>,
  tuning: TuneOptions = {},
): Promise<PrecisionChoice> {
  const { metric = METRICS.snr, labels = null, seed = 0, design: options = {}, safe = false } = tuning;
  refuseQuantised(model);
  const budget = budgetOf(metric, tuning);
  const { layers } = namedSettings(model, options);
  const safeDesign = draftDesign(model, { ...options, precision: "auto" }).bare;
  // What does not fit is told before anything else is done with it.
  encodeInputs(safeDesign, data);
  const { searched, heldOut } = splitSamples({ data: byName(model, data), labels }, seed);
  const { lowered } = safeDesign;
  const inputsOf = ({ data }: Samples) =>
    lowered.inputs.map((port) => toModelLayout(port, data.get(port.name)!));
  const profiles = profileModel(lowered, inputsOf(searched));
  const knobs = knobsOf({ safe: safeDesign, profiles, onlySafe: safe, layers });
  const request = { model, options, layers, metric };
  const judgeOf = (knobs: readonly Knob[], samples: Samples) => new Judge({ ...request, knobs, samples });

  const judge = judgeOf(knobs, searched);
  const reference = judge.reference();
  checkFigure(metric, reference);
  const limit = limitOf(metric, { reference, budget });
  let spent = 0;
  const rules: SearchRules = {
    keeps: (value) => metric.better === "higher" ? value >= limit : value <= limit,
    loss: (from, to) => metric.better === "higher" ? from - to : to - from,
    async goOn(best) {
      tuning.progress?.({ candidates: ++spent, cost: best?.cost ?? null });
      await new Promise((resolve) => setTimeout(resolve));
      return !(tuning.signal?.aborted ?? false);
    },
  };

  const start = await narrowestUniform(judge, rules);
  if (start === null) throw unreachable(metric, { limit, aborted: tuning.signal?.aborted ?? false });
  const found = await walk(judge, start, rules);
  const singles = singleType(knobs);
  const singleJudge = judgeOf(singles, searched);
  const single = await narrowestUniform(singleJudge, rules);

  const figure = (knobs: readonly Knob[], { widths, value, cost }: Found): TunedFigure => ({
    searched: value,
    cost,
    ...heldOutFigure({ ...request, knobs, samples: heldOut }, widths),
  });
  const overflows = overflowsOf(lowered, inputsOf(heldOut), knobs);
  return {
    options: withWidths(options, { layers, knobs, widths: found.widths }),
    tensors: knobs.map((knob, i) => ({
      layer: knob.layer,
      field: knob.field,
      type: typeText(knob, found.widths[i]),
      width: found.widths[i],
      profile: knob.profile,
      overflows: knob.field === "result" ? overflows.get(knob.layer) ?? 0 : 0,
    })),
    metric: metric.name,
    float: { searched: reference, heldOut: judgeOf(knobs, heldOut).reference() },
    limit,
    tuned: figure(knobs, found),
    single: single === null
      ? null
      : { ...figure(singles, single), type: typeText(singles[0], single.widths[0]) },
    candidates: judge.candidates + singleJudge.candidates,
    isComplete: !(tuning.signal?.aborted ?? false),
  };
}

/** The figure on samples that no search saw, and how far parts of them are apart. */
function heldOutFigure(request: JudgeRequest, widths: Widths): Pick<TunedFigure, "heldOut" | "spread"> {
  const count = sampleCount(request.samples);
  const figureOf = (samples: Samples) => new Judge({ ...request, samples }).judge(widths)!.value;
  const parts = Math.min(PARTS, count);
  const values = Array.from({ length: parts }, (_, part) =>
    figureOf(takeSamples(
      request.samples,
      Array.from({ length: count }, (_, i) => i).filter((i) => i % parts === part),
    ))).filter(Number.isFinite);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const square = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, values.length - 1);
  return { heldOut: figureOf(request.samples), spread: Math.sqrt(square) };
}

/** The knobs with one type for all: with the sign and as many bits before the binary point as any of them needs. */
function singleType(knobs: readonly Knob[]): readonly Knob[] {
  const signed = knobs.some((knob) => knob.signed);
  const integer = knobs.reduce(
    (most, knob) => Math.max(most, knob.integer + (signed && !knob.signed ? 1 : 0)),
    -Infinity,
  );
  return knobs.map((knob) => ({ ...knob, signed, integer }));
}

/** The arrays by the names of the inputs. */
function byName(model: Model, data: ReadonlyMap<string, NdArray>): ReadonlyMap<string, NdArray> {
  const only = model.inputs.length === 1 ? data.get("") : undefined;
  return only === undefined ? data : new Map([[model.inputs[0].name, only]]);
}

/** A quantised model has the types that training found. */
function refuseQuantised(model: Model): void {
  const quantised = model.layers.find((layer) =>
    layer.kind === "quantize" || "types" in layer && layer.types !== undefined
  );
  if (quantised === undefined) return;
  throw new InterlaceError(
    `Cannot tune the types of "${model.name}": it is quantised, and its own types stay`,
    {
      code: "model-unsupported",
      place: { layer: quantised.name },
      hint: "Tune the network as it was before quantisation-aware training, or set types by LayerName.",
    },
  );
}

function budgetOf(metric: Metric, { budget, labels }: TuneOptions): number {
  if (metric.needsLabels && labels === undefined) {
    throw new InterlaceError(`Cannot measure ${metric.name}: it compares with labels, and there are none`, {
      code: "option-invalid",
      place: { field: "labels" },
      hint: "Give --labels Y.npy, or a metric such as snr, which compares with float64.",
    });
  }
  const chosen = budget ?? (labels === undefined ? metric.budget.without : metric.budget.withLabels);
  if (chosen !== null && Number.isFinite(chosen) && chosen >= 0) return chosen;
  throw new InterlaceError(
    chosen === null
      ? `Cannot tune by ${metric.name}: it has no budget of its own`
      : `Cannot tune with a budget of ${chosen}: it is not a number of at least 0`,
    {
      code: "option-invalid",
      place: { field: "budget" },
      hint: "Say by --budget how much worse than float64 it may be.",
    },
  );
}

/** The worst figure that keeps a budget. */
function limitOf(
  { better }: Metric,
  { reference, budget }: { readonly reference: number; readonly budget: number },
): number {
  // Nothing can be said of a loss against what is perfect.
  if (!Number.isFinite(reference)) return budget;
  return better === "higher" ? reference - budget : reference + budget;
}

function checkFigure({ name }: Metric, figure: number): void {
  if (!Number.isNaN(figure)) return;
  throw new InterlaceError(`Cannot tune by ${name}: on these samples it is no number`, {
    code: "data-invalid",
    hint: "Labels of one class alone, or constant outputs, tell nothing.",
  });
}

function unreachable(
  { name }: Metric,
  { limit, aborted }: { readonly limit: number; readonly aborted: boolean },
): InterlaceError {
  return new InterlaceError(
    aborted
      ? "Cannot say which types to use: the search ended before it found any"
      : `Cannot keep the budget: with no types of at most 24 bits is ${name} ${limit} or better`,
    {
      kind: "failure",
      code: aborted ? "interrupted" : "goal-unreachable",
      hint: aborted ? undefined : "Allow a larger budget.",
    },
  );
}
