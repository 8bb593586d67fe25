import { InterlaceError } from "../../base/errors.ts";
import { readRegularFile } from "../../base/files/read_file.ts";
import { type NdArray, parseDataFile } from "../../tensor/mod.ts";
import { resolveDataBinding } from "../arguments/bindings.ts";
import type { Flags } from "../arguments/flags.ts";

/**
 * What `--labels` names; undefined where it is not given.
 * @throws {InterlaceError} for a file of several arrays, or without the one that is asked for.
 */
export async function readLabels(flags: Flags): Promise<NdArray | undefined> {
  const text = flags.text("labels");
  if (text === undefined) return undefined;
  const { path, array } = await resolveDataBinding(text);
  const file = await parseDataFile({ name: path, bytes: await readRegularFile(path) });
  const found = array === "" && file.size === 1 ? [...file.values()][0] : file.get(array);
  if (found !== undefined) return found;
  throw new InterlaceError(
    `Cannot read labels from ${path}: ${
      array === "" ? "it holds several arrays" : `it has no array ${array}`
    }`,
    {
      code: "data-mismatch",
      place: { file: path, field: "--labels" },
      hint: `Name one of its arrays: ${path}:${[...file.keys()][0]}.`,
    },
  );
}
