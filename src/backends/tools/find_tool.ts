import { dirname } from "node:path";
import { InterlaceError } from "../../base/errors.ts";
import type { Platform } from "../../base/processes/platform.ts";
import { findBuildProgram, type FoundProgram } from "./programs.ts";
import type { BuildRecipe, BuildSubject, BuildTool } from "./recipe.ts";
import type { BuildStep } from "./step.ts";
import { toolsOf } from "./tools.ts";

/** A recipe whose programs are there. */
export interface FoundRecipe {
  readonly recipe: BuildRecipe;
  /** By their roles, in the order of its tools. */
  readonly programs: ReadonlyMap<string, FoundProgram>;
  /** The first of them. */
  readonly main: FoundProgram;
}

/** Where programs are looked for, and for what. */
export interface ToolSearch {
  /** What the user named: nothing else counts then. */
  readonly toolPath?: string;
  /** Which of a recipe's steps are to run, or an error where it has not all of those that were asked for. */
  readonly stepsOf: (recipe: BuildRecipe) => readonly BuildStep[];
}

/**
 * Finds the programs that build a project: those of the first recipe that are all there.
 *
 * @throws {InterlaceError} that names what was looked for and where, for the recipe that is preferred.
 */
export async function findBuildTools(
  subject: BuildSubject,
  search: ToolSearch,
  platform: Platform,
): Promise<FoundRecipe> {
  const errors: InterlaceError[] = [];
  for (const recipe of toolsOf(subject.target).recipes(subject)) {
    try {
      return await foundRecipe(recipe, subject, search, platform);
    } catch (error) {
      if (!(error instanceof InterlaceError)) throw error;
      errors.push(error);
    }
  }
  throw errors[0];
}

/** The first program where the user says, those that go with it beside it, too. */
async function foundRecipe(
  recipe: BuildRecipe,
  { target }: BuildSubject,
  { toolPath, stepsOf }: ToolSearch,
  platform: Platform,
): Promise<FoundRecipe> {
  const [first, ...others] = recipe.tools(stepsOf(recipe));
  const search = (tool: BuildTool) => ({
    target: target.name,
    family: toolsOf(target).programs,
    candidates: tool.candidates,
    install: tool.install,
  });
  const main = await findBuildProgram({ ...search(first), toolPath }, platform);
  const programs = new Map([[first.role, main]]);
  for (const tool of others) {
    programs.set(
      tool.role,
      await findBuildProgram({ ...search(tool), beside: dirname(main.command) }, platform),
    );
  }
  return { recipe, programs, main };
}
