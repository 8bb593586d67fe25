import { InterlaceError } from "../../base/errors.ts";
import type { Design } from "../../design/mod.ts";
import type { Model } from "../../model/mod.ts";
import { encodeInputs, randomInputs } from "../../simulate/mod.ts";
import { MAX_ELEMENTS } from "../../tensor/ndarray.ts";
import { type FixedTensor, type NdArray, sizeOf } from "../../tensor/mod.ts";
import { affordableSamples } from "./budget.ts";
import { evaluateOutputs } from "../import.ts";
import { takeSamples } from "./inputs.ts";
import { findSaturation, isMostlySaturated, type Saturation } from "./saturation.ts";
import { type Range, scaled, unitRanges, unitSamples } from "./unit_samples.ts";

/** Seed of random samples where nobody said which. */
const DEFAULT_SEED = 0;

/** Random samples where nobody said how many. */
export const DEFAULT_SAMPLES = 8;

/** Factors on the unit range that are tried, one after the other, where outputs are saturated. */
const SCALES = [2 ** -2, 2 ** -4, 2 ** -6, 2 ** -8, 2 ** -10, 2 ** 2, 2 ** 4];

/** Which samples were asked for. */
export interface SampleRequest {
  /** Samples `(N, ...shape)` in the source's own layout by input name, `""` for the only input; default: random ones. */
  readonly data?: ReadonlyMap<string, NdArray>;
  /** How many random samples of each kind, default 8; of given data, how many of the first, default all. */
  readonly samples?: number;
  /** Of random samples; default 0. */
  readonly seed?: number;
}

/** What a verification is done on. */
export interface Samples {
  /** For everything that is compared in float: by input name, in the source's layout. */
  readonly float: ReadonlyMap<string, NdArray>;
  /** What the imported model makes of them in float64, by output name. */
  readonly outputs: ReadonlyMap<string, NdArray>;
  /** All samples as the design's inputs: those, and behind them those for the bits alone. */
  readonly inputs: readonly FixedTensor[];
  readonly report: SamplesReport;
}

/** What the samples of a verification were. */
export interface SamplesReport {
  /** Random ones, or the user's data. */
  readonly source: "random" | "given";
  /** Of random ones; null for data. */
  readonly seed: number | null;
  /** What import, passes, quantisation and the layers' figures were taken on. Everything is compared bit by bit on them. */
  readonly float: readonly SampleGroup[];
  /** What was besides compared bit by bit, and only so: random samples over the whole range of the inputs' types. */
  readonly bits: readonly SampleGroup[];
  /** How far the outputs followed the inputs of the first group, one entry an output. */
  readonly saturation: readonly Saturation[];
}

/** Samples of one range. */
export interface SampleGroup {
  /** How many. */
  readonly samples: number;
  /** Least and largest number that each input may have had in them, in the order of the model's inputs. */
  readonly inputs: readonly ({ readonly name: string } & Range)[];
  /** Outputs that hardly follow the inputs in most of them. */
  readonly saturated: readonly string[];
}

/**
 * The user's data, or random samples of two kinds: some of unit range, on which figures in float mean what they say, and
 * some over the whole range of the inputs' types, which reach the ends that bits are about. Where the outputs do not
 * follow samples of unit range, samples of the range in which most of them do are added.
 *
 * @throws {InterlaceError} if the data do not fit the model's inputs, or random ones are more than a data file may hold.
 */
export function chooseSamples(design: Design, request: SampleRequest): Samples {
  const { samples = DEFAULT_SAMPLES, seed = DEFAULT_SEED } = request;
  const { model } = design;
  if (request.data !== undefined) {
    const given = request.samples === undefined ? request.data : takeSamples(request.data, samples);
    const inputs = encodeInputs(design, given);
    const data = named(model, given);
    const { outputs, report, saturation } = groupOf(model, { data, seed, ranges: rangesOf(data) });
    return {
      float: data,
      outputs,
      inputs,
      report: { source: "given", seed: null, float: [report], bits: [], saturation },
    };
  }
  checkCount(model, samples);
  const ranges = unitRanges(design);
  const unit = unitGroup(model, { samples, seed, ranges, scale: 1 });
  const scale = betterScale(unit, { seed, ranges, samples: affordableSamples(model, samples), model });
  const groups = scale === null ? [unit] : [unit, unitGroup(model, { samples, seed, ranges, scale })];
  const float = groups.map(({ data }) => data).reduce(joined);
  const whole = randomInputs(design, { samples, seed });
  return {
    float,
    outputs: groups.map(({ outputs }) => outputs).reduce(joined),
    inputs: encodeInputs(design, joined(float, whole)),
    report: {
      source: "random",
      seed,
      float: groups.map(({ report }) => report),
      bits: [reportOf(model, { samples, ranges: rangesOf(whole), saturated: [] })],
      saturation: unit.saturation,
    },
  };
}

