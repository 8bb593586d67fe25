import { InterlaceError } from "../../../base/errors.ts";
import { MAX_FILE_BYTES } from "../../../base/files/read_file.ts";
import type { FileSource, ModelFile } from "../../frontend.ts";
import { openWeightFile } from "../../import/weight_file.ts";
import {
  type ExternalFiles,
  externalPath,
  type ExternalRange,
  externalRange,
  externalTensors,
} from "./external.ts";
import type { GraphProto, TensorProto } from "./proto.ts";
import { storedBytes } from "./tensor.ts";

/**
 * Reads the parts of other files in which tensors of a graph lie. Nothing else of these files is read: a gigabyte beside a
 * model of which it uses a number is none of its business.
 *
 * @throws {InterlaceError} if a file is missing, lies outside the model's folder or is too short, or if a tensor's data
 * are not as many as its shape says.
 */
export async function readExternal(graph: GraphProto, source: FileSource): Promise<ExternalFiles> {
  const byPath = new Map<string, TensorProto[]>();
  for (const tensor of externalTensors(graph)) {
    const path = externalPath(tensor, { name: tensor.name ?? "", file: source.main });
    const list = byPath.get(path);
    if (list === undefined) byPath.set(path, [tensor]);
    else list.push(tensor);
  }
  const files = new Map<string, Uint8Array>();
  for (const [path, tensors] of byPath) {
    await using file = await openWeightFile(source, path);
    const ranges = tensors.flatMap((tensor) => rangeOf(tensor, { main: source.main, file }) ?? []);
    files.set(path, await readRanges(file, merged(ranges)));
  }
  return files;
}

/** What is to be read for a tensor; null for one that its decoder refuses for what it is. */
function rangeOf(
  tensor: TensorProto,
  { main, file }: { readonly main: string; readonly file: ModelFile },
): ExternalRange | null {
  const located = { name: tensor.name ?? "", file: main };
  const range = externalRange(tensor, located, file.size);
  const wanted = storedBytes(tensor);
  if (wanted === null) return null;
  const fail = (problem: string) =>
    new InterlaceError(`Cannot read tensor "${located.name}" of ${main}: ${problem}`, {
      code: "file-damaged",
      place: { file: main },
    });
  if (range.length !== wanted) {
    throw fail(`it has ${range.length} bytes of data, shape [${tensor.dims ?? []}] needs ${wanted}`);
  }
  if (range.offset + range.length > MAX_FILE_BYTES) {
    throw fail(`its data lie beyond the first ${MAX_FILE_BYTES} bytes of "${range.path}"`);
  }
  return range;
}

/** Ranges in their order, those that touch or overlap as one: however often tensors share data, they are read once. */
function merged(ranges: readonly ExternalRange[]): readonly ExternalRange[] {
  const joined: ExternalRange[] = [];
  for (const range of ranges.toSorted((a, b) => a.offset - b.offset)) {
    const last = joined.at(-1);
    if (last === undefined || range.offset > last.offset + last.length) joined.push(range);
    else {
      const end = Math.max(last.offset + last.length, range.offset + range.length);
      joined[joined.length - 1] = { ...last, length: end - last.offset };
    }
  }
  return joined;
}

async function readRanges(file: ModelFile, ranges: readonly ExternalRange[]): Promise<Uint8Array> {
  const last = ranges.at(-1);
  if (ranges.length === 1 && ranges[0].offset === 0) return await file.read(0, ranges[0].length);
  const bytes = new Uint8Array(last === undefined ? 0 : last.offset + last.length);
  for (const { offset, length } of ranges) bytes.set(await file.read(offset, length), offset);
  return bytes;
}
