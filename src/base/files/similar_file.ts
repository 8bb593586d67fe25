import { basename, dirname, join } from "node:path";
import { nearest } from "../text/nearest.ts";

/**
 * A hint for somebody who named a file or folder that is not there: the one beside it that is spelled alike; undefined
 * where none is, or where nobody may look.
 */
export async function similarFile(path: string): Promise<string | undefined> {
  const folder = dirname(path);
  try {
    // Only for this nobody is to be asked for a permission.
    const { state } = await Deno.permissions.query({ name: "read", path: folder });
    if (state !== "granted") return undefined;
    const names = (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name).sort();
    const guess = nearest(basename(path), names);
    return guess === undefined ? undefined : `Did you mean ${join(folder, guess)}?`;
  } catch {
    return undefined;
  }
}
