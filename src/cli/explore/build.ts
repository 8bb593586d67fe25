import { join } from "node:path";
import { findBuildTools } from "../../backends/tools/find_tool.ts";
import { InterlaceError } from "../../base/errors.ts";
import { suggestion } from "../../base/text/nearest.ts";
import { statPath } from "../../base/files/stat_path.ts";
import { createDesign, deserialiseOptions, type DesignOptions } from "../../design/mod.ts";
import { type BuiltCandidate, candidateName } from "../../explore/mod.ts";
import type { Model } from "../../model/mod.ts";
import { MANIFEST } from "../../project/manifest.ts";
import { type ProjectFiles, renderProject, writeProject } from "../../project/mod.ts";
import { estimateDesign } from "../../estimate/mod.ts";
import { countedResources, isUnread, readReports, type Report, RESOURCE_KINDS } from "../../reports/mod.ts";
import { chosenTarget } from "../../target/mod.ts";
import { buildFolder } from "../build/folder.ts";
import { printTable } from "../design/text.ts";
import { readText } from "../files.ts";
import type { Flags } from "../arguments/flags.ts";
import { type CliIo, shown } from "../terminal/io.ts";
import { DEFAULT_SEEDS, DEFAULT_TIMEOUT } from "../specs/build.ts";

/** A member that was built: what was estimated of it, and what its tool says. */
export interface BuiltMember {
  readonly name: string;
  /** Of the project. */
  readonly folder: string;
  readonly estimated: Report;
  /** In the order in which the tool wrote them; empty where it reported nothing. */
  readonly measured: readonly Report[];
}

/** Builds members. */
export type BuildMembers = (
  request: { readonly model: Model; readonly folder: string; readonly members: readonly BuiltCandidate[] },
  io: CliIo,
) => Promise<readonly BuiltMember[]>;

/**
 * What builds members; null where none are to be built.
 * @throws {InterlaceError} if the tool is not there, before anything else is done.
 */
export async function prepareBuild(
  flags: Flags,
  options: DesignOptions,
  io: CliIo,
): Promise<BuildMembers | null> {
  if (!flags.has("build")) return null;
  const target = chosenTarget(options.target);
  const toolPath = flags.text("tool-path");
  await findBuildTools({ target, part: options.part ?? target.part }, {
    toolPath,
    stepsOf: ({ steps }) => steps.filter(({ isDefault }) => isDefault),
  }, { os: Deno.build.os, variable: io.env });
  return async ({ model, folder, members }, io) => {
    const built: BuiltMember[] = [];
    for (const member of members) {
      const name = candidateName(member);
      const place = join(folder, "projects", name);
      const design = createDesign(model, deserialiseOptions(member.figures.configuration, name));
      const project = renderProject(design);
      if (!await isWritten(project, place)) await writeProject(project, place, { force: true });
      io.stderr.write(`building ${shown(place)}\n`);
      const { results } = await buildFolder({
        folder: place,
        named: [],
        part: undefined,
        seeds: DEFAULT_SEEDS,
        constraints: null,
        minutes: DEFAULT_TIMEOUT,
        reset: false,
        force: false,
        toolPath,
      }, io);
      const measured = (await readReports(results)).filter((entry): entry is Report => !isUnread(entry));
      built.push({ name, folder: place, estimated: estimateDesign(design), measured });
    }
    return built;
  };
}

/** Whether a folder holds a project already: then what its tool made of it stays. */
async function isWritten(project: ProjectFiles, folder: string): Promise<boolean> {
  const path = join(folder, MANIFEST);
  return (await statPath(path))?.isFile === true && (await readText(path)) === project.get(MANIFEST);
}

/**
 * The members of the names that were given.
 * @throws {InterlaceError} for a name that no member has.
 */
export function chosenMembers(
  names: readonly string[],
  members: readonly BuiltCandidate[],
): readonly BuiltCandidate[] {
  if (names.includes("all")) return members;
  const known = members.map(candidateName);
  return names.map((name) => {
    const member = members[known.indexOf(name)];
    if (member !== undefined) return member;
    throw new InterlaceError(`Cannot build ${name}: the Pareto set has no such member`, {
      code: "option-invalid",
      place: { field: "--build" },
      hint: suggestion(name, known) ?? `Its members are ${known.join(", ")}.`,
    });
  });
}

/** Prints measured figures beside estimated ones. */
export async function printBuilt(built: readonly BuiltMember[], io: CliIo): Promise<void> {
  if (built.length === 0) return;
  const kinds = RESOURCE_KINDS;
  const row = (name: string, who: string, report: Report) => [
    name,
    who,
    report.interval.maxCycles ?? "?",
    ...kinds.map((kind) => countedResources(report).resources[kind].used ?? "?"),
  ];
  await printTable("Built: measured beside estimated", {
    head: ["design", "by", "interval", ...kinds],
    rows: built.flatMap(({ name, estimated, measured }) => [
      row(name, "estimate", estimated),
      ...measured.map((report) => row(name, report.tool ?? "?", report)),
    ]),
  }, io);
}
