import type { FixedType, Mantissa } from "../fixed/mod.ts";
import type { AxisGeometry, TableSymmetry } from "../layers/mod.ts";
import type { Model } from "../model/mod.ts";
import type { AxisPlan, NetworkSchedule, StreamSchedule } from "../schedule/mod.ts";
import type { Target } from "../target/mod.ts";
import type { FixedTensor, Shape } from "../tensor/mod.ts";
import type { HardSigmoidPlan, SoftmaxPlan, ThresholdPlan } from "./function_plans.ts";
import type { ConcatenatePlan, MergePlan, SelectPlan, ShufflePlan } from "./graph_plans.ts";
import type { DesignOptions, IoType, Strategy } from "./options.ts";
import type { TableSegment } from "./table_segments.ts";
import type { GlobalPoolPlan, InterpolatePlan, PoolPlan, UpsamplePlan } from "./window_plans.ts";

/** Everything that is built, decided: whatever comes after reads it and derives no number again. */
export interface Design {
  /** Project and top function: a C++ identifier. */
  readonly name: string;
  /** What it is built for: limits and timing that were kept to, and the back end of its project. */
  readonly target: Target;
  /** How tensors travel between stages. */
  readonly io: IoType;
  /** FPGA part as the vendor's tools spell it. */
  readonly part: string;
  /** Nanoseconds. */
  readonly clockPeriod: number;
  /** As the tool takes it, `"27%"` or nanoseconds; null leaves the tool its own. */
  readonly clockUncertainty: string | null;
  /** The model as it was imported. */
  readonly model: Model;
  /** The model as it is built, after the passes. */
  readonly lowered: Model;
  /** In the order of `model.inputs`. */
  readonly inputs: readonly DesignPort[];
  /** In the order of `model.outputs`. */
  readonly outputs: readonly DesignPort[];
  /** Stages in the order in which they run. */
  readonly stages: readonly Stage[];
  /** Output tensor of every stage, by its name. */
  readonly tensors: ReadonlyMap<string, TensorPlan>;
  /** Layers of the lowered model to the tensor that holds their output: views share that of their input. */
  readonly storage: ReadonlyMap<string, string>;
  /** How layers of the model were removed, by name: the rest of a sentence that begins with it. */
  readonly removed: ReadonlyMap<string, string>;
  /** What each layer asked for and got. */
  readonly settings: readonly LayerSettings[];
  /** Cycles and FIFO depths in stream mode; null in `io_parallel` and for a network too large to be scheduled. */
  readonly schedule: NetworkSchedule | null;
  /**
   * What the user should know, one line each: types that no quantiser gave in a quantised model, layers that stay because
   * of types that were set, settings that change nothing.
   */
  readonly notes: readonly string[];
  /** What the design was made from, beside the model. */
  readonly options: DesignOptions;
}

/** An input or output of the design. */
export interface DesignPort {
  /** Index in the model's list of inputs or outputs. */
  readonly index: number;
  /** Name of the tensor. */
  readonly tensor: string;
}

/** A tensor between stages. */
export interface TensorPlan {
  /** Its key in `Design.tensors`: the name of its stage, or of a clone's second copy. */
  readonly name: string;
  /** C++ identifier stem, unique in the design. */
  readonly id: string;
  /** Sizes without the sample axis, channels last. */
  readonly shape: Shape;
  /** Of every element, what passes the stream included. */
  readonly type: FixedType;
  /** In stream mode the elements travel in row-major order, `width` in each of `count` beats. */
  readonly beats: { readonly count: number; readonly width: number };
  /** Beats that the stream's FIFO holds in stream mode; `Design.schedule` says why. */
  readonly depth: number;
}

/** One process of the hardware. */
export interface Stage {
  /** Name of its output tensor; that of the layer, for a layer's own stage. */
  readonly name: string;
  /** C++ identifier stem, unique in the design. */
  readonly id: string;
  /** Names of the tensors that it reads; none for a graph input. */
  readonly inputs: readonly string[];
  /** What it computes and how. */
  readonly plan: StagePlan;
}

