import type { Model } from "../../model/mod.ts";
import type { NetworkSchedule } from "../../dataflow/mod.ts";
import type { Target } from "../../target/mod.ts";
import type { Shape } from "../../tensor/mod.ts";
import type { Operands } from "../planners/arity.ts";
import type { ConvolutionPlan } from "./convolution_plans.ts";
import type { SoftmaxPlan } from "./function_plans.ts";
import type { ConcatenatePlan, SelectPlan, ShufflePlan } from "./graph_plans.ts";
import type { Lanes } from "../multipliers/lanes.ts";
import type { MacPlan, WeightMemory } from "./mac_plans.ts";
import type { MapPlan } from "./map_plan.ts";
import type { MemoryRule } from "../memories/memory_kind.ts";
import type { MemoryPlan } from "./memory_plans.ts";
import type { ElementNumbers } from "./number_plans.ts";
import type { DesignOptions, IoType, Strategy } from "../options/options.ts";
import type { StageWork } from "./stage_work.ts";
import type { TensorPlan } from "./tensor_plan.ts";
import type { GlobalPoolPlan, InterpolatePlan, PoolPlan, UpsamplePlan } from "./window_plans.ts";
import type { PlanBase } from "./plan_base.ts";

/**
 * Everything that is built, decided: whatever comes after reads it and derives no number again.
 *
 * @category Designs
 */
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
  readonly simplified: Model;
  /** In the order of `model.inputs`. */
  readonly inputs: readonly DesignPort[];
  /** In the order of `model.outputs`. */
  readonly outputs: readonly DesignPort[];
  /** Stages in the order in which they run. */
  readonly stages: readonly Stage[];
  /** Output tensor of every stage, by its name. */
  readonly tensors: ReadonlyMap<string, TensorPlan>;
  /** Names of the tensors whose beats wait in a FIFO: in stream mode all but those of ports; see `fifos.ts`. */
  readonly fifos: readonly string[];
  /** Of what the memories of every stage and the FIFO of every tensor are made, by the tensor's name. */
  readonly memoryRules: ReadonlyMap<string, MemoryRule>;
  /** Layers of the simplified model to the tensor that holds their output: views share that of their input. */
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

/**
 * An input or output of the design.
 *
 * @category Designs
 */
export interface DesignPort {
  /** Index in the model's list of inputs or outputs. */
  readonly index: number;
  /** Name of the tensor. */
  readonly tensor: string;
}

/** What stages of every kind have. */
export interface StageBase {
  /** Name of its output tensor; that of the layer, for a layer's own stage. */
  readonly name: string;
  /** Its name as such an identifier, unique among stages. */
  readonly id: string;
  /** How much it does at once, how often and how fast. */
  readonly work: StageWork;
  /** Its memories: words, bits of a word, and what they are made of. FIFOs are of the tensors that wait in them. */
  readonly memories: readonly MemoryPlan[];
}

/** A process of the hardware, of one kind. */
export interface StageOf<Kind extends StageKind> extends StageBase {
  /** Names of the tensors that it reads. */
  readonly inputs: Operands<Kind, string>;
  /** What it computes and how. */
  readonly plan: PlanOf<Kind>;
}

/**
 * One process of the hardware.
 *
 * @category Designs
 */
export type Stage = { readonly [Kind in StageKind]: StageOf<Kind> }[StageKind];

/** A stage that computes something: any but a graph input. */
export type ComputingStage = Exclude<Stage, StageOf<"input">>;

/** What tells stages apart. */
export type StageKind = StagePlan["kind"];

/** The plan of a stage of a kind. */
export type PlanOf<Kind extends StageKind> = Extract<StagePlan, { readonly kind: Kind }>;

/** What a stage does. Evaluators and back ends switch over `kind` and need no layer for it. */
export type StagePlan =
  | InputPlan
  | ConvolutionPlan
  | DensePlan
  | MapPlan
  | PermutePlan
  | ConcatenatePlan
  | SelectPlan
  | ShufflePlan
  | PoolPlan
  | GlobalPoolPlan
  | UpsamplePlan
  | InterpolatePlan
  | SoftmaxPlan
  | RepackPlan
  | ClonePlan;

/** A graph input: samples are cast to its type before they enter. */
export interface InputPlan extends PlanBase<"input"> {}

/** Fully connected: y = x·weights + bias. */
export interface DensePlan extends MacPlan, PlanBase<"dense"> {
  /** Elements of the input tensor. */
  readonly inputs: number;
  /** Elements of the output tensor. */
  readonly outputs: number;
  /** The weights in the order in which the kernel reads them. */
  readonly memory: WeightMemory;
}

/** Output axis i is input axis `permutation[i]` of `shape`; the target bounds how many there are. */
export interface PermutePlan extends PlanBase<"permute"> {
  /** Of the input tensor, channels last. */
  readonly shape: Shape;
  /** Every axis once. */
  readonly permutation: readonly number[];
  /** Elements of the input from one index of each output axis to the next. */
  readonly strides: readonly number[];
  /** Numbers on the way. */
  readonly numbers: ElementNumbers;
}

/** Stream mode: the same elements in beats of another width. */
export interface RepackPlan extends PlanBase<"repack"> {}

/** Two copies of a tensor that is read more than once; more readers take a chain of them. */
export interface ClonePlan extends PlanBase<"clone"> {
  /** Names of both copies; the first is the stage's own. */
  readonly copies: readonly [string, string];
}

/**
 * What a layer asked for and what it got.
 *
 * @category Designs
 */
export interface LayerSettings {
  /** Name in the simplified model. */
  readonly layer: string;
  /** Under which `LayerType` addresses it: Keras's class name. */
  readonly typeName: string;
  /** Null for a layer without weights to share multipliers among. */
  readonly strategy: Strategy | null;
  /** `used` is what a factor that does not divide the work was snapped to; null as above. */
  readonly reuseFactor: { readonly asked: number; readonly used: number } | null;
  /** Inputs and outputs at once; `asked` is null where the factor says them, all of it null as above. */
  readonly lanes: { readonly asked: Lanes | null; readonly used: Lanes } | null;
  /** Windows computed at once; null for all but convolutions in `io_parallel`. */
  readonly parallelizationFactor: { readonly asked: number; readonly used: number } | null;
}
