import { join } from "node:path";
import { InterlaceError } from "../../base/errors.ts";
import { statPath } from "../../base/files/stat_path.ts";
import { findBuildTools } from "../../backends/tools/find_tool.ts";
import { type FoundProgram, hasProgram } from "../../backends/tools/programs.ts";
import type { BuildRecipe, BuildSettings } from "../../backends/tools/recipe.ts";
import type { BuildStep } from "../../backends/tools/step.ts";
import { stepsLeft, stepsToRun } from "../../backends/tools/steps.ts";
import { toolsOf } from "../../backends/tools/tools.ts";
import { type BuildProject, readBuildProject } from "./project.ts";
import { runPlan } from "./run.ts";
import { readStamp, writeStamp } from "./stamp.ts";
import { type CliIo, warn } from "../terminal/io.ts";

/** A project, and what is to be done with it. */
export interface FolderBuild extends BuildSettings {
  readonly folder: string;
  /** Names of steps; none: those that run where nobody names one. */
  readonly named: readonly string[];
  /** Another part than the project was made for. */
  readonly part: string | undefined;
  /** After which the tools are ended. */
  readonly minutes: number;
  /** Repeats what was done for the same files. */
  readonly force: boolean;
  /** The tool's executable, or a folder with it. */
  readonly toolPath: string | undefined;
  /** Starts the tool once for each step, so that of a build that is killed only the step is lost that was under way. */
  readonly isStepwise?: boolean;
}

/** What was run, and where its reports are. */
export interface BuiltFolder {
  /** The program that ran first. */
  readonly tool: FoundProgram;
  /** Those that were asked for. */
  readonly asked: readonly BuildStep[];
  /** Those that had not been done. */
  readonly steps: readonly BuildStep[];
  /** Folder of what the tools made. */
  readonly results: string;
}

/**
 * Runs the steps of a project that have not been done for its files, and those that they need.
 * @throws {InterlaceError} for a folder that is no project, and if a tool is missing or fails.
 */
export async function buildFolder(request: FolderBuild, io: CliIo): Promise<BuiltFolder> {
  const { folder, reset, force, minutes, toolPath } = request;
  const project = await readBuildProject(folder);
  const subject = { target: project.target, part: partOf(request, project) };
  const platform = { os: Deno.build.os, variable: io.env };
  const found = await findBuildTools(subject, {
    toolPath,
    stepsOf: (recipe) => stepsToRun(recipe.steps, askedSteps(recipe, request).map(({ name }) => name), []),
  }, platform);
  const { recipe, programs, main } = found;
  const asked = askedSteps(recipe, request);
  const stamped = (step: BuildStep) => recipe.stamp(step, request);
  const results = join(folder, recipe.results(project.name));
  // Somebody may have removed what the tool made.
  const hasResults = (await statPath(results))?.isDirectory === true;
  const stamps = reset || force || !hasResults
    ? []
    : await readStamp(folder, { inputs: project.inputs, tool: main.command });
  const before = recipe.steps.filter((step) => stamps.includes(stamped(step))).map(({ name }) => name);
  // What was made of the results of a step that is not done is none either.
  const done = stepsLeft(recipe.steps, recipe.steps.filter(({ name }) => !before.includes(name)), before);
  const steps = stepsToRun(recipe.steps, asked.map(({ name }) => name), done);
  for (const { title } of asked.filter((step) => !steps.includes(step))) {
    io.stderr.write(`${title}: done already for these files (--force repeats it)\n`);
  }
  const family = toolsOf(project.target).programs;
  for (const name of new Set(steps.flatMap(({ needs }) => needs ?? []))) {
    if (await hasProgram(name, { beside: main, family }, platform)) continue;
    warn(io, `${name} was not found: the tool may fail to simulate or synthesise RTL`);
  }
  const deadline = performance.now() + minutes * 60_000;
  const rounds = steps.length === 0 ? [] : request.isStepwise ? steps.map((step) => [step]) : [steps];
  let known = done;
  for (const [i, round] of rounds.entries()) {
    const plan = recipe.plan({
      ...project,
      seeds: request.seeds,
      constraints: request.constraints,
      reset: reset && i === 0,
      folder,
      part: subject.part,
      steps: round,
      programs,
      async design() {
        const { openProject } = await import("../../project/open.ts");
        return (await openProject(folder)).design;
      },
    });
    const keep = async (done: readonly string[]) => {
      const stamps = recipe.steps.filter(({ name }) => done.includes(name)).map(stamped);
      await writeStamp(folder, { inputs: project.inputs, tool: main.command, done: stamps });
    };
    const left = stepsLeft(recipe.steps, round, known);
    // However the run ends, these steps are not done before it has.
    await keep(left);
    await runPlan({ folder, recipe, plan, minutes, deadline, isContinued: i > 0 }, io);
    known = [...left, ...round.map(({ name }) => name)];
    await keep(known);
  }
  return { tool: main, asked, steps, results };
}

/**
 * Those that were named, or those that run where none is.
 * @throws {InterlaceError} for one that there is no tool for.
 */
function askedSteps({ steps }: BuildRecipe, { named, folder }: FolderBuild): readonly BuildStep[] {
  const foreign = named.find((name) => !steps.some((step) => step.name === name));
  if (foreign !== undefined) {
    throw new InterlaceError(`Cannot build ${folder}: its tools know no step --${foreign}`, {
      code: "option-invalid",
      place: { field: `--${foreign}` },
      hint: `For its back end and part there ${steps.length > 1 ? "are" : "is"} ${
        steps.map(({ name }) => `--${name}`).join(", ")
      }.`,
    });
  }
  return steps.filter(({ name, isDefault }) => named.length > 0 ? named.includes(name) : isDefault);
}

/** A part of its own for what is built; only what is written the same for every part can have one. */
function partOf({ part: other }: FolderBuild, { target, part }: BuildProject): string {
  if (other === undefined) return part;
  if (target.timing.pipelines === "elastic") return other;
  throw new InterlaceError(`Cannot build for --part ${other}: the project was made for ${part}`, {
    code: "option-invalid",
    place: { field: "--part" },
    hint: "Convert the model again with this part.",
  });
}
