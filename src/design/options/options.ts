import {
  type IoType,
  MEMORY_RESOURCES,
  type MemoryResource,
  MULTIPLIER_RESOURCES,
  type MultiplierResource,
  type Strategy,
  type Target,
} from "../../target/mod.ts";
import type { Lanes } from "../multipliers/lanes.ts";

/** Types of a layer's numbers, each as text (`ap_fixed<16,6>`) or `auto`. */
export interface PrecisionOptions {
  /** Of weights, biases and results that have no type of their own here. */
  readonly default?: string;
  /** `auto`: 16 bits with the binary point where the largest weight fits. Default `ap_fixed<16,6>`. */
  readonly weight?: string;
  /** `auto`: 16 bits with the binary point where the largest bias fits. Default `ap_fixed<16,6>`. */
  readonly bias?: string;
  /** Sums of products. `auto`, the default: the narrowest type that loses no bit for any input. */
  readonly accum?: string;
  /** The layer's output. `auto`: from the accumulator, else the input's type. Default `ap_fixed<16,6>`. */
  readonly result?: string;
}

export type { IoType, Lanes, Strategy };

/** Every {@linkcode MemoryChoice}. */
export const MEMORY_CHOICES = ["auto", ...MEMORY_RESOURCES] as const;

/**
 * Of what memories are made; `auto`: of what wastes least for their depth.
 *
 * @category Designs
 */
export type MemoryChoice = "auto" | MemoryResource;

/** Every {@linkcode MultiplierChoice}. */
export const MULTIPLIER_CHOICES = ["auto", ...MULTIPLIER_RESOURCES] as const;

/**
 * Of what multipliers are made; `auto`: the tool decides. `packed`: of DSPs of which each makes two products of one input,
 * where both are exact ({@linkcode ProductPairs}).
 *
 * @category Designs
 */
export type MultiplierChoice = "auto" | MultiplierResource;

/**
 * Settings of one layer, of a layer type or of the whole model; what is absent comes from the next wider one.
 *
 * @category Designs
 */
export interface LayerOptions {
  /** One type for weights, biases and results, or each by itself. Default `ap_fixed<16,6>`, accumulators `auto`. */
  readonly precision?: string | PrecisionOptions;
  /** Times that a multiplier is used for one output; `"auto"`: `chooseFactors` decides. Default 1. */
  readonly reuseFactor?: number | "auto";
  /**
   * Inputs and outputs that are multiplied at once, each with each, in place of a reuse factor; a factor means those with
   * which inputs take as many of the turns as they can. With the strategy `latency` only their product counts where a tool
   * decides which products share a multiplier.
   */
  readonly lanes?: Lanes;
  /** Default: the target's first, `"latency"`. */
  readonly strategy?: Strategy;
  /** Windows of an `io_parallel` convolution that are computed at once. Default 1. */
  readonly parallelizationFactor?: number;
  /** Most entries of the table of a non-linear function. Default 1024. */
  readonly tableSize?: number;
  /** Beats that the FIFOs behind the layer hold in `io_stream`. Default: the fewest that keep the interval. */
  readonly fifoDepth?: number;
  /**
   * Of what the layer's memories are made, and the FIFOs behind it. `ultra` leaves weights and tables as they are: UltraRAM
   * has no initial contents. Default `"auto"`.
   */
  readonly memoryKind?: MemoryChoice;
  /**
   * Of what the multipliers of weights are made. `packed` is refused for a named layer whose products do not pair, and leaves
   * other layers to the tool. Default `"auto"`.
   */
  readonly multiplier?: MultiplierChoice;
  /**
   * Whether layers beside this one are folded away in spite of types that are set here, as they are where none are set.
   * Default false.
   */
  readonly fold?: boolean;
  /**
   * hls4ml wrote these settings, for every layer of a graph of its own: a factor may move to the nearest valid one, and a
   * layer may be missing here. Default false.
   */
  readonly dumped?: boolean;
}

/** Settings by the name of a layer or of a layer type: `{ up1: { reuseFactor: 4 } }`. */
export type OptionsByName = Readonly<Record<string, LayerOptions>>;

/**
 * What {@linkcode createDesign} is asked for; everything has a default.
 *
 * @category Designs
 */
export interface DesignOptions extends LayerOptions {
  /** What it is built for: a target, or the name of one. Default `"vitis"`. */
  readonly target?: Target | string;
  /** Default `"io_stream"`. */
  readonly io?: IoType;
  /** Name of the project and of its top function; made a C++ identifier. Default: the model's name. */
  readonly projectName?: string;
  /** FPGA part. Default: the target's. */
  readonly part?: string;
  /** Target clock period in nanoseconds. Default 5. */
  readonly clockPeriod?: number;
  /** Clock uncertainty as the tool takes it: `"27%"` or nanoseconds. Default: the tool's. */
  readonly clockUncertainty?: string;
  /** Settings by layer type (`Conv2DTranspose`, …). */
  readonly layerTypes?: OptionsByName;
  /** Settings by layer name. */
  readonly layers?: OptionsByName;
  /** Whether an invalid model-wide or layer-type factor moves to the nearest valid one. Default true. */
  readonly snap?: boolean;
}
