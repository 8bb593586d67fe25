import { join } from "node:path";
import { InterlaceError, printable } from "../../base/errors.ts";
import { fileProblem, permissionHint, writeCode } from "../../base/files/file_problem.ts";
import { ErrorWatch, type LogMeaning } from "../../backends/tools/log.ts";
import type { BuildCommand, BuildPlan, BuildRecipe } from "../../backends/tools/recipe.ts";
import { runTool, type ToolEnd } from "./process.ts";
import { type CliIo, shown } from "../terminal/io.ts";
import { Interrupted } from "../terminal/signals.ts";
import { styleOf } from "../terminal/style.ts";

/** Name of the log that a build leaves in the project. */
const LOG = "build.log";

/** Longest time that a timer can wait, in milliseconds. */
const MAX_WAIT = 2 ** 31 - 1;

/** A plan that runs on a project. */
export interface PlanRun {
  readonly folder: string;
  readonly recipe: BuildRecipe;
  readonly plan: BuildPlan;
  /** Of all commands together. */
  readonly minutes: number;
  /** When they are over, on the clock of `performance.now()`. */
  readonly deadline: number;
  /** Whether a plan was run just before, whose log goes on. */
  readonly isContinued: boolean;
}

/**
 * Runs the commands of a plan with live output and a log.
 * @throws {InterlaceError} with the first error of the log, if a tool fails, takes too long or is interrupted.
 */
export async function runPlan(run: PlanRun, io: CliIo): Promise<void> {
  const { folder, recipe, plan, minutes, deadline, isContinued } = run;
  const { bold } = styleOf(io, io.stderr);
  const log = await openLog(join(folder, LOG), isContinued);
  const phases = new PhaseLine(plan.phases, (text) => io.stderr.write(`${bold(text)}\n`));
  io.stderr.write(`the log goes to ${shown(log.path)}\n`);
  let watch = new ErrorWatch(recipe.isError);
  try {
    for await (const command of plan.commands()) {
      watch = new ErrorWatch(recipe.isError);
      if (command.phase !== null) phases.see(command.phase);
      const text = [command.command, ...command.args].join(" ");
      log.write(`$ ${text}\n`);
      io.stderr.write(`${shown(text)}\n`);
      const end = await runCommand(command, run, deadline - performance.now(), (line) => {
        log.write(`${line}\n`);
        watch.add(line);
        command.line?.(line);
        phases.see(recipe.announced(line));
        if (recipe.shows(line)) io.stderr.write(`${printable(line.replaceAll("\t", "    "))}\n`);
      });
      const what = whatFailed(end, phases, { minutes, script: command.script });
      if (what !== null) throw failure(run, { what, end, watch, path: log.path });
    }
  } finally {
    log.close();
  }
  phases.finish();
  if (phases.missing === null) return;
  const what = `the tool ended without ${phases.missing}`;
  throw failure(run, { what, end: { kind: "exit", code: 0 }, watch, path: log.path });
}

async function runCommand(
  { command, args, env }: BuildCommand,
  { folder }: PlanRun,
  milliseconds: number,
  line: (text: string) => void,
): Promise<ToolEnd> {
  if (milliseconds <= 0) return { kind: "timeout" };
  const timeoutMilliseconds = Math.min(milliseconds, MAX_WAIT);
  try {
    return await runTool({ command, args, folder, env, timeoutMilliseconds, line });
  } catch (cause) {
    if (!(cause instanceof Error) || cause instanceof InterlaceError) throw cause;
    throw new InterlaceError(`Cannot build ${folder}: ${command} cannot be started: ${cause.message}`, {
      code: "tool-missing",
      kind: "failure",
      cause,
    });
  }
}

interface Failed {
  readonly what: string;
  readonly end: ToolEnd;
  readonly watch: ErrorWatch;
  /** Of the log. */
  readonly path: string;
}

/** What failed, with the first error of the log and what that means. */
function failure({ folder, recipe }: PlanRun, { what, end, watch, path }: Failed): InterlaceError {
  const error = end.kind === "exit" ? watch.first() : null;
  const message = `Cannot build ${folder}: ${what}${error === null ? "" : `: ${error.message}`}`;
  const known = error === null ? null : firstKnown([error.message, ...error.details], recipe.explain);
  const options = {
    details: [...error?.details ?? [], ...known === null ? [] : [`This means: ${known.meaning}.`]],
    hint: `${known === null ? "" : `${known.remedy} `}The whole log is in ${path}.`,
  };
  return end.kind === "interrupted"
    ? new Interrupted(message, { signal: end.signal, ...options })
    : new InterlaceError(message, { code: "tool-failed", kind: "failure", ...options });
}

/** What the first line that is known means: a summary of an error often comes before its cause. */
function firstKnown(
  lines: readonly string[],
  explain: BuildRecipe["explain"],
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
      return end.code === 0 ? null : `${phases.current ?? script} failed (exit code ${end.code})`;
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
  readonly path: string;
  readonly write: (text: string) => void;
  readonly close: () => void;
}

async function openLog(path: string, isContinued: boolean): Promise<Log> {
  try {
    const file = await Deno.open(path, {
      create: true,
      write: true,
      append: isContinued,
      truncate: !isContinued,
    });
    return {
      path,
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
