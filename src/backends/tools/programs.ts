import { dirname, join, resolve } from "node:path";
import { runGroup } from "../../base/processes/child.ts";
import { InterlaceError } from "../../base/errors.ts";
import { commandName, findCommand, isExecutable, pathFolders } from "../../base/processes/executables.ts";
import type { Platform } from "../../base/processes/platform.ts";

/** A program of the vendors of a family's tools. */
export interface ToolProgram {
  /** Its command. */
  readonly name: string;
  /** Its command where somebody else packs it; looked for where the first is not there. */
  readonly otherName?: string;
  /** What it is asked for its version with. */
  readonly versionArgument: string;
  /** What it is good for, for `doctor`. */
  readonly enables: string;
}

/** A program that builds projects, and how it is called in their folder. */
export interface BuildProgram {
  /** Its command. */
  readonly name: string;
  /** What it is called with. */
  readonly args: readonly string[];
}

/** The programs of a family, and where they are installed. */
export interface FamilyPrograms {
  /** Those that `doctor` looks for. */
  readonly programs: readonly ToolProgram[];
  /** Variables that set-up scripts set to folders with programs in `bin`. */
  readonly variables: readonly string[];
  /**
   * Programs that tell where others are, since these stand in a folder beside theirs; and those folders, given the folder
   * of one that was found.
   */
  readonly signposts: {
    /** Their commands. */
    readonly programs: readonly string[];
    /** Folders in which others may stand. */
    readonly beside: (folder: string) => readonly string[];
  };
}

/** A program that builds projects, found on this machine. */
export interface FoundProgram extends BuildProgram {
  /** Path of the executable. */
  readonly command: string;
}

/** A program, found or not, as `doctor` lists it. */
export interface ProgramInfo {
  /** Its command. */
  readonly name: string;
  /** Null if it is not on the path. */
  readonly path: string | null;
  /** First line that tells a version; null if it does not say. */
  readonly version: string | null;
  /** What it is good for. */
  readonly enables: string;
}

/** What is looked for, and where. */
export interface ProgramSearch {
  /** Of the target, for messages. */
  readonly target: string;
  /** Programs that understand its projects, the newest first. */
  readonly candidates: readonly BuildProgram[];
  readonly family: FamilyPrograms;
  /** What the user named: an executable, or a folder that holds it or has it in `bin`. Nothing else counts then. */
  readonly toolPath?: string;
  /** A folder in which it may stand, whatever the path says. */
  readonly beside?: string;
  /** What to do where it is not found; what holds for any vendor's tool, if nothing is said. */
  readonly install?: string;
}

/** A program that takes longer to tell its version is left alone. */
const TIMEOUT_SECONDS = 10;

/**
 * Finds the program that builds the projects of a target.
 * @throws {InterlaceError} that names what was looked for and where.
 */
export async function findBuildProgram(search: ProgramSearch, platform: Platform): Promise<FoundProgram> {
  const { target, candidates, family, toolPath, beside, install } = search;
  const folders = toolPath === undefined
    ? [...beside === undefined ? [] : [beside], ...await searchFolders(family, platform)]
    : namedFolders(toolPath);
  if (toolPath !== undefined) {
    const named = candidates.find(({ name }) => commandName(toolPath, platform) === name);
    const command = resolve(toolPath);
    if (named !== undefined && await isExecutable(command, platform)) return { ...named, command };
  }
  for (const candidate of candidates) {
    const command = await findCommand(candidate.name, folders, platform);
    if (command !== undefined) return { ...candidate, command: resolve(command) };
  }
  const names = candidates.map(({ name }) => name).join(" or ");
  const places = folders.length > 0 ? folders : ["no folder: PATH and the variables are empty"];
  const usual = toolPath === undefined
    ? "Run the set-up script of the tool's installation, or name its folder with --tool-path."
    : "Name the folder of the tool's installation, or the executable itself.";
  throw new InterlaceError(`Cannot build: ${names} for the ${target} back end was not found`, {
    code: "tool-missing",
    kind: "failure",
    details: [
      toolPath === undefined
        ? `looked in PATH and in bin of ${family.variables.join(", ")}:`
        : "looked where --tool-path says:",
      ...places.map((place) => `  ${place}`),
    ],
    hint: install ?? usual,
  });
}

/** Whether a program stands beside one that was found, or where else those of its family are looked for. */
export async function hasProgram(
  name: string,
  { beside, family }: { readonly beside: FoundProgram; readonly family: FamilyPrograms },
  platform: Platform,
): Promise<boolean> {
  const folders = [dirname(beside.command), ...await searchFolders(family, platform)];
  return await findCommand(name, folders, platform) !== undefined;
}

/** Looks for a family's programs on the path and asks those that are there for their version. */
export async function findPrograms(
  { programs }: FamilyPrograms,
  platform: Platform,
): Promise<readonly ProgramInfo[]> {
  const folders = pathFolders(platform);
  return await Promise.all(programs.map(async ({ name, otherName, versionArgument, enables }) => {
    const found = await findCommand(name, folders, platform) ??
      (otherName && await findCommand(otherName, folders, platform));
    const path = found ? resolve(found) : null;
    return { name, path, version: path && await versionOf(path, versionArgument), enables };
  }));
}

function namedFolders(toolPath: string): readonly string[] {
  const path = resolve(toolPath);
  return [path, join(path, "bin")];
}

/** Folders of the path and of the variables, then those to which signposts point. */
async function searchFolders(
  { variables, signposts }: FamilyPrograms,
  platform: Platform,
): Promise<readonly string[]> {
  const roots = variables.flatMap((name) => platform.variable(name) || []);
  const folders = [...roots.map((root) => join(root, "bin")), ...pathFolders(platform)];
  const beside: string[] = [];
  for (const folder of folders) {
    for (const name of signposts.programs) {
      if (await findCommand(name, [folder], platform) === undefined) continue;
      for (const other of signposts.beside(folder)) beside.push(other);
    }
  }
  return [...new Set([...folders, ...beside])];
}

async function versionOf(path: string, argument: string): Promise<string | null> {
  try {
    const { result } = await runGroup(
      {
        path,
        args: [argument],
        stdin: "null",
        stdout: "piped",
        stderr: "piped",
        timeoutSeconds: TIMEOUT_SECONDS,
      },
      ({ process }) =>
        Promise.all([process.stdout, process.stderr].map((stream) => new Response(stream).text())),
    );
    const lines = result.flatMap((text) => text.split("\n"));
    return lines.find((line) => /\bv?\d+\.\d+/.test(line))?.trim() ?? null;
  } catch {
    return null;
  }
}