/** What a stage does. Evaluators and back ends switch over `kind` and need no layer for it. */
export type StagePlan =
  | InputPlan
  | ConvolutionPlan
  | DensePlan
  | AffinePlan
  | ReluPlan
  | RectifierPlan
  | ClipPlan
  | TablePlan
  | CastPlan
  | PermutePlan
  | MergePlan
  | ConcatenatePlan
  | SelectPlan
  | ShufflePlan
  | PoolPlan
  | GlobalPoolPlan
  | UpsamplePlan
  | InterpolatePlan
  | HardSigmoidPlan
  | SoftmaxPlan
  | ThresholdPlan
  | RepackPlan
  | ClonePlan;

/** What every plan of a stage has. */
export interface PlanBase<Kind extends string> {
  /** Tells the members of {@linkcode StagePlan} apart. */
  readonly kind: Kind;
}

/** A graph input: samples are cast to its type before they enter. */
export interface InputPlan extends PlanBase<"input"> {}

/** How many multipliers a multiply-accumulate stage has and how they are shared. */
export interface ReusePlan {
  /** Times that a multiplier is used for one output of the largest phase. */
  readonly factor: number;
  /** Inputs that are multiplied at once. */
  readonly inputLanes: number;
  /** Outputs that are computed at once: all of them, or a part where the factor exceeds the inputs. */
  readonly outputLanes: number;
  /** Parts of the outputs that are computed in turn: outputs / outputLanes. */
  readonly outputTurns: number;
  /** ⌈inputs·outputs / factor⌉ */
  readonly multipliers: number;
}

/** What dense layers and convolutions share. */
export interface MacPlan {
  /** Decides which kernel runs and in which order the weights are packed. */
  readonly strategy: Strategy;
  /** Made for the whole matrix of a dense layer, for the largest phase of a convolution. */
  readonly reuse: ReusePlan;
  /** In the kernel's own layout: `[...kernel][inputs / groups][outputs]`. */
  readonly weights: FixedTensor;
  /** One an output channel; zeros where the layer has none. */
  readonly bias: FixedTensor;
  /** What the bias, every product and every partial sum are cast to. */
  readonly accumulator: FixedType;
  /** Whether the products may be added in any order: the accumulator wraps and holds all their fraction bits. */
  readonly orderFree: boolean;
}

/** Fully connected: y = x·weights + bias. */
export interface DensePlan extends MacPlan, PlanBase<"dense"> {
  /** Elements of the input tensor. */
  readonly inputs: number;
  /** Elements of the output tensor. */
  readonly outputs: number;
  /** The weights in the order in which the kernel reads them. */
  readonly packed: PackedWeights;
}

/** Convolution, plain or transposed, in one or two axes. */
export interface ConvolutionPlan extends MacPlan, PlanBase<"convolution"> {
  /** Whether the phases interlace a transposed convolution; a plain one has one phase. */
  readonly transposed: boolean;
  /** Height and width, or the length alone. */
  readonly geometry: readonly AxisGeometry[];
  /** Null in 1-D. */
  readonly rows: AxisPlan | null;
  /** The width, or the length in 1-D. */
  readonly columns: AxisPlan;
  /** Output channel c reads the input channels of part ⌊c·groups / channels.output⌋ alone. */
  readonly groups: number;
  /** Of the whole tensors, all groups together. */
  readonly channels: { readonly input: number; readonly output: number };
  /** Row phase by row phase, within it column phase by column phase. */
  readonly phases: readonly PhasePlan[];
  /** Inputs of the largest phase. */
  readonly inputs: number;
  /** Taps of the largest phase. */
  readonly taps: number;
  /** Windows of an `io_parallel` convolution: `factor` at once, `partitions` times. */
  readonly parallel: { readonly factor: number; readonly partitions: number };
  /** What the kernel does in stream mode. */
  readonly stream: StreamSchedule;
  /** One array a phase in io_parallel, one for all phases in io_stream. */
  readonly packed: readonly PackedWeights[];
}

