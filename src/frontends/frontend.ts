import type { ConstantBinding, Model } from "../model/mod.ts";

/** What a user says about a model beside its files. */
export interface ImportOptions {
  /**
   * Sizes for the symbolic dimensions of graph inputs: input name (or `""` where there is only one) to the whole
   * shape in the source's layout, the sample axis included.
   */
  readonly inputShapes?: ReadonlyMap<string, readonly number[]>;
  /** Values for graph inputs that are really parameters, by name. */
  readonly constants?: ReadonlyMap<string, ConstantBinding>;
  /** Receives notes about the model that do not stop the import; default: they are dropped. */
  readonly warn?: (message: string) => void;
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
}

/** A format that models come in. */
export interface FrontEnd {
  /** Key in the table, and `Model.source.format`. */
  readonly format: string;
  /** Name for messages. */
  readonly name: string;
  /** Lower-case file name endings, dot included. */
  readonly extensions: readonly string[];
  /** Whether the first bytes of a file look like this format. */
  readonly detect: (bytes: Uint8Array) => boolean;
  /**
   * Reads a model and the files that it refers to.
   * @throws {InterlaceError} with everything that is not supported in its details.
   */
  readonly import: (files: FileSource, options: ImportOptions) => Promise<Model>;
}
