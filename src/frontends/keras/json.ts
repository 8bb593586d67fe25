import { InterlaceError } from "../../base/errors.ts";

/**
 * The JSON of a configuration.
 * @throws {InterlaceError} if it is none.
 */
export function parseJson(json: Uint8Array | string, file: string): unknown {
  const text = typeof json === "string" ? json : new TextDecoder().decode(json);
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new InterlaceError(`Cannot import ${file}: its configuration is not JSON`, {
      place: { file },
      hint: "Save the model or copy the file again.",
      cause,
    });
  }
}
