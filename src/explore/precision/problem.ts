import { InterlaceError } from "../../base/errors.ts";
import { namedSettings } from "../../design/options/layer_names.ts";
import { type DesignOptions, draftDesign } from "../../design/mod.ts";
import type { Model } from "../../model/mod.ts";
import { encodeInputs, evaluateFloat, toModelLayout, toSourceLayout } from "../../simulate/mod.ts";
import type { NdArray, RealTensor } from "../../tensor/mod.ts";
import { type Knob, knobsOf } from "./knobs.ts";
import { measure, type Measured } from "./measure.ts";
import { type Metric, METRICS } from "./metrics.ts";
import { profileModel } from "./profile.ts";
import { type Samples, splitSamples } from "./samples.ts";

/** Whose types are to be found, and what for. */
export interface ProblemOptions {
  /** What is right for each sample; its first axis is that of the samples. */
  readonly labels?: NdArray;
  /** Default: the signal-to-noise ratio against float64, `METRICS.snr`. */
  readonly metric?: Metric;
  /** Decides which samples are kept back. Default 0. */
  readonly seed?: number;
  /** Bits before the binary point follow from types and weights alone, so that no input of its type overflows. */
  readonly safe?: boolean;
  /** As for `createDesign`; types that are set for layers by name stay. */
  readonly design?: DesignOptions;
}

/** Samples with what float64 makes of them. */
export interface Judged extends Samples {
  /** Tells the samples of a search from others. */
  readonly name: "searched" | "heldOut";
  readonly floats: readonly NdArray[];
  /** The metric of the float64 model itself. */
  readonly reference: Measured;
}

/** Types that are to be found, whatever they cost and whatever may be lost. */
export interface PrecisionProblem {
  readonly model: Model;
  readonly options: DesignOptions;
  /** Settings by the names that layers have in the model. */
  readonly layers: DesignOptions["layers"];
  readonly metric: Metric;
  /** At least one. */
  readonly knobs: readonly Knob[];
  readonly searched: Judged;
  /** What no search sees. */
  readonly heldOut: Judged;
  /** The model as it is built. */
  readonly simplifiedModel: Model;
  /** Its inputs that were kept back. */
  readonly heldOutInputs: readonly RealTensor[];
}

/**
 * Profiles a model.
 *
 * @param data Arrays of shape `(samples, ...sourceShape)` by the name of the input; `""` names the only one.
 * @throws {InterlaceError} for data that do not fit, for a metric that has not the labels that it
 * needs or is no number on these data, and for a model of whose types
 * none is open.
 */
export function precisionProblem(
  model: Model,
  data: ReadonlyMap<string, NdArray>,
  { labels = undefined, metric = METRICS.snr, seed = 0, safe: onlySafe = false, design: options = {} }:
    ProblemOptions,
): PrecisionProblem {
  checkLabels(metric, labels);
  const { layers } = namedSettings(model, options);
  const { reuseFactor, ...others } = options;
  const safe = draftDesign(model, {
    ...others,
    reuseFactor: reuseFactor === "auto" ? 1 : reuseFactor,
    precision: "auto",
  })
    .bare;
  // What does not fit is told before anything else is done with it.
  encodeInputs(safe, data);
  const split = splitSamples({ data: byName(model, data), labels: labels ?? null }, seed);
  const { simplified } = safe;
  const inputsOf = ({ data }: Samples) =>
    simplified.inputs.map((port) => toModelLayout(port, data.get(port.name)!));
  const profiles = profileModel(simplified, inputsOf(split.searched));
  const knobs = knobsOf({ safe, profiles, onlySafe, layers });
  if (knobs.length === 0) throw nothingOpen(model);
  const judged = (name: Judged["name"]): Judged => {
    const samples = split[name];
    const floats = floatOutputs(model, samples);
    const reference = measure(metric, { outputs: floats, floats, labels: samples.labels });
    checkFigure(metric, reference.value);
    return { ...samples, name, floats, reference };
  };
  return {
    model,
    options,
    layers,
    metric,
    knobs,
    searched: judged("searched"),
    heldOut: judged("heldOut"),
    simplifiedModel: simplified,
    heldOutInputs: inputsOf(split.heldOut),
  };
}

function checkLabels({ name, needsLabels }: Metric, labels: NdArray | undefined): void {
  if (!needsLabels || labels !== undefined) return;
  throw new InterlaceError(`Cannot measure ${name}: it compares with labels, and there are none`, {
    code: "option-invalid",
    place: { field: "labels" },
    hint: "Give --labels Y.npy, or a metric such as snr, which compares with float64.",
  });
}

/** The arrays by the names of the inputs. */
function byName(model: Model, data: ReadonlyMap<string, NdArray>): ReadonlyMap<string, NdArray> {
  const only = model.inputs.length === 1 ? data.get("") : undefined;
  return only === undefined ? data : new Map([[model.inputs[0].name, only]]);
}

function floatOutputs(model: Model, { data }: Samples): readonly NdArray[] {
  const inputs = model.inputs.map((port) => toModelLayout(port, data.get(port.name)!));
  const tensors = evaluateFloat(model, inputs);
  return model.outputs.map((port) => toSourceLayout(port, tensors.get(port.layer)!));
}

function nothingOpen({ name }: Model): InterlaceError {
  return new InterlaceError(
    `Cannot tune the types of "${name}": each of them is set, by training or by the options, and stays`,
    {
      code: "option-invalid",
      place: { field: "Precision" },
      hint: "Tune the network as it was before quantisation-aware training, or leave types out.",
    },
  );
}

function checkFigure({ name }: Metric, figure: number): void {
  if (!Number.isNaN(figure)) return;
  throw new InterlaceError(`Cannot tune by ${name}: on these samples it is no number`, {
    code: "data-invalid",
    hint: "Labels of one class alone, or constant outputs, tell nothing.",
  });
}
