import { InterlaceError } from "../base/errors.ts";
import { readRegularFile } from "../base/read_file.ts";
import { type NdArray, parseDataFile } from "../tensor/mod.ts";
import { statPath } from "./files.ts";

/** A file and the name that it was given for, `""` where none was typed. */
export interface FileBinding {
  readonly name: string;
  readonly path: string;
}

/**
 * Reads `[NAME=]FILE`. Both may contain `=` themselves: the file that exists decides.
 * @throws {InterlaceError} if no reading of the text names a file.
 */
export async function resolveBinding(flag: string, text: string): Promise<FileBinding> {
  const candidates = [{ name: "", path: text }];
  for (let at = text.indexOf("=", 1); at > 0; at = text.indexOf("=", at + 1)) {
    candidates.push({ name: text.slice(0, at), path: text.slice(at + 1) });
  }
  for (const candidate of candidates) {
    if (candidate.path !== "" && (await statPath(candidate.path))?.isFile) return candidate;
  }
  // The shortest name is the likeliest meaning.
  const { path } = candidates[Math.min(1, candidates.length - 1)];
  throw new InterlaceError(`Cannot read ${path}: there is no such file`, {
    code: "file-missing",
    place: { file: path, field: `--${flag}` },
  });
}

/** An input of a model, as far as data files are concerned. */
export interface InputSpec {
  readonly name: string;
  /** In the source's layout, without the sample axis. */
  readonly sourceShape: readonly number[];
}

/** The data that were read and the files that they came from. */
export interface InputData {
  /** Samples `(N, ...sourceShape)` by input name. */
  readonly arrays: ReadonlyMap<string, NdArray>;
  readonly paths: readonly string[];
}

/**
 * Reads data files given as `[NAME=]FILE`. An archive may hold several inputs by name; a sample of a text file is a
 * line and takes the shape of its input.
 *
 * @throws {InterlaceError} if a file cannot be read, or its array cannot be told to belong to one input.
 */
export async function readInputData(
  texts: readonly string[],
  inputs: readonly InputSpec[],
): Promise<InputData> {
  const arrays = new Map<string, NdArray>();
  const paths: string[] = [];
  for (const text of texts) {
    const { name, path } = await resolveBinding("data", text);
    paths.push(path);
    const file = await parseDataFile({ name: path, bytes: await readRegularFile(path) });
    for (const [key, array] of file) {
      const input = inputOf({ wanted: name, key, only: file.size === 1, path }, inputs);
      if (arrays.has(input.name)) {
        throw new InterlaceError(`Cannot use ${path}: input "${input.name}" was given data already`, {
          code: "data-mismatch",
          place: { file: path, field: "--data" },
        });
      }
      const isText = !/\.np[yz]$/i.test(path);
      arrays.set(input.name, isText ? shapedLines(array, input) : array);
    }
  }
  return { arrays, paths };
}

interface ArrayOrigin {
  /** The name that was typed before the file, or `""`. */
  readonly wanted: string;
  /** The array's name in the file, or `""`. */
  readonly key: string;
  /** Whether the file holds no other. */
  readonly only: boolean;
  readonly path: string;
}

function inputOf({ wanted, key, only, path }: ArrayOrigin, inputs: readonly InputSpec[]): InputSpec {
  const name = only && wanted !== "" ? wanted : key;
  const input = inputs.find((candidate) => candidate.name === name);
  if (input !== undefined) return input;
  if (only && wanted === "" && inputs.length === 1) return inputs[0];
  const what = name === "" ? "it does not say for which input it is" : `the model has no input "${name}"`;
  throw new InterlaceError(`Cannot use ${path}: ${what}`, {
    code: "data-mismatch",
    place: { file: path, field: "--data" },
    hint: `Write --data NAME=${path}; the inputs are ${
      inputs.map((candidate) => `"${candidate.name}"`).join(", ")
    }.`,
  });
}

/** Lines of numbers as samples of an input, if they have as many numbers as a sample has. */
function shapedLines(array: NdArray, input: InputSpec): NdArray {
  const size = input.sourceShape.reduce((product, length) => product * length, 1);
  if (array.shape.length !== 2 || array.shape[1] !== size) return array;
  return { shape: [array.shape[0], ...input.sourceShape], data: array.data };
}
