import type { z } from "npm:zod@4.6.7";
import { InterlaceError } from "../../base/errors.ts";

/**
 * Reads a report that is JSON.
 * @throws {InterlaceError} saying what is wrong with it.
 */
export function parseReport<T>(schema: z.ZodType<T>, text: string, file: string): T {
  const refuse = (what: string, cause?: unknown) =>
    new InterlaceError(`Cannot read ${file}: its JSON is ${what}`, {
      code: "file-damaged",
      place: { file },
      hint: "Build the project again.",
      cause,
    });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw refuse("cut off or damaged", cause);
  }
  const read = schema.safeParse(value);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw refuse(`damaged: ${issue.path.join(".")}: ${issue.message}`);
}
