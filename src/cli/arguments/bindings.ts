import { InterlaceError } from "../../base/errors.ts";
import { readRegularFile } from "../../base/files/read_file.ts";
import { similarFile } from "../../base/files/similar_file.ts";
import { type NdArray, parseDataFile } from "../../tensor/mod.ts";
import { statPath } from "../../base/files/stat_path.ts";

/** A file and the name that it was given for, `""` where none was typed. */
export interface FileBinding {
  readonly name: string;
  readonly path: string;
}

/** A file of data, of which one array may be meant. */
export interface DataBinding extends FileBinding {
  /** The array of an archive that was asked for, `""` where none was. */
  readonly array: string;
}

/**
 * Reads `[NAME=]FILE`. Both may contain `=` themselves: the file that exists decides.
 * @throws {InterlaceError} if no reading of the text names a file.
 */
export async function resolveBinding(flag: string, text: string): Promise<FileBinding> {
  const candidates = readingsOf(text);
  const found = await firstFile(candidates);
  if (found !== null) return found;
  // A folder, a pipe, a device: opening it says which.
  for (const { path } of candidates) {
    if (await statPath(path) !== undefined) await readRegularFile(path);
  }
  // The shortest name is the likeliest meaning.
  const { path } = candidates[Math.min(1, candidates.length - 1)];
  throw new InterlaceError(`Cannot read ${path}: there is no such file`, {
    code: "file-missing",
    place: { file: path, field: `--${flag}` },
    hint: await similarFile(path),
  });
}

/**
 * Reads `[NAME=]FILE[:ARRAY]`, the array being one of an archive; the file that exists decides here, too.
 * @throws {InterlaceError} if no reading of the text names a file.
 */
export async function resolveDataBinding(text: string): Promise<DataBinding> {
  for (let end = text.length; end > 0; end = text.lastIndexOf(":", end - 1)) {
    const found = await firstFile(readingsOf(text.slice(0, end)));
    if (found !== null) return { ...found, array: text.slice(end + 1) };
  }
  return { ...await resolveBinding("data", text), array: "" };
}

/** Everything that `[NAME=]FILE` may mean. */
function readingsOf(text: string): readonly FileBinding[] {
  const readings = [{ name: "", path: text }];
  for (let at = text.indexOf("=", 1); at > 0; at = text.indexOf("=", at + 1)) {
    readings.push({ name: text.slice(0, at), path: text.slice(at + 1) });
  }
  return readings;
}

async function firstFile(readings: readonly FileBinding[]): Promise<FileBinding | null> {
  for (const reading of readings) {
    if (reading.path !== "" && (await statPath(reading.path))?.isFile) return reading;
  }
  return null;
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
 * Reads data files given as `[NAME=]FILE[:ARRAY]`. An archive may hold several inputs by name, or one array that is asked
 * for; a sample of a text file is a line and takes the shape of its input.
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
    const binding = await resolveDataBinding(text);
    const { path } = binding;
    paths.push(path);
    const file = await parseDataFile({ name: path, bytes: await readRegularFile(path) });
    for (const [input, array] of bindArrays(file, binding, inputs)) {
      if (arrays.has(input.name)) {
        throw mismatch(path, `input "${input.name}" was given data already`);
      }
      const isText = !/\.np[yz]$/i.test(path);
      arrays.set(input.name, isText ? shapedLines(array, input) : array);
    }
  }
  return { arrays, paths };
}

/** Which input gets which array of a file. */
function bindArrays(
  file: ReadonlyMap<string, NdArray>,
  { name, path, array }: DataBinding,
  inputs: readonly InputSpec[],
): readonly (readonly [InputSpec, NdArray])[] {
  const names = inputs.map((input) => `"${input.name}"`).join(", ");
  const wanted = name === "" && inputs.length === 1 ? inputs[0] : inputs.find((input) => input.name === name);
  if (name !== "" && wanted === undefined) {
    throw mismatch(path, `the model has no input "${name}"`, `The inputs are ${names}.`);
  }
  if (file.size === 0) throw mismatch(path, "it holds no array");
  const held = [...file].map(([key, { shape }]) => `"${key}" (${shape.join(", ")})`).join(", ");
  if (array !== "") {
    const chosen = file.get(array);
    if (chosen === undefined) throw mismatch(path, `it has no array "${array}"; it holds ${held}`);
    if (wanted === undefined) throw unnamed(path, names);
    return [[wanted, chosen]];
  }
  const [[key, only]] = file;
  const matches = inputs.flatMap((input) => {
    const match = file.get(input.name);
    return match === undefined || name !== "" && input !== wanted ? [] : [[input, match] as const];
  });
  if (matches.length === (name === "" ? file.size : 1)) return matches;
  if (file.size === 1) {
    if (wanted !== undefined) return [[wanted, only]];
    if (key === "") throw unnamed(path, names);
    throw mismatch(
      path,
      `the model has no input "${key}"`,
      `Write --data NAME=${path}; the inputs are ${names}.`,
    );
  }
  const known = new Set(inputs.map((input) => input.name));
  const other = [...file.keys()].filter((candidate) => !known.has(candidate));
  throw mismatch(
    path,
    `it holds ${held}, and it is not clear which is input ${names.replaceAll(", ", " or ")}`,
    `Write which array is meant: --data ${inputs.length === 1 ? "" : "NAME="}${path}:${
      matches.length > 0 ? matches[0][0].name : other[0]
    }`,
  );
}

function unnamed(path: string, names: string): InterlaceError {
  const hint = `Write --data NAME=${path}; the inputs are ${names}.`;
  return mismatch(path, "it does not say for which input it is", hint);
}

function mismatch(path: string, what: string, hint?: string): InterlaceError {
  const place = { file: path, field: "--data" };
  return new InterlaceError(`Cannot use ${path}: ${what}`, { code: "data-mismatch", place, hint });
}

/** Lines of numbers as samples of an input, if they have as many numbers as a sample has. */
function shapedLines(array: NdArray, input: InputSpec): NdArray {
  const size = input.sourceShape.reduce((product, length) => product * length, 1);
  if (array.shape.length !== 2 || array.shape[1] !== size) return array;
  return { shape: [array.shape[0], ...input.sourceShape], data: array.data };
}
