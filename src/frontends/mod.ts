/**
 * Front ends: one for each format that trained models come in.
 *
 * @module
 */
import { InterlaceError } from "../base/errors.ts";
import { checkOptions, isFunction, isMap, isText, isTexts, type OptionRules } from "../base/options.ts";
import type { Model } from "../model/mod.ts";
import type { FileSource, FrontEnd, ImportOptions } from "./frontend.ts";
import { Refusal } from "./import/refusal.ts";
import { isInterlace } from "./interlace/format.ts";
import { isKerasJson, isKerasZip } from "./keras/detect.ts";
import { isHdf5 } from "./keras/hdf5/signature.ts";
import { memorySource } from "./memory.ts";
import { fileSource } from "./read.ts";
import { loadFrontEnd } from "./load.ts";
import { isModelJson } from "./tfjs/detect.ts";

export type {
  FileSource,
  FrontEnd,
  ImportOptions,
  LoadedFrontEnd,
  ModelFile,
  NamedFile,
  OperatorSupport,
} from "./frontend.ts";
export { formatModel } from "./interlace/format.ts";
export { loadFrontEnd } from "./load.ts";
export { parseTensorFile } from "./onnx/file/tensor.ts";

/**
 * Every format that can be imported, by the name that `Model.source.format` holds.
 *
 * @category Models
 */
export const FRONTENDS: Readonly<Record<string, FrontEnd>> = {
  onnx: {
    format: "onnx",
    name: "ONNX",
    extensions: [".onnx"],
    folder: "onnx",
    // Every writer starts with the IR version: field 1, a small number.
    detect: (bytes) => bytes[0] === 0x08 && bytes[1] >= 1 && bytes[1] < 0x40,
  },
  keras: {
    format: "keras",
    name: "Keras",
    extensions: [".keras"],
    folder: "keras",
    takesWeights: true,
    detect: isKerasZip,
  },
  keras_h5: {
    format: "keras_h5",
    name: "Keras HDF5",
    extensions: [".h5", ".hdf5"],
    folder: "keras",
    takesWeights: true,
    detect: isHdf5,
  },
  interlace: {
    format: "interlace",
    name: "Interlace",
    extensions: [".interlace.json"],
    folder: "interlace",
    detect: isInterlace,
  },
  tfjs: {
    format: "tfjs",
    name: "TensorFlow.js",
    extensions: ["model.json"],
    folder: "tfjs",
    detect: isModelJson,
  },
  keras_json: {
    format: "keras_json",
    name: "Keras JSON",
    extensions: [".json"],
    folder: "keras",
    takesWeights: true,
    detect: isKerasJson,
  },
};

/** What the options of an import may be. */
const IMPORT_RULES: OptionRules<ImportOptions> = {
  inputShapes: isMap,
  constants: isMap,
  outputs: isTexts,
  weights: isText,
  warn: isFunction,
};

/**
 * Reads a trained model from disk. The format follows from the contents; where they say nothing, from the ending of
 * the name.
 *
 * @param path The model file; files that it refers to are read from its folder.
 * @throws {InterlaceError} if a file cannot be read, the format is unknown, or with everything that is not supported.
 *
 * @example
 * ```ts
 * import { assertRejects } from "@std/assert";
 * import { importModel } from "./mod.ts";
 *
 * async function outputNames(path: string): Promise<string[]> {
 *   const model = await importModel(path, { inputShapes: new Map([["", [1, 1, 24, 24]]]) });
 *   return model.outputs.map((port) => port.name);
 * }
 * await assertRejects(() => outputNames("missing.onnx"), Error, "there is no such file");
 * ```
 * @category Models
 */
export async function importModel(path: string, options: ImportOptions = {}): Promise<Model> {
  checkOptions("import a model", options, IMPORT_RULES);
  return await importFrom(fileSource(path, options.weights), options);
}

/**
 * Reads a trained model from memory.
 *
 * @param source Relative POSIX paths to contents, and which of them is the model itself.
 * @throws {InterlaceError} as {@linkcode importModel} does.
 *
 * @example
 * ```ts
 * import { assertRejects } from "@std/assert";
 * import { importModelFiles } from "./mod.ts";
 *
 * const files = new Map([["notes.onnx", new TextEncoder().encode("not a model")]]);
 * await assertRejects(() => importModelFiles({ main: "notes.onnx", files }), Error, "not an ONNX model");
 * ```
 * @category Models
 */
export async function importModelFiles(
  source: { readonly main: string; readonly files: ReadonlyMap<string, Uint8Array> },
  options: ImportOptions = {},
): Promise<Model> {
  checkOptions("import a model", options, IMPORT_RULES);
  return await importFrom(memorySource({ ...source, weights: options.weights }), options);
}

async function importFrom(files: FileSource, options: ImportOptions): Promise<Model> {
  const name = files.main.toLowerCase();
  const frontEnds = Object.values(FRONTENDS);
  const isNamed = ({ extensions }: FrontEnd) => extensions.some((extension) => name.endsWith(extension));
  const bytes = await files.read(files.main);
  const detected = frontEnds.filter(({ detect }) => detect(bytes));
  // A damaged file looks like nothing: then its name says what it should have been.
  const frontEnd = detected.find(isNamed) ?? detected[0] ?? frontEnds.find(isNamed);
  if (frontEnd === undefined) {
    const known = frontEnds.map((entry) => `${entry.name} (${entry.extensions.join(", ")})`).join(", ");
    throw new InterlaceError(`Cannot import ${files.main}: its format is not known`, {
      code: "format-unknown",
      place: { file: files.main },
      hint: `Known formats: ${known}.`,
    });
  }
  if (files.weights !== undefined && !frontEnd.takesWeights) {
    throw new InterlaceError(
      `Cannot use weights for ${files.main}: ${frontEnd.name} models bring their own`,
      { code: "option-invalid", place: { file: files.main, field: "--weights" } },
    );
  }
  const read = async (path: string) => path === files.main ? bytes : await files.read(path);
  try {
    const loaded = await loadFrontEnd(frontEnd);
    return await loaded.import({ ...files, read }, options);
  } catch (error) {
    // What a model is refused for belongs to a list of such things; of the rest the file is to blame.
    if (!(error instanceof Refusal)) throw error;
    throw new InterlaceError(`Cannot import ${files.main}: ${error.message}`, {
      code: "model-unsupported",
      place: { file: files.main },
      cause: error,
    });
  }
}
