import { InterlaceError } from "../../base/errors.ts";

/** Text in quotes, be it cut off, or what Python writes for numbers that JSON has not. */
const TEXT_OR_NUMBER = /"(?:[^"\\]|\\[^])*"?|-?Infinity|NaN/g;

/**
 * The JSON of a configuration as Python writes it: NaN and infinities become null.
 * @throws {InterlaceError} if it is none.
 */
export function parseJson(json: Uint8Array | string, file: string): unknown {
  const text = typeof json === "string" ? json : new TextDecoder().decode(json);
  try {
    return JSON.parse(text.replace(TEXT_OR_NUMBER, (found) => found.startsWith('"') ? found : "null"));
  } catch (cause) {
    throw new InterlaceError(`Cannot import ${file}: its configuration is not JSON`, {
      place: { file },
      hint: "Save the model or copy the file again.",
      cause,
    });
  }
}