function checkCount({ inputs }: Model, samples: number): void {
  const elements = inputs.reduce((sum, { sourceShape }) => sum + samples * sizeOf(sourceShape), 0);
  if (elements <= MAX_ELEMENTS) return;
  throw new InterlaceError(
    `Cannot make ${samples} samples: they have ${elements} elements, more than the limit of ${MAX_ELEMENTS}`,
    { code: "limit-exceeded", hint: "Take fewer samples." },
  );
}

interface Group {
  readonly data: ReadonlyMap<string, NdArray>;
  readonly outputs: ReadonlyMap<string, NdArray>;
  readonly saturation: readonly Saturation[];
  readonly report: SampleGroup;
}

type Ranges = ReadonlyMap<string, Range>;

function unitGroup(
  model: Model,
  options: {
    readonly samples: number;
    readonly seed: number;
    readonly ranges: Ranges;
    readonly scale: number;
  },
): Group {
  const { scale } = options;
  const ranges = new Map([...options.ranges].map(([name, range]) => [name, scaled(range, scale)]));
  return groupOf(model, { data: unitSamples(model, options), seed: options.seed, ranges });
}

function groupOf(
  model: Model,
  { data, seed, ranges }: {
    readonly data: ReadonlyMap<string, NdArray>;
    readonly seed: number;
    readonly ranges: Ranges;
  },
): Group {
  const [{ shape: [samples] }] = data.values();
  const { outputs } = evaluateOutputs(model, data);
  const saturation = findSaturation(model, { data, outputs, seed });
  const saturated = saturation.filter(isMostlySaturated).map(({ output }) => output);
  return { data, outputs, saturation, report: reportOf(model, { samples, ranges, saturated }) };
}

/** The first factor on the ranges with which fewest outputs are saturated; null if none is better than 1. */
function betterScale(
  unit: Group,
  { model, samples, seed, ranges }: {
    readonly model: Model;
    readonly samples: number;
    readonly seed: number;
    readonly ranges: Ranges;
  },
): number | null {
  let [best, least]: [number | null, number] = [null, unit.report.saturated.length];
  for (const scale of SCALES) {
    if (least === 0) break;
    const { report: { saturated } } = unitGroup(model, { samples, seed, ranges, scale });
    if (saturated.length < least) [best, least] = [scale, saturated.length];
  }
  return best;
}

function reportOf(
  model: Model,
  { samples, ranges, saturated }: {
    readonly samples: number;
    readonly ranges: Ranges;
    readonly saturated: readonly string[];
  },
): SampleGroup {
  const inputs = model.inputs.map(({ name }) => ({ name, ...ranges.get(name)! }));
  return { samples, inputs, saturated };
}

/** The data under the names of the model's inputs: `""` stands for the only one. */
function named(model: Model, data: ReadonlyMap<string, NdArray>): ReadonlyMap<string, NdArray> {
  return new Map([...data].map(([name, array]) => [name === "" ? model.inputs[0].name : name, array]));
}

function rangesOf(data: ReadonlyMap<string, NdArray>): Ranges {
  return new Map([...data].map(([name, { data }]) => [name, {
    min: data.reduce((least, value) => Math.min(least, value), Infinity),
    max: data.reduce((most, value) => Math.max(most, value), -Infinity),
  }]));
}

/** Samples of the same tensors behind each other. */
function joined(
  first: ReadonlyMap<string, NdArray>,
  second: ReadonlyMap<string, NdArray>,
): ReadonlyMap<string, NdArray> {
  return new Map([...first].map(([name, { shape, data }]) => {
    const other = second.get(name)!;
    const both = new Float64Array(data.length + other.data.length);
    both.set(data);
    both.set(other.data, data.length);
    return [name, { shape: [shape[0] + other.shape[0], ...shape.slice(1)], data: both }];
  }));
}
