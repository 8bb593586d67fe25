import { mkdir } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { makeWorkFolder } from "../../base/files/work_folder.ts";
import { type BuiltCandidate, candidateName } from "../../explore/mod.ts";
import { candidateLine } from "./text.ts";
import { onDisk, readText } from "../files.ts";

/** How files begin that were written here. */
const HEADER = "# A design that `explore` found";

/** How a candidate's configuration is written. */
export async function configurationText(): Promise<(candidate: BuiltCandidate, metric: string) => string> {
  const { stringify } = await import("npm:yaml@2.9.1");
  return (candidate, metric) =>
    [
      `${HEADER}: ${candidateLine(candidate, metric)}.`,
      "# All keys: docs/CONFIGURATION.md.",
      stringify(candidate.figures.configuration, { lineWidth: 110 }),
    ].join("\n");
}

/**
 * Writes a configuration for each member of a Pareto set, and takes those away that an earlier run wrote of others.
 *
 * @returns Paths by the names of the members.
 */
export async function writeMembers(
  folder: string,
  members: readonly BuiltCandidate[],
  metric: string,
): Promise<ReadonlyMap<string, string>> {
  const textOf = await configurationText();
  await onDisk(`write ${folder}`, folder, () => mkdir(folder, { recursive: true }).then(() => {}));
  const paths = new Map(
    members.map((member) => [candidateName(member), join(folder, `${candidateName(member)}.yml`)]),
  );
  const kept = new Set(paths.values());
  for await (const { name, isFile } of Deno.readDir(folder)) {
    const path = join(folder, name);
    if (!isFile || !name.endsWith(".yml") || kept.has(path)) continue;
    if ((await readText(path)).startsWith(HEADER)) await Deno.remove(path);
  }
  await onDisk(`write ${folder}`, folder, async () => {
    // One for all: there may be thousands of members.
    using work = await makeWorkFolder(dirname(resolve(folder)));
    for (const member of members) {
      const temporary = join(work.path, "new");
      await Deno.writeTextFile(temporary, textOf(member, metric));
      await Deno.rename(temporary, paths.get(candidateName(member))!);
    }
  });
  return paths;
}
