import { join } from "node:path";
import { InterlaceError, printable } from "../base/errors.ts";
import { fileProblem, permissionHint, writeCode } from "../base/file_problem.ts";
import { findBuildTool } from "../backends/find_tool.ts";
import { ErrorWatch, type LogMeaning } from "../backends/log.ts";
import type { FamilyTools } from "../backends/family_tools.ts";
import { type FoundProgram, hasProgram } from "../backends/programs.ts";
import type { BuildStep } from "../backends/step.ts";
import { stepsLeft, stepsToRun } from "../backends/steps.ts";
import { toolsOf } from "../backends/tools.ts";
import { statPath } from "../base/stat_path.ts";
import { runTool, type ToolEnd } from "./build_process.ts";
import { readBuildProject } from "./build_project.ts";
import { readStamp, writeStamp } from "./build_stamp.ts";
import type { Flags } from "./flags.ts";
import { type CliIo, printJson, shown, warn } from "./io.ts";
import { DEFAULT_TIMEOUT } from "./specs/build.ts";
import { showReports } from "./report.ts";
import { isUnread, readReports } from "../reports/mod.ts";
import { Interrupted } from "./signals.ts";
import { styleOf } from "./style.ts";
import { type LoadedVerb, onlyArgument } from "./verb.ts";

/** Name of the log that a build leaves in the project. */
const LOG = "build.log";

/** `build`: runs a vendor's tool on a project. */
export const verb: LoadedVerb = {
  async run(flags: Flags, io: CliIo): Promise<number> {
    const folder = onlyArgument(flags, "DIR");
    const minutes = flags.positive("timeout") ?? DEFAULT_TIMEOUT;
    const project = await readBuildProject(folder);
    const asked = askedSteps(flags, toolsOf(project.target));
    const { tool, steps, results } = await buildFolder({
      folder,
      asked,
      minutes,
      reset: flags.has("reset"),
      force: flags.has("force"),
      toolPath: flags.text("tool-path"),
    }, io);
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
      printJson(io, { project: folder, tool: tool.command, steps: ran, reports: entries });
    }
    return entries.some((entry) => isUnread(entry) || entry.cosim?.passed === false) ? 1 : 0;
  },
};

/** A project, and what is to be done with it. */
export interface BuildRequest {
  readonly folder: string;
  readonly asked: readonly BuildStep[];
  /** After which the tool is ended. */
  readonly minutes: number;
  /** Empties the tool's project first. */
  readonly reset: boolean;
  /** Repeats what was done for the same files. */
  readonly force: boolean;
  /** The tool's executable, or a folder with it. */
  readonly toolPath: string | undefined;
}

/** What was run, and where its reports are. */
export interface BuildResult {
  readonly tool: FoundProgram;
  /** Those that had not been done. */
  readonly steps: readonly BuildStep[];
  /** Folder of what the tool made. */
  readonly results: string;
}

/**
 * Runs the steps of a project that have not been done for its files, and those that they need.
 * @throws {InterlaceError} for a folder that is no project, and if the tool is missing or fails.
 */
export async function buildFolder(request: BuildRequest, io: CliIo): Promise<BuildResult> {
  const { folder, asked, reset, force, minutes, toolPath } = request;
  const project = await readBuildProject(folder);
  const family = toolsOf(project.target);
  const { build } = family;
  const platform = { os: Deno.build.os, variable: io.env };
  const tool = await findBuildTool(project.target, { toolPath }, platform);
  const results = join(folder, build.results(project.name));
  // Somebody may have removed what the tool made.
  const hasResults = (await statPath(results))?.isDirectory === true;
  const done = reset || force || !hasResults
    ? []
    : await readStamp(folder, { inputs: project.inputs, tool: tool.command });
  const steps = stepsToRun(build.steps, asked.map(({ name }) => name), done);
  for (const { title } of asked.filter((step) => !steps.includes(step))) {
    io.stderr.write(`${title}: done already for these files (--force repeats it)\n`);
  }
  for (const name of new Set(steps.flatMap(({ needs }) => needs ?? []))) {
    if (await hasProgram(name, { beside: tool, family: family.programs }, platform)) continue;
    warn(io, `${name} was not found: the tool may fail to simulate or synthesise RTL`);
  }
  if (steps.length > 0) {
    const left = stepsLeft(build.steps, steps, done);
    const keep = async (done: readonly string[]) =>
      await writeStamp(folder, { inputs: project.inputs, tool: tool.command, done });
    // However the run ends, these steps are not done before it has.
    await keep(left);
    await runSteps({ folder, tool, family, steps, reset, minutes }, io);
    await keep([...left, ...steps.map(({ name }) => name)]);
  }
  return { tool, steps, results };
}

/** Those that flags name, or those that run where none does. */
function askedSteps(flags: Flags, { build }: FamilyTools): readonly BuildStep[] {
  const named = build.steps.filter(({ name }) => flags.has(name));
  return named.length > 0 ? named : build.steps.filter(({ isDefault }) => isDefault);
}

interface StepRun {
  readonly folder: string;
  readonly tool: FoundProgram;
  readonly family: FamilyTools;
  readonly steps: readonly BuildStep[];
  readonly reset: boolean;
  readonly minutes: number;
}

