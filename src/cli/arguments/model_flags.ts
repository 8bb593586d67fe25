import { InterlaceError } from "../../base/errors.ts";
import { readRegularFile } from "../../base/files/read_file.ts";
import { type ImportOptions, parseTensorFile } from "../../frontends/mod.ts";
import type { ConstantBinding } from "../../model/mod.ts";
import { parseDataFile } from "../../tensor/mod.ts";
import { resolveBinding } from "./bindings.ts";
import type { Flags } from "./flags.ts";
import { type CliIo, warn } from "../terminal/io.ts";

/**
 * What the flags say about the model.
 * @throws {InterlaceError} for a shape or binding that cannot be read.
 */
export async function importOptions(flags: Flags, io: CliIo): Promise<ImportOptions> {
  return {
    inputShapes: new Map(flags.texts("input-shape").map(parseInputShape)),
    constants: new Map(await Promise.all(flags.texts("constant").map(readConstant))),
    outputs: flags.texts("output"),
    weights: flags.text("weights"),
    warn: (message) => warn(io, message),
  };
}

/** Name and sizes; the name ends at the last `=`. */
function parseInputShape(text: string): readonly [string, readonly number[]] {
  const end = text.lastIndexOf("=");
  const fields = text.slice(end + 1).split(",").map((field) => field.trim());
  const sizes = fields.map(Number);
  if (
    !fields.every((field) => /^\d+$/.test(field)) ||
    !sizes.every((size) => Number.isSafeInteger(size) && size > 0)
  ) {
    throw new InterlaceError(`Cannot use --input-shape ${text}: its sizes are not positive integers`, {
      code: "option-invalid",
      place: { field: "--input-shape" },
      hint: "Write all sizes, the batch included, such as --input-shape 1,1,24,24.",
    });
  }
  return [text.slice(0, Math.max(end, 0)), sizes];
}

async function readConstant(text: string): Promise<readonly [string, ConstantBinding]> {
  const { name, path } = await resolveBinding("constant", text);
  if (name === "") {
    throw new InterlaceError(`Cannot use --constant ${text}: it does not name a graph input`, {
      code: "option-invalid",
      place: { field: "--constant" },
      hint: `Write --constant NAME=${path}.`,
    });
  }
  const bytes = await readRegularFile(path);
  if (/\.pb$/i.test(path)) return [name, await parseTensorFile(bytes, path)];
  const arrays = [...(await parseDataFile({ name: path, bytes })).values()];
  if (arrays.length === 1) return [name, arrays[0]];
  throw new InterlaceError(`Cannot use ${path} for "${name}": it holds ${arrays.length} arrays`, {
    code: "option-invalid",
    place: { file: path, field: "--constant" },
  });
}