/** One of the small convolutions that a convolution interlaces. */
export interface PhasePlan {
  /** Index in `rows.phases`; 0 in 1-D. */
  readonly row: number;
  /** Index in `columns.phases`. */
  readonly column: number;
  /** In the order of accumulation. */
  readonly taps: readonly WindowTap[];
  /** taps · input channels / groups */
  readonly inputs: number;
  /** Turns that an output takes: ⌈inputs / inputLanes⌉, at least 1 (an empty phase still writes its bias). */
  readonly turns: number;
  /** Where the phase starts in the packed weights: an address (resource) or an element (latency). */
  readonly base: number;
  /** Inputs multiplied at once where every phase has its own multipliers: ⌈inputs / factor⌉. */
  readonly inputLanes: number;
}

/** A tap of a phase in the window: rows and columns behind the newest element. */
export interface WindowTap {
  /** 0 in 1-D. */
  readonly row: number;
  /** 0 is the newest column. */
  readonly column: number;
}

/** Weights as they lie in a memory of the generated project. */
export interface PackedWeights {
  /** Mantissas of the weights' type, one in each lane of 64 bits, in the order of their addresses. */
  readonly values: BigInt64Array;
  /** Weights that the kernel reads at once. */
  readonly lanes: number;
}

/** y = scale·x + shift; the parameters repeat every `scale.length` elements. */
export interface AffinePlan extends PlanBase<"affine"> {
  /** One factor an element of the period: element i of the flat input takes entry i mod `scale.length`. */
  readonly scale: FixedTensor;
  /** As many as `scale` has. */
  readonly shift: FixedTensor;
}

/** y = max(x, 0) */
export interface ReluPlan extends PlanBase<"relu"> {}

/** y = x for x ≥ 0, slope·x below; the slopes repeat. */
export interface RectifierPlan extends PlanBase<"rectifier"> {
  /** Element i of the flat input takes slope i modulo their number. */
  readonly slopes: FixedTensor;
}

/** y = x clipped to [min, max] before the cast to the result type; null is an open end. */
export interface ClipPlan extends PlanBase<"clip"> {
  /** Type of both bounds. */
  readonly type: FixedType;
  /** Null where the lower end is open. */
  readonly min: Mantissa | null;
  /** Null where the upper end is open. */
  readonly max: Mantissa | null;
}

/** A non-linear function as a table; see `table.ts` for its places, entries and ends. */
export interface TablePlan extends PlanBase<"table"> {
  /** Its name for messages and generated names. */
  readonly function: string;
  /** What is tabled, and what else there is: see {@linkcode TableSymmetry}. */
  readonly symmetry: TableSymmetry;
  /** Mantissa of place 0; 0 but for `none`. */
  readonly first: bigint;
  /** At least one, ascending. */
  readonly segments: readonly TableSegment[];
  /** The tabled values: in the result type, or in a type of their own that holds what the result cannot. */
  readonly entries: FixedTensor;
  /** One factor for arguments above zero; null but for `linear`. */
  readonly slope: FixedTensor | null;
  /** Largest |entry − t| over all arguments, in units of the result type's last bit. */
  readonly worstError: number;
}

/** Passes elements on in another type. */
export interface CastPlan extends PlanBase<"cast"> {}

/** Output axis i is input axis `permutation[i]` of `shape`; the target bounds how many there are. */
export interface PermutePlan extends PlanBase<"permute"> {
  /** Of the input tensor, channels last. */
  readonly shape: Shape;
  /** Every axis once. */
  readonly permutation: readonly number[];
}

/** Stream mode: the same elements in beats of another width. */
export interface RepackPlan extends PlanBase<"repack"> {}

/** Two copies of a tensor that is read more than once; more readers take a chain of them. */
export interface ClonePlan extends PlanBase<"clone"> {
  /** Names of both copies; the first is the stage's own. */
  readonly copies: readonly [string, string];
}

/** What a layer asked for and what it got. */
export interface LayerSettings {
  /** Name in the lowered model. */
  readonly layer: string;
  /** Under which `LayerType` addresses it: Keras's class name. */
  readonly typeName: string;
  /** Null for a layer without weights to share multipliers among. */
  readonly strategy: Strategy | null;
  /** `used` is what a factor that does not divide the work was snapped to; null as above. */
  readonly reuseFactor: { readonly asked: number; readonly used: number } | null;
  /** Windows computed at once; null for all but convolutions in `io_parallel`. */
  readonly parallelizationFactor: { readonly asked: number; readonly used: number } | null;
}
