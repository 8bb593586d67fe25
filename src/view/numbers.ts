import type { Design } from "../design/mod.ts";
import { type FixedType, printFixedType, type RealRange, realRange } from "../fixed/mod.ts";
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
import { type Distribution, distributionOf, errorOf, type TensorError } from "./distribution.ts";

/** Points of a scatter of an output. */
const OUTPUT_POINTS = 600;

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
  /** Elements outside the range of the type. */
  readonly overflows: number;
  /** Null as above. */
  readonly error: TensorError | null;
}

/** Weights or biases of a stage. */
export interface ParameterNumbers {
  /** Whose they are. */
  readonly stage: string;
  /** Which of its parameters. */
  readonly what: "weights" | "bias";
  /** What their type can hold. */
  readonly type: TypeReach;
  /** As they are built, in their type. */
  readonly values: Distribution;
}

/** An output as float64 has it, and what fixed point adds to it. */
export interface OutputNumbers {
  /** Of the output. */
  readonly name: string;
  /** In float64. */
  readonly float: Distribution;
  /** Fixed point less float64. */
  readonly error: TensorError;
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
  readonly outputs: readonly OutputNumbers[];
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
        values: distributionOf(realsOf(plan[what])),
      }));
    }),
    outputs: [...decodeOutputs(design, fixed)].map(([name, { data }]) => {
      const reals = chosen.outputs.get(name)!.data;
      const error = errorOf({ reals, errors: differences(data, reals) }, OUTPUT_POINTS);
      return { name, float: distributionOf(reals), error };
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
  const { data: reals } = float;
  return {
    name,
    type,
    float: distributionOf(reals),
    overflows: rangeInType(reals, fixed.type).overflows,
    error: errorOf({ reals, errors: differences(realsOf(fixed), reals) }),
  };
}

/** Numbers less others, one by one. */
function differences(values: Float64Array, others: Float64Array): Float64Array {
  return values.map((value, i) => value - others[i]);
}

/** The range and the step of a type, with its name. */
function reachOf(type: FixedType): TypeReach {
  return { text: printFixedType(type), ...realRange(type) };
}
