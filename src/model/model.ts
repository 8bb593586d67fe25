import type { Layer } from "../layers/mod.ts";
import type { Shape } from "../tensor/mod.ts";

/**
 * A named input or output of a model as its source file has it. Data cross the border in the source's own layout;
 * inside, tensors are channels-last.
 */
export interface Port {
  /** The source's own name; any text. */
  readonly name: string;
  /** The layer whose output tensor it is. */
  readonly layer: string;
  /** Shape in the source's layout, without the sample axis. */
  readonly sourceShape: Shape;
  /** `axes[i]` is the axis of `sourceShape` that axis i of the model's tensor is. */
  readonly axes: readonly number[];
  /** Samples a call takes in the source where it fixes them, else null. */
  readonly batch: number | null;
}

/**
 * What is to be done to the numbers of a layer to get those of the source's tensor: y = scale·x + shift, then max(y, 0)
 * if `rectified`. A quantised tensor of a source is integers, in a layer, times a scale.
 */
export interface Scaling {
  /** One number for all, or one an index of `axis`. */
  readonly scale: Float64Array;
  /** Likewise. */
  readonly shift: Float64Array;
  /** The axis of the source's shape that the lists run along; without meaning where both have length 1. */
  readonly axis: number;
  /** Whether what is negative becomes 0 behind that. */
  readonly rectified: boolean;
}

/** A tensor inside a model's source file that a layer of the imported model stands for. */
export interface SourceTensor extends Port {
  /** What the layer's numbers lack to be the source's; absent where they are the same. */
  readonly scaling?: Scaling;
  /**
   * Set where it is what enters the activation that the layer `name` of the source ends in: a part of a layer, which
   * has no name of its own there.
   */
  readonly beforeActivation?: true;
}

/** Where a model came from: enough to import it again, byte for byte. */
export interface ModelSource {
  /** A key of the front ends' table. */
  readonly format: string;
  /** Name of the main file among `files`. */
  readonly main: string;
  /** Relative POSIX paths to contents: the model file and what it refers to. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** Sizes given for the symbolic dimensions of graph inputs: name (or "" for the only one) to the whole shape. */
  readonly inputShapes: ReadonlyMap<string, readonly number[]>;
  /** Values bound to graph inputs that are really parameters. */
  readonly constants: ReadonlyMap<string, ConstantBinding>;
  /**
   * Tensors between inputs and outputs, each with the layer of the model as imported that computes it: those of whose
   * meaning the importer is certain. What compares a model with its framework layer by layer starts here.
   */
  readonly tensors: readonly SourceTensor[];
  /** The tensors at which the model was cut; absent where its outputs are its own. */
  readonly outputs?: readonly string[];
  /** Name of the file among `files` that its weights come from; absent where the main file names or holds them. */
  readonly weights?: string;
}

/** A tensor given from outside for a graph input. */
export interface ConstantBinding {
  /** As the graph has it, whatever its axes mean there. */
  readonly shape: readonly number[];
  /** Row-major. */
  readonly data: Float64Array;
}

/**
 * A trained network: an immutable graph of layers in topological order, channels-last shapes without the sample axis,
 * float weights. Each layer's output tensor bears the layer's name.
 *
 * @category Models
 */
export interface Model {
  /** Any text; a design makes it an identifier. */
  readonly name: string;
  /** Each behind everything that it reads. */
  readonly layers: readonly Layer[];
  /** Output shape of every layer, by name. */
  readonly shapes: ReadonlyMap<string, Shape>;
  /** In the order of the source. */
  readonly inputs: readonly Port[];
  /** In the order of the source. */
  readonly outputs: readonly Port[];
  /** Absent for a model made by the builder. */
  readonly source: ModelSource | null;
}