/**
 * Runs steps with live output and a log.
 * @throws {InterlaceError} with the first error of the log, if the tool fails, takes too long or is interrupted.
 */
async function runSteps(run: StepRun, io: CliIo): Promise<void> {
  const { folder, tool, family: { build }, steps, reset, minutes } = run;
  const { bold } = styleOf(io, io.stderr);
  const path = join(folder, LOG);
  const log = await openLog(path);
  const watch = new ErrorWatch(build.isError);
  const phases = new PhaseLine(steps.map(({ title }) => title), (text) => io.stderr.write(`${bold(text)}\n`));
  const line = (text: string) => {
    log.write(`${text}\n`);
    watch.add(text);
    phases.see(build.announced(text));
    io.stderr.write(`${printable(text.replaceAll("\t", "    "))}\n`);
  };
  io.stderr.write(`${shown(`${tool.command} ${tool.args.join(" ")}`)}\nthe log goes to ${shown(path)}\n`);
  let end: ToolEnd;
  try {
    end = await runTool({
      command: tool.command,
      args: tool.args,
      folder,
      env: build.environment(steps, { reset }),
      timeoutMilliseconds: Math.min(minutes * 60_000, 2 ** 31 - 1),
      line,
    });
  } catch (cause) {
    if (!(cause instanceof Error) || cause instanceof InterlaceError) throw cause;
    throw new InterlaceError(`Cannot build ${folder}: ${tool.command} cannot be started: ${cause.message}`, {
      code: "tool-missing",
      kind: "failure",
      cause,
    });
  } finally {
    log.close();
  }
  phases.finish();
  const what = whatFailed(end, phases, { minutes, script: build.script });
  if (what === null) return;
  const error = end.kind === "exit" ? watch.first() : null;
  const message = `Cannot build ${folder}: ${what}${error === null ? "" : `: ${error.message}`}`;
  const known = error === null ? null : firstKnown([error.message, ...error.details], build.explain);
  const options = {
    details: [...error?.details ?? [], ...known === null ? [] : [`This means: ${known.meaning}.`]],
    hint: `${known === null ? "" : `${known.remedy} `}The whole log is in ${path}.`,
  };
  if (end.kind === "interrupted") {
    throw new Interrupted(message, { signal: end.signal, ...options });
  }
  throw new InterlaceError(message, { code: "tool-failed", kind: "failure", ...options });
}

/** What the first line that is known means: a summary of an error often comes before its cause. */
function firstKnown(
  lines: readonly string[],
  explain: FamilyTools["build"]["explain"],
): LogMeaning | null {
  for (const line of lines) {
    const known = explain(line);
    if (known !== null) return known;
  }
  return null;
}

/** Null if all went well. */
function whatFailed(
  end: ToolEnd,
  phases: PhaseLine,
  { minutes, script }: { readonly minutes: number; readonly script: string },
): string | null {
  const during = phases.current === null ? "before its first step" : `during ${phases.current}`;
  switch (end.kind) {
    case "timeout":
      return `it took longer than ${minutes} min and was ended ${during}`;
    case "interrupted":
      return `it was interrupted ${during}`;
    case "exit":
      if (end.code !== 0) return `${phases.current ?? script} failed (exit code ${end.code})`;
      return phases.missing === null ? null : `the tool ended without ${phases.missing}`;
  }
}

/** Follows the steps by the lines with which the script announces them. */
class PhaseLine {
  /** Title of the step that runs. */
  current: string | null = null;
  readonly #titles: readonly string[];
  readonly #print: (text: string) => void;
  #begun = 0;
  #since = 0;

  constructor(titles: readonly string[], print: (text: string) => void) {
    this.#titles = titles;
    this.#print = print;
  }

  /** Title of the first step that did not begin; null if all did. */
  get missing(): string | null {
    return this.#titles[this.#begun] ?? null;
  }

  /** The step that a line of the log announces; null if it announces none. */
  see(title: string | null): void {
    const next = this.#titles[this.#begun];
    if (title === null || title !== next) return;
    this.finish();
    this.current = next;
    this.#since = performance.now();
    this.#begun++;
    this.#print(`[${this.#begun}/${this.#titles.length}] ${next} …`);
  }

  /** The step that runs is over. */
  finish(): void {
    if (this.current === null) return;
    const seconds = (performance.now() - this.#since) / 1000;
    this.#print(`[${this.#begun}/${this.#titles.length}] ${this.current}: ${seconds.toFixed(1)} s`);
  }
}

interface Log {
  readonly write: (text: string) => void;
  readonly close: () => void;
}

async function openLog(path: string): Promise<Log> {
  try {
    const file = await Deno.open(path, { write: true, create: true, truncate: true });
    return {
      write(text) {
        for (let rest = new TextEncoder().encode(text); rest.length > 0;) {
          rest = rest.subarray(file.writeSync(rest));
        }
      },
      close: () => file.close(),
    };
  } catch (cause) {
    throw new InterlaceError(
      `Cannot write ${path}: ${fileProblem(cause)}`,
      { code: writeCode(cause), place: { file: path }, hint: permissionHint(cause), cause },
    );
  }
}
