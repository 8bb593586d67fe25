import { dirname } from "node:path";
import { undoAtExit } from "../processes/undo.ts";

/**
 * Makes missing folders above a place; those that nothing has come into by the time of its disposal, or by the end of the
 * process, go again.
 *
 * @param folder The one that the place lies in.
 */
export async function makeParents(folder: string): Promise<Disposable> {
  const missing: string[] = [];
  for (let path = folder; !await isThere(path); path = dirname(path)) missing.push(path);
  const made: string[] = [];
  const clear = () => made.toReversed().forEach((path) => Deno.removeSync(path));
  const forget = undoAtExit(clear);
  for (const path of missing.toReversed()) {
    made.push(path);
    await Deno.mkdir(path).catch((error) => {
      if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
      // Another process was faster: it is that one's.
      made.pop();
    });
  }
  return {
    [Symbol.dispose]() {
      forget();
      try {
        clear();
      } catch {
        // Something lies in it now.
      }
    },
  };
}

async function isThere(path: string): Promise<boolean> {
  try {
    await Deno.lstat(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
