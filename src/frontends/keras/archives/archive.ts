import { InterlaceError } from "../../../base/errors.ts";
import type { RealTensor } from "../../../tensor/mod.ts";
import type { NamedFile } from "../../frontend.ts";

/** One level on the way to a layer: itself, or a model or wrapper that it is nested in. */
export interface KerasLayerStep {
  /** The name in the configuration. */
  readonly name: string;
  /** The class that the configuration names, such as `Conv2D` or `Functional`. */
  readonly className: string;
  /** How many layers of the same class stand before it in the same model, in the configuration's order. */
  readonly occurrence: number;
  /** Whether it is the one layer inside a wrapper, such as `TimeDistributed`. */
  readonly wrapped: boolean;
  /** Under which name the object around it holds it, if it is wrapped; default `layer`. */
  readonly attribute?: string;
}

/** A layer that has variables, as an archive of weights finds it. */
export interface KerasLayerRef {
  /** From the layers of the outermost model inwards; the layer itself is last. */
  readonly steps: readonly KerasLayerStep[];
  /**
   * Names of its variables, such as `kernel` and `bias`, in the order that the layer makes them. Those of a layer that it
   * holds have its attribute and a slash in front, such as `batchnorm/gamma`.
   */
  readonly variables: readonly string[];
}

/** What is noted of a model that was saved together with its training. */
export const TRAINING_NOTE = "Ignored how the model was trained: its loss, its optimizer and their state";

/** A class's name as Keras's files spell it: `Conv2DTranspose` is `conv2d_transpose`, `ReLU` is `re_lu`. */
export function snakeCase(className: string): string {
  return className.replace(/\W+/g, "")
    .replace(/(.)([A-Z][a-z]+)/g, "$1_$2")
    .replace(/([a-z])([A-Z])/g, "$1_$2")
    .toLowerCase();
}

/**
 * Whose rules hold where the versions of Keras differ (the slope of a hard sigmoid, default slopes): those of Keras 1
 * and 2, tf.keras and TF.js, or those of Keras 3.
 */
export type KerasGeneration = 2 | 3;

/** A saved Keras network, whatever its container: configuration and weights. */
export interface KerasArchive {
  /** A key of the front ends' table: what `Model.source.format` is to be. */
  readonly format: string;
  /** Name of the main file, for messages and as `Model.source.main`. */
  readonly file: string;
  /** See {@linkcode KerasGeneration}. */
  readonly generation: KerasGeneration;
  /** The outermost model: parsed JSON of the form `{class_name, config}`. */
  readonly config: unknown;
  /**
   * Variables of one layer in the order that the layer makes them; empty if there are none of it.
   * @throws {InterlaceError} if what is there of it cannot be read.
   * @throws {Unavailable} if nobody can say which they are, because a layer beside it is not supported.
   */
  readonly weights: (layer: KerasLayerRef) => readonly RealTensor[];
  /** What was left out of the container, for the user to hear of. */
  readonly notes?: readonly string[];
  /** The file that the user named for the weights, if any. */
  readonly weightsFile?: NamedFile;
  /** Everything else that was read, for `Model.source`. */
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/** The error for a file that is no whole archive of its kind, to be thrown. */
export function archiveProblem(file: string, what: string, hint?: string): InterlaceError {
  return new InterlaceError(`Cannot import ${file}: ${what}`, {
    code: "file-damaged",
    place: { file },
    hint,
  });
}
