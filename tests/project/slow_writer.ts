/**
 * Writes a project very slowly, as a program that is to be killed while it writes: `slow_writer.ts DIR VERSION [force]`.
 * Says when it begins.
 *
 * @module
 */
import { endOnSignals } from "../../src/cli/terminal/signals.ts";
import { writeProject } from "../../src/project/write.ts";

/** Files of a project besides its manifest. */
export const FILE_COUNT = 40;

/** Milliseconds between two files. */
export const PAUSE = 5;

/** Files that come one by one, each after a pause. */
class SlowFiles extends Map<string, string> {
  override *[Symbol.iterator](): MapIterator<[string, string]> {
    for (const entry of this.entries()) {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE);
      yield entry;
    }
  }
}

/** A project of many files, each of which says which version it belongs to. */
export function versionOf(version: string): ReadonlyMap<string, string> {
  const files = Array.from({ length: FILE_COUNT }, (_, i) => [`folder${i % 5}/file${i}`, version] as const);
  return new Map([["interlace.json", version], ...files]);
}

if (import.meta.main) {
  const [directory, version, force] = Deno.args;
  endOnSignals();
  console.log("begins");
  await writeProject(new SlowFiles(versionOf(version)), directory, { force: force === "force" });
}
