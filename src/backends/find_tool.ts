import type { Platform } from "../base/platform.ts";
import type { Target } from "../target/mod.ts";
import { findBuildProgram, type FoundProgram } from "./programs.ts";
import { toolsOf } from "./tools.ts";

/**
 * Finds the program that builds the projects of a target.
 *
 * @param places `toolPath` is what the user named: nothing else counts then.
 * @throws {InterlaceError} that names what was looked for and where.
 */
export async function findBuildTool(
  target: Target,
  places: { readonly toolPath?: string },
  platform: Platform,
): Promise<FoundProgram> {
  const { build, programs } = toolsOf(target);
  const candidates = build.programsFor(target);
  return await findBuildProgram({ target: target.name, candidates, family: programs, ...places }, platform);
}
