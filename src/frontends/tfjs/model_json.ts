import type { z } from "npm:zod@4.6.7";
import { InterlaceError } from "../../base/mod.ts";
import { readJson } from "../../base/text/json.ts";
import { modelSchema } from "./schema.ts";

/** `model.json`, parsed and checked as far as it is the same for both kinds of models. */
export type ModelJson = z.infer<typeof modelSchema>;

/**
 * Reads `model.json`.
 *
 * @param file What error messages call it.
 * @throws {InterlaceError} if it is too large, nested too deep, no JSON, or without a topology.
 */
export function parseModelJson(bytes: Uint8Array, file: string): ModelJson {
  return checked(modelSchema, readJson(bytes, file), { file, path: [] });
}

/**
 * Checks a part of `model.json`.
 *
 * @param place The file, and the keys that lead to the part.
 * @throws {InterlaceError} naming the place of the first thing that is wrong.
 */
export function checked<T>(
  schema: z.ZodType<T>,
  value: unknown,
  { file, path }: { readonly file: string; readonly path: readonly string[] },
): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new InterlaceError(`Cannot read ${file}: ${issue.message}`, {
    code: "file-damaged",
    place: { file, field: [...path, ...issue.path].join(".") },
  });
}
