import { basename, dirname, join, resolve } from "node:path";
import { InterlaceError } from "../base/errors.ts";
import { commandName, findCommand, isExecutable, pathFolders } from "../base/executables.ts";
import { BUILD_SCRIPT } from "./build_project.ts";
import type { CliIo } from "./io.ts";

/** A tool that builds projects, found on this machine. */
export interface BuildTool {
  readonly name: string;
  /** Path of the executable. */
  readonly command: string;
  readonly args: readonly string[];
}

interface Candidate {
  readonly name: string;
  readonly args: readonly string[];
}

const VITIS_RUN: Candidate = { name: "vitis-run", args: ["--mode", "hls", "--tcl", BUILD_SCRIPT] };
const VITIS_HLS: Candidate = { name: "vitis_hls", args: ["-f", BUILD_SCRIPT] };
const VIVADO_HLS: Candidate = { name: "vivado_hls", args: ["-f", BUILD_SCRIPT] };

/** Tools that understand the projects of a back end, the newest first. */
const CANDIDATES: Readonly<Record<string, readonly Candidate[]>> = {
  vitis: [VITIS_RUN, VITIS_HLS],
  vivado: [VIVADO_HLS],
};

/** Variables that the vendor's set-up scripts set to folders with the tools in `bin`. */
const VARIABLES = ["XILINX_HLS", "XILINX_VITIS", "XILINX_VIVADO"];

/** Where tools are looked for. */
export interface ToolPlaces {
  /** What the user named: an executable, or a folder that holds it or has it in `bin`. Nothing else counts then. */
  readonly toolPath?: string;
}

/**
 * Finds the tool for a back end. `v++` and `vivado` cannot run a project's script by themselves: they tell where the
 * others are, since they stand in the same folder or in one beside it.
 *
 * @throws {InterlaceError} that names what was looked for and where.
 */
export async function findBuildTool(
  backend: string,
  { toolPath }: ToolPlaces,
  io: CliIo,
): Promise<BuildTool> {
  const candidates = CANDIDATES[backend] ?? [];
  const folders = toolPath === undefined ? await searchFolders(io) : namedFolders(toolPath);
  if (toolPath !== undefined) {
    const named = candidates.find(({ name }) => commandName(toolPath, PLATFORM) === name);
    const command = resolve(toolPath);
    if (named !== undefined && await isExecutable(command, PLATFORM)) return { ...named, command };
  }
  for (const candidate of candidates) {
    const command = await findCommand(candidate.name, folders, PLATFORM);
    if (command !== undefined) return { ...candidate, command: resolve(command) };
  }
  const names = candidates.map(({ name }) => name).join(" or ");
  const places = folders.length > 0 ? folders : ["no folder: PATH and the variables are empty"];
  throw new InterlaceError(`Cannot build: ${names || "a tool"} for the ${backend} back end was not found`, {
    code: "tool-missing",
    kind: "failure",
    details: [
      toolPath === undefined
        ? `looked in PATH and in bin of ${VARIABLES.join(", ")}:`
        : "looked where --tool-path says:",
      ...places.map((place) => `  ${place}`),
    ],
    hint: toolPath === undefined
      ? "Run the set-up script of the tool's installation, or name its folder with --tool-path."
      : "Name the folder of the tool's installation, or the executable itself.",
  });
}

/** Whether Vivado is there, which simulates and synthesises RTL for the HLS tools. */
export async function hasVivado(tool: BuildTool, io: CliIo): Promise<boolean> {
  const folders = [dirname(tool.command), ...await searchFolders(io)];
  return await findCommand("vivado", folders, PLATFORM) !== undefined;
}

const PLATFORM = { os: Deno.build.os };

function namedFolders(toolPath: string): readonly string[] {
  const path = resolve(toolPath);
  return [path, join(path, "bin")];
}

/** Folders of the path and of the variables, then those in which `v++` or `vivado` stand. */
async function searchFolders(io: CliIo): Promise<readonly string[]> {
  const roots = VARIABLES.flatMap((name) => io.env(name) || []);
  const folders = [
    ...roots.map((root) => join(root, "bin")),
    ...pathFolders({ ...PLATFORM, variable: io.env }),
  ];
  const beside: string[] = [];
  for (const folder of folders) {
    for (const name of ["v++", "vivado"]) {
      if (await findCommand(name, [folder], PLATFORM) === undefined) continue;
      // …/Vivado/2023.2/bin and …/Vitis_HLS/2023.2/bin are installed side by side.
      const [version, root] = [basename(dirname(folder)), dirname(dirname(dirname(folder)))];
      for (const product of ["Vitis_HLS", "Vitis", "Vivado"]) {
        beside.push(join(root, product, version, "bin"));
      }
    }
  }
  return [...new Set([...folders, ...beside])];
}
