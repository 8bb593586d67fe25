import { join } from "node:path";
import { InterlaceError } from "../base/errors.ts";
import { findBuildTools } from "../backends/find_tool.ts";
import { hasProgram } from "../backends/programs.ts";
import type { BuildRecipe, BuildSettings } from "../backends/recipe.ts";
import type { BuildStep } from "../backends/step.ts";
import { BUILD_STEPS, stepsLeft, stepsToRun } from "../backends/steps.ts";
import { toolsOf } from "../backends/tools.ts";
import { isUnread, readReports } from "../reports/mod.ts";
import { statPath } from "../base/stat_path.ts";
import { type BuildProject, readBuildProject } from "./build_project.ts";
import { runPlan } from "./build_run.ts";
import { readStamp, writeStamp } from "./build_stamp.ts";
import type { Flags } from "./flags.ts";
import { type CliIo, printJson, warn } from "./io.ts";
import { showReports } from "./report.ts";
import { DEFAULT_TIMEOUT } from "./specs/build.ts";
import { type LoadedVerb, onlyArgument } from "./verb.ts";

/** `build`: runs the tools of a project. */
export const verb: LoadedVerb = {
  async run(flags: Flags, io: CliIo): Promise<number> {
    const folder = onlyArgument(flags, "DIR");
    const minutes = flags.positive("timeout") ?? DEFAULT_TIMEOUT;
    const settings: BuildSettings = { seeds: seedsOf(flags), reset: flags.has("reset") };
    const project = await readBuildProject(folder);
    const subject = { target: project.target, part: partOf(flags, project) };
    const platform = { os: Deno.build.os, variable: io.env };
    const { recipe, programs, main } = await findBuildTools(subject, {
      toolPath: flags.text("tool-path"),
      stepsOf: (recipe) =>
        stepsToRun(recipe.steps, askedSteps(flags, recipe, folder).map(({ name }) => name), []),
    }, platform);
    const asked = askedSteps(flags, recipe, folder);
    const stamped = (step: BuildStep) => recipe.stamp(step, settings);
    const results = join(folder, recipe.results(project.name));
    // Somebody may have removed what the tool made.
    const hasResults = (await statPath(results))?.isDirectory === true;
    const stamps = settings.reset || flags.has("force") || !hasResults
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
    if (steps.length > 0) {
      const plan = recipe.plan({
        ...settings,
        ...project,
        folder,
        part: subject.part,
        steps,
        programs,
        async design() {
          const { openProject } = await import("../project/open.ts");
          return (await openProject(folder)).design;
        },
      });
      const keep = async (done: readonly string[]) => {
        const stamps = recipe.steps.filter(({ name }) => done.includes(name)).map(stamped);
        await writeStamp(folder, { inputs: project.inputs, tool: main.command, done: stamps });
      };
      const left = stepsLeft(recipe.steps, steps, done);
      // However the run ends, these steps are not done before it has.
      await keep(left);
      await runPlan({ folder, recipe, plan, minutes }, io);
      await keep([...left, ...steps.map(({ name }) => name)]);
    }
    const json = flags.has("json");
    const onlySimulated = !asked.some(({ reports }) => reports);
    if (!json && !onlySimulated) io.stderr.write("\n");
    const entries = onlySimulated
      ? []
      : json
      ? await readReports(results)
      : await showReports([results], { json }, io);
    if (json) {
      const ran = asked.map((step) => ({ step: step.name, ran: steps.includes(step) }));
      printJson(io, { project: folder, tool: main.command, steps: ran, reports: entries });
    }
    return entries.some((entry) => isUnread(entry) || entry.cosim?.passed === false) ? 1 : 0;
  },
};

/**
 * Those that flags name, or those that run where none does.
 * @throws {InterlaceError} for one that there is no tool for.
 */
function askedSteps(flags: Flags, { steps }: BuildRecipe, folder: string): readonly BuildStep[] {
  const named = Object.values(BUILD_STEPS).flat().filter(({ name }) => flags.has(name));
  const foreign = named.find(({ name }) => !steps.some((step) => step.name === name));
  if (foreign !== undefined) {
    throw new InterlaceError(`Cannot build ${folder}: its tools know no step --${foreign.name}`, {
      code: "option-invalid",
      place: { field: `--${foreign.name}` },
      hint: `For its back end and part there ${steps.length > 1 ? "are" : "is"} ${
        steps.map(({ name }) => `--${name}`).join(", ")
      }.`,
    });
  }
  return steps.filter(({ name, isDefault }) => named.length > 0 ? flags.has(name) : isDefault);
}

/** A part of its own for what is built; only what is written the same for every part can have one. */
function partOf(flags: Flags, { target, part }: BuildProject): string {
  const other = flags.text("part");
  if (other === undefined) return part;
  if (target.timing.pipelines === "elastic") return other;
  throw new InterlaceError(`Cannot build for --part ${other}: the project was made for ${part}`, {
    code: "option-invalid",
    place: { field: "--part" },
    hint: "Convert the model again with this part.",
  });
}

/** Most placements of one build. */
const MAX_SEEDS = 100;

function seedsOf(flags: Flags): readonly number[] {
  const text = flags.text("seeds") ?? "1";
  const seeds = text.split(",").map((seed) => seed.trim());
  if (seeds.length <= MAX_SEEDS && seeds.every((seed) => /^\d{1,9}$/.test(seed))) {
    return [...new Set(seeds.map(Number))];
  }
  throw new InterlaceError(`Cannot use --seeds ${text}: it is no list of at most ${MAX_SEEDS} integers`, {
    code: "option-invalid",
    place: { field: "--seeds" },
    hint: "Write seeds of at most nine digits, such as 1,2,3.",
  });
}
