import { largest } from "../base/numbers/extremes.ts";
import type { Design } from "../design/mod.ts";
import {
  type FixedType,
  mantissaAt,
  printFixedType,
  realOf,
  type RealRange,
  realRange,
} from "../fixed/mod.ts";
import { decodeOutputs, evaluateFloat, simulateTensors, toModelLayout } from "../simulate/mod.ts";
import { realsOf } from "../simulate/reals.ts";
import { type FixedTensor, rangeInType, type RealTensor } from "../tensor/mod.ts";
import { affordableSamples } from "../verify/samples/budget.ts";
import {
  chooseSamples,
  DEFAULT_SAMPLES,
  type SampleRequest,
  type SamplesReport,
} from "../verify/samples/samples.ts";
import { floatOrigins } from "../verify/tensors.ts";

/** Numbers of a tensor that are looked at; of more, evenly many are left out. */
const MOST_NUMBERS = 2 ** 18;

/** Points of a scatter. */
const MOST_POINTS = 600;

/** Points of a layer's scatter, and parts of the range of its errors; odd, so that 0 lies in the middle of one. */
const LAYER_POINTS = 220;
const ERROR_BINS = 31;

/** Parts of sorted numbers at which they are shown. */
const QUANTILES = [0.01, 0.25, 0.5, 0.75, 0.99] as const;

/** What numbers are like. */
export interface Distribution {
  /** How many were looked at. */
  readonly count: number;
  /** How many of them are 0. */
  readonly zeros: number;
  /** The least of them. */
  readonly least: number;
  /** The largest of them. */
  readonly most: number;
  /** Of the magnitudes of those that are not 0: their least, at 1, 25, 50, 75 and 99 %, and their largest; null for none. */
  readonly magnitudes: readonly number[] | null;
}

/** What a type can hold. */
export interface TypeReach extends RealRange {
  /** As `ap_fixed<W,I>`. */
  readonly text: string;
}

/** A tensor of the design on samples. */
export interface TensorNumbers {
  /** Of the tensor. */
  readonly name: string;
  /** The tensor of float64 that it stands for, as copies of it do; null for what float64 does not have. */
  readonly origin: string | null;
  /** What its type can hold. */
  readonly type: TypeReach;
  /** In float64; null for what float64 does not have. */
  readonly float: Distribution | null;
  /** Elements outside the range of the type, of those looked at. */
  readonly overflows: number;
  /** Null as above. */
  readonly error: TensorError | null;
}

/** What fixed point adds to float64. */
export interface TensorError {
  /** The largest magnitude. */
  readonly most: number;
  /** Root mean square. */
  readonly rms: number;
  /** Some elements, evenly chosen: a number in float64, and what fixed point adds to it. */
  readonly points: readonly ErrorPoint[];
  /** How many lie in each of equal parts from −most to most. */
  readonly counts: readonly number[];
}

/** A number in float64, and what fixed point adds to it. */
export interface ErrorPoint {
  /** In float64. */
  readonly float: number;
  /** Fixed point less float64. */
  readonly error: number;
}

/** Weights or biases of a stage. */
export interface ParameterNumbers {
  /** Whose they are. */
  readonly stage: string;
  /** Which of its parameters. */
  readonly what: "weights" | "bias";
  /** What their type can hold. */
  readonly type: TypeReach;
  /** As they were trained, in float64. */
  readonly values: Distribution;
}

/** Float64 against fixed point for elements of an output. */
export interface OutputScatter {
  /** Of the output. */
  readonly name: string;
  /** Some of its elements. */
  readonly points: readonly ErrorPoint[];
}

/** Every number of a design on samples. */
export interface NumbersView {
  /** What samples were looked at. */
  readonly sampling: SamplesReport;
  /** In the order of the data. */
  readonly tensors: readonly TensorNumbers[];
  /** Stage by stage. */
  readonly parameters: readonly ParameterNumbers[];
  /** In the order of the model. */
  readonly outputs: readonly OutputScatter[];
}

/**
 * Runs samples through float64 and the bit-exact simulator and says what every tensor holds. Unless it is said how many,
 * so many as take a few seconds.
 *
 * @throws {InterlaceError} if the data do not fit the model's inputs.
 */
