import { join } from "node:path";
import { InterlaceError, printable } from "../base/errors.ts";
import { ErrorWatch } from "./build_log.ts";
import { runTool, type ToolEnd } from "./build_process.ts";
import { BUILD_SCRIPT, type BuildProject, readBuildProject } from "./build_project.ts";
import {
  BUILD_STEPS,
  type BuildStep,
  readStamp,
  stepsLeft,
  stepsToRun,
  stepsVariable,
  writeStamp,
} from "./build_steps.ts";
import { type BuildTool, findBuildTool, hasVivado } from "./build_tool.ts";
import { statPath } from "./files.ts";
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

/** `build`: runs the vendor's tool on a project. */
export const verb: LoadedVerb = {
  async run(flags: Flags, io: CliIo): Promise<number> {
    const folder = onlyArgument(flags, "DIR");
    const minutes = flags.positive("timeout") ?? DEFAULT_TIMEOUT;
    const asked = askedSteps(flags);
    const reset = flags.has("reset");
    const project = await readBuildProject(folder);
    const tool = await findBuildTool(project.backend, { toolPath: flags.text("tool-path") }, io);
    const done = reset || flags.has("force") || !(await hasResults(folder, project))
      ? []
      : await readStamp(folder, { inputs: project.inputs, tool: tool.command });
    const steps = stepsToRun(asked, done);
    for (const step of asked.filter((step) => !steps.includes(step))) {
      io.stderr.write(`${titleOf(step)}: done already for these files (--force repeats it)\n`);
    }
    if (steps.some((step) => NEEDS_VIVADO.includes(step)) && !(await hasVivado(tool, io))) {
      warn(io, "vivado was not found: the tool may fail to simulate or synthesise RTL");
    }
    if (steps.length > 0) {
      const left = stepsLeft(steps, done);
      const keep = async (done: readonly BuildStep[]) =>
        await writeStamp(folder, { inputs: project.inputs, tool: tool.command, done });
      // However the run ends, these steps are not done before it has.
      await keep(left);
      await runSteps({ folder, tool, steps, reset, minutes }, io);
      await keep([...left, ...steps]);
    }
    const json = flags.has("json");
    const results = resultsOf(folder, project);
    const onlySimulated = asked.every((step) => step === "csim");
    if (!json && !onlySimulated) io.stderr.write("\n");
    const entries = onlySimulated
      ? []
      : json
      ? await readReports(results)
      : await showReports([results], { json }, io);
    if (json) {
      const ran = asked.map((step) => ({ step, ran: steps.includes(step) }));
      printJson(io, { project: folder, tool: tool.command, steps: ran, reports: entries });
    }
    return entries.some((entry) => isUnread(entry) || entry.cosim?.passed === false) ? 1 : 0;
  },
};

/** The folder that the tool makes in the project. */
function resultsOf(folder: string, { name }: BuildProject): string {
  return join(folder, `${name}_prj`);
}

/** Whether it is there: somebody may have removed it. */
async function hasResults(folder: string, project: BuildProject): Promise<boolean> {
  return (await statPath(resultsOf(folder, project)))?.isDirectory === true;
}

/** Steps that run Vivado or its simulator. */
const NEEDS_VIVADO: readonly BuildStep[] = ["cosim", "export", "vsynth"];

/** Those that flags name, or simulation and synthesis. */
function askedSteps(flags: Flags): readonly BuildStep[] {
  const named = BUILD_STEPS.map(({ name }) => name).filter((name) => flags.has(name));
  return named.length > 0 ? named : ["csim", "synth"];
}

function titleOf(step: BuildStep): string {
  return BUILD_STEPS.find(({ name }) => name === step)!.title;
}

interface StepRun {
  readonly folder: string;
  readonly tool: BuildTool;
  readonly steps: readonly BuildStep[];
  readonly reset: boolean;
  readonly minutes: number;
}

/**
 * Runs steps with live output and a log.
 * @throws {InterlaceError} with the first error of the log, if the tool fails, takes too long or is interrupted.
 */
async function runSteps({ folder, tool, steps, reset, minutes }: StepRun, io: CliIo): Promise<void> {
  const { bold } = styleOf(io, io.stderr);
  const path = join(folder, LOG);
  const log = await openLog(path);
  const watch = new ErrorWatch();
  const phases = new PhaseLine(steps, (text) => io.stderr.write(`${bold(text)}\n`));
  const line = (text: string) => {
    log.write(`${text}\n`);
    watch.add(text);
    phases.see(text);
    io.stderr.write(`${printable(text.replaceAll("\t", "    "))}\n`);
  };
  io.stderr.write(`${shown(`${tool.command} ${tool.args.join(" ")}`)}\nthe log goes to ${shown(path)}\n`);
  let end: ToolEnd;
  try {
    end = await runTool({
      command: tool.command,
      args: tool.args,
      folder,
      env: { INTERLACE_STEPS: stepsVariable(steps, { reset }) },
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
  const what = whatFailed(end, phases, minutes);
  if (what === null) return;
  const error = end.kind === "exit" ? watch.first() : null;
  const message = `Cannot build ${folder}: ${what}${error === null ? "" : `: ${error.message}`}`;
  const options = { details: error?.details, hint: `The whole log is in ${path}.` };
  if (end.kind === "interrupted") {
    throw new Interrupted(message, { signal: end.signal, ...options });
  }
  throw new InterlaceError(message, { code: "tool-failed", kind: "failure", ...options });
}

/** Null if all went well. */
function whatFailed(end: ToolEnd, phases: PhaseLine, minutes: number): string | null {
  const during = phases.current === null ? "before its first step" : `during ${phases.current}`;
  switch (end.kind) {
    case "timeout":
      return `it took longer than ${minutes} min and was ended ${during}`;
    case "interrupted":
      return `it was interrupted ${during}`;
    case "exit":
      if (end.code !== 0) return `${phases.current ?? BUILD_SCRIPT} failed (exit code ${end.code})`;
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

  constructor(steps: readonly BuildStep[], print: (text: string) => void) {
    this.#titles = steps.map(titleOf);
    this.#print = print;
  }

  /** Title of the first step that did not begin; null if all did. */
  get missing(): string | null {
    return this.#titles[this.#begun] ?? null;
  }

  /** A line of the log. */
  see(line: string): void {
    const title = line.match(/^\*{5} (.+) \*{5}\s*$/)?.[1];
    const next = this.#titles[this.#begun];
    if (title === undefined || title !== next) return;
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
      `Cannot write ${path}: ${cause instanceof Error ? cause.message : String(cause)}`,
      { code: "file-unwritable", place: { file: path }, cause },
    );
  }
}
