import type { LayerKind } from "../layers/mod.ts";
import type { ConstantBinding, Model } from "../model/mod.ts";

/**
 * What a user says about a model beside its files.
 *
 * @category Models
 */
export interface ImportOptions {
  /**
   * Sizes for the symbolic dimensions of graph inputs: input name (or `""` where there is only one) to the whole
   * shape in the source's layout, the sample axis included.
   */
  readonly inputShapes?: ReadonlyMap<string, readonly number[]>;
  /** Values for graph inputs that are really parameters, by name. */
  readonly constants?: ReadonlyMap<string, ConstantBinding>;
  /**
   * Tensors at which the model is cut: its outputs instead of its own. Names of tensors in ONNX, of layers in Keras, of
   * nodes in graph models of TensorFlow.js.
   */
  readonly outputs?: readonly string[];
  /**
   * The file of weights of a Keras model, where it has none of its own or others are wanted: a path, or for files in
   * memory a name among them.
   */
  readonly weights?: string;
  /** Receives notes about the model that do not stop the import; default: they are dropped. */
  readonly warn?: (message: string) => void;
}

/** A file of a model of which parts can be read. */
export interface ModelFile extends AsyncDisposable {
  /** Bytes that it has. */
  readonly size: number;
  /** Bytes from an offset on, which must be there. */
  readonly read: (offset: number, count: number) => Promise<Uint8Array>;
}

/** The files of a model, from a disk or from memory. */
export interface FileSource {
  /** Relative POSIX path of the model file itself. */
  readonly main: string;
  /**
   * Contents of a file by its relative POSIX path.
   * @throws {InterlaceError} naming the file if it is not there or may not be read.
   */
  readonly read: (path: string) => Promise<Uint8Array>;
  /**
   * Opens a file by its relative POSIX path, for parts of it.
   * @throws {InterlaceError} naming the file if it is not there or may not be read.
   */
  readonly open: (path: string) => Promise<ModelFile>;
  /**
   * The file of weights that the user named, if any: its contents, and what it is called among the model's files.
   * @throws {InterlaceError} naming the file if it cannot be read.
   */
  readonly weights?: () => Promise<NamedFile>;
}

/** A file by the name that it has among those of a model. */
export interface NamedFile {
  /** As other files of the model refer to it. */
  readonly name: string;
  /** Its contents. */
  readonly bytes: Uint8Array;
}

/** One operator or layer class of a format, and what becomes of it: a row of the table of supported layers. */
export interface OperatorSupport {
  /** In the format's own spelling. */
  readonly name: string;
  /** The layer kinds that it can become; none where it is dropped or only folded into others. */
  readonly kinds: readonly LayerKind[];
  /** What of it is refused, or how it is taken, in one short phrase; empty where all of it is supported. */
  readonly limits: string;
}

/** A format that models come in. What reads it is loaded for such a model only: see `loadFrontEnd`. */
export interface FrontEnd {
  /** Key in the table, and `Model.source.format`. */
  readonly format: string;
  /** Name for messages. */
  readonly name: string;
  /** Folder beside this file whose `front_end.ts` reads the format. */
  readonly folder: string;
  /** Lower-case file name endings, dot included. */
  readonly extensions: readonly string[];
  /** Whether a model of the format may have its weights in a file that the user names. */
  readonly takesWeights?: boolean;
  /** Whether the first bytes of a file look like this format. */
  readonly detect: (bytes: Uint8Array) => boolean;
}

/** What reads a format. */
export interface LoadedFrontEnd {
  /** Everything of the format that can be imported, in the order of its names. */
  readonly operators: readonly OperatorSupport[];
  /**
   * Reads a model and the files that it refers to.
   * @throws {InterlaceError} with everything that is not supported in its details.
   */
  readonly import: (files: FileSource, options: ImportOptions) => Promise<Model>;
}