export async function observeNumbers(design: Design, request: SampleRequest = {}): Promise<NumbersView> {
  const chosen = chooseSamples(design, {
    ...request,
    samples: request.samples ?? enough(design, request.data),
  });
  const [first] = chosen.float.values();
  const samples = first.shape[0];
  const inputs = design.simplified.inputs.map((port) => toModelLayout(port, chosen.float.get(port.name)!));
  const float = evaluateFloat(design.simplified, inputs);
  const fixed = await simulateTensors(design, chosen.inputs.map((tensor) => firstSamples(tensor, samples)));
  const origins = floatOrigins(design);
  const tensors = [...design.tensors.values()].map((tensor): TensorNumbers => {
    const origin = origins.get(tensor.name);
    const reals = origin === undefined ? undefined : float.get(origin);
    const numbers = compare(tensor.name, fixed.get(tensor.name)!, reals ?? null);
    return { ...numbers, origin: origin ?? null };
  });
  return {
    sampling: chosen.report,
    tensors,
    parameters: design.stages.flatMap(({ name, plan }) => {
      if (plan.kind !== "dense" && plan.kind !== "convolution") return [];
      return (["weights", "bias"] as const).map((what): ParameterNumbers => ({
        stage: name,
        what,
        type: reachOf(plan[what].type),
        values: distributionOf(someReals(plan[what])),
      }));
    }),
    outputs: [...decodeOutputs(design, fixed)].map(([name, { data }]) => {
      const reals = chosen.outputs.get(name)!.data;
      const stride = Math.ceil(data.length / MOST_POINTS);
      const points = Array.from({ length: Math.floor((data.length - 1) / stride) + 1 }, (_, i) => i * stride)
        .map((i) => ({ float: reals[i], error: data[i] - reals[i] }));
      return { name, points };
    }),
  };
}

/** So many samples as can be looked at in a few seconds, of random ones no more than tell anything. */
function enough({ model }: Design, data: SampleRequest["data"]): number {
  const given = data?.values().next().value?.shape[0];
  return affordableSamples(model, given ?? DEFAULT_SAMPLES);
}

function firstSamples(tensor: FixedTensor, samples: number): FixedTensor {
  const size = tensor.data.length / tensor.shape[0] * samples;
  return {
    ...tensor,
    shape: [samples, ...tensor.shape.slice(1)],
    data: tensor.data.slice(0, size) as typeof tensor.data,
  };
}

function compare(name: string, fixed: FixedTensor, float: RealTensor | null): Omit<TensorNumbers, "origin"> {
  const type = reachOf(fixed.type);
  if (float === null) return { name, type, float: null, overflows: 0, error: null };
  const stride = Math.ceil(float.data.length / MOST_NUMBERS);
  const reals = float.data.filter((_, i) => i % stride === 0);
  const errors = reals.map((real, i) =>
    realOf(mantissaAt(fixed.data, i * stride, fixed.type), fixed.type) - real
  );
  return {
    name,
    type,
    float: distributionOf(reals),
    overflows: rangeInType(reals, fixed.type).overflows,
    error: errorOf(reals, errors),
  };
}

function errorOf(reals: Float64Array, errors: Float64Array): TensorError {
  let [most, squares] = [0, 0];
  for (const error of errors) {
    most = Math.max(most, Math.abs(error));
    squares += error * error;
  }
  const counts = Array.from({ length: ERROR_BINS }, () => 0);
  for (const error of errors) {
    counts[Math.min(ERROR_BINS - 1, Math.floor((error + most) / (2 * most) * ERROR_BINS))]++;
  }
  const stride = Math.ceil(reals.length / LAYER_POINTS);
  return {
    most,
    rms: Math.sqrt(squares / Math.max(1, reals.length)),
    points: Array.from({ length: Math.ceil(reals.length / stride) }, (_, i) => i * stride)
      .map((i) => ({ float: reals[i], error: errors[i] })),
    counts: most === 0 ? [] : counts,
  };
}

/** The range and the step of a type, with its name. */
function reachOf(type: FixedType): TypeReach {
  return { text: printFixedType(type), ...realRange(type) };
}

/** So many of the numbers of a tensor as are looked at, evenly. */
function someReals({ data, type }: FixedTensor): Float64Array {
  const stride = Math.ceil(data.length / MOST_NUMBERS);
  return realsOf({ data: data.filter((_, i) => i % stride === 0) as typeof data, type });
}

function distributionOf(values: Float64Array): Distribution {
  const magnitudes = values.filter((value) => value !== 0).map(Math.abs).sort();
  const last = magnitudes.length - 1;
  return {
    count: values.length,
    zeros: values.length - magnitudes.length,
    least: values.reduce((a, b) => Math.min(a, b), Infinity),
    most: largest(values, -Infinity),
    magnitudes: last < 0
      ? null
      : [magnitudes[0], ...QUANTILES.map((part) => magnitudes[Math.round(part * last)]), magnitudes[last]],
  };
}
