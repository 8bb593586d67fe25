import type { z } from "npm:zod@4.6.7";
import { InterlaceError } from "../../base/mod.ts";
import { modelSchema } from "./schema.ts";

/** Bytes that `model.json` may have: 64 MiB; weights lie elsewhere. */
const MAX_BYTES = 2 ** 26;

/** How deep objects and lists may be nested in `model.json`. */
const MAX_DEPTH = 256;

/** `model.json`, parsed and checked as far as it is the same for both kinds of models. */
export type ModelJson = z.infer<typeof modelSchema>;

/**
 * Reads `model.json`.
 *
 * @param file What error messages call it.
 * @throws {InterlaceError} if it is too large, nested too deep, no JSON, or without a topology.
 */
export function parseModelJson(bytes: Uint8Array, file: string): ModelJson {
  const refuse = (problem: string, cause?: unknown) =>
    new InterlaceError(`Cannot read ${file}: ${problem}`, { place: { file }, cause });
  if (bytes.length > MAX_BYTES) throw refuse(`it has ${bytes.length} bytes, more than ${MAX_BYTES}`);
  if (isDeeperThan(bytes, MAX_DEPTH)) throw refuse(`it is nested more than ${MAX_DEPTH} deep`);
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (cause) {
    throw refuse("it is not JSON", cause);
  }
  return checked(modelSchema, json, { file, path: [] });
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
    place: { file, field: [...path, ...issue.path].join(".") },
  });
}

/** Whether brackets outside of texts are nested deeper than a limit; wherever else the file is damaged. */
function isDeeperThan(bytes: Uint8Array, limit: number): boolean {
  const [quote, backslash] = [0x22, 0x5c];
  let depth = 0;
  let inText = false;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i];
    if (inText) {
      if (byte === backslash) i++;
      else if (byte === quote) inText = false;
    } else if (byte === quote) inText = true;
    // Square and curly brackets differ in one bit.
    else if ((byte | 0x20) === 0x7b && ++depth > limit) return true;
    else if ((byte | 0x20) === 0x7d) depth--;
  }
  return false;
}
