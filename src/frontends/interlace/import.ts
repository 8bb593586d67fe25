import { InterlaceError } from "../../base/mod.ts";
import { readJson } from "../../base/text/json.ts";
import { type Layer, LAYERS } from "../../layers/mod.ts";
import { createModel, type Model } from "../../model/mod.ts";
import type { FileSource, OperatorSupport } from "../frontend.ts";
import { modelSchema } from "./schema.ts";

/** Bytes of a file, weights included: a text can have no more. */
const MAX_BYTES = 2 ** 29 - 2 ** 10;

/** Every layer kind, as itself. */
export const INTERLACE_SUPPORT: readonly OperatorSupport[] = Object.values(LAYERS)
  .map(({ kind }) => ({ name: kind, kinds: [kind], limits: "" }));

/**
 * Reads a model in Interlace's own JSON format.
 * @throws {InterlaceError} naming the place of the first thing that is wrong.
 */
export async function importInterlace(source: Pick<FileSource, "main" | "read">): Promise<Model> {
  const bytes = await source.read(source.main);
  const result = modelSchema.safeParse(readJson(bytes, source.main, { maxBytes: MAX_BYTES }));
  if (!result.success) {
    const [issue] = result.error.issues;
    throw new InterlaceError(`Cannot read ${source.main}: ${issue.message}`, {
      code: "file-damaged",
      place: { file: source.main, field: issue.path.join(".") },
    });
  }
  const { name, layers, inputs, outputs } = result.data;
  const files = new Map([[source.main, bytes]]);
  return createModel({
    name,
    layers: layers satisfies readonly Layer[],
    inputs,
    outputs,
    source: {
      format: "interlace",
      main: source.main,
      files,
      inputShapes: new Map(),
      constants: new Map(),
      tensors: [],
    },
  });
}
