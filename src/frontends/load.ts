import { loadError } from "../base/packages.ts";
import type { FrontEnd, LoadedFrontEnd } from "./frontend.ts";

/**
 * Loads what reads a format. Its path is no literal: a program would wait for the modules of all formats before it starts,
 * though its models are of one.
 *
 * @throws {InterlaceError} of kind `"failure"` where it has to be fetched and cannot be.
 */
export async function loadFrontEnd({ format, folder, name }: FrontEnd): Promise<LoadedFrontEnd> {
  const path = `./${folder}/front_end.ts`;
  try {
    const { frontEnds }: { readonly frontEnds: Readonly<Record<string, LoadedFrontEnd>> } = await import(
      path
    );
    return frontEnds[format];
  } catch (cause) {
    const what = `Cannot import ${name} models: what reads them cannot be loaded`;
    throw loadError(cause, { what, hint: "It is fetched when it is first needed." }) ?? cause;
  }
}
