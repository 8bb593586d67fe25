import type { Design } from "../../design/mod.ts";
import type { Target } from "../../target/mod.ts";
import type { Deployment } from "../deployment.ts";
import type { LogMeaning } from "./log.ts";
import type { BuildProgram, FoundProgram } from "./programs.ts";
import type { BuildStep } from "./step.ts";

/** For what a project is built. */
export interface BuildSubject {
  /** Whose projects it is one of. */
  readonly target: Target;
  /** As its maker spells it. */
  readonly part: string;
}

/** How projects are built by the tools of one maker. */
export interface BuildRecipe {
  /** In the order in which they run. */
  readonly steps: readonly BuildStep[];
  /** What `results` of steps depend on beside the project's files, by which they are known again: a part, seeds. */
  readonly stamp: (step: BuildStep, settings: BuildSettings) => string;
  /** The programs that some steps run; one that a user named is the first. */
  readonly tools: (steps: readonly BuildStep[]) => readonly BuildTool[];
  /** What has to run for some steps. */
  readonly plan: (request: BuildRequest) => BuildPlan;
  /** The folder in a project that the tools leave their results in. */
  readonly results: (top: string) => string;
  /** The title of the step that a line of the log announces; null for any other line. */
  readonly announced: (line: string) => string | null;
  /** Whether people are shown a line of the log, which keeps all of them. */
  readonly shows: (line: string) => boolean;
  /** Whether a line of the log says that something is wrong. */
  readonly isError: (line: string) => boolean;
  /** What a line that says that something is wrong means; null where nobody knows. */
  readonly explain: (line: string) => LogMeaning | null;
}

/** A program of a recipe, and what to do where it is not installed. */
export interface BuildTool {
  /** What it does in the recipe, by which the plan asks for it. */
  readonly role: string;
  /** Programs that do it, the preferred first. */
  readonly candidates: readonly BuildProgram[];
  /** What to do where there is none of them, a sentence; what holds for any vendor's tool, if nothing is said. */
  readonly install?: string;
}

/** What users decide of a build. */
export interface BuildSettings {
  /** Where cells are placed anew for each: of these, the fastest counts. */
  readonly seeds: readonly number[];
  /** Whether what the tool made before is emptied first. */
  readonly reset: boolean;
  /** Where pins go and what else a board decides, in the language of the tool; null where the tool decides. */
  readonly constraints: ConstraintFile | null;
}

/** A file of a user's own. */
export interface ConstraintFile {
  /** Absolute. */
  readonly path: string;
  /** SHA-256 of its contents. */
  readonly sha256: string;
}

/** What is to be built. */
export interface BuildRequest extends BuildSettings {
  /** Of the project. */
  readonly folder: string;
  /** Of the design. */
  readonly name: string;
  /** As its maker spells it. */
  readonly part: string;
  /** Nanoseconds. */
  readonly clockPeriod: number;
  /** Paths of the files that Interlace wrote. */
  readonly files: readonly string[];
  /** What stands around the network; null for nothing. */
  readonly deployment: Deployment | null;
  /** Those that are to run, in their order. */
  readonly steps: readonly BuildStep[];
  /** What was found, by the role. */
  readonly programs: ReadonlyMap<string, FoundProgram>;
  /** Makes the design again. */
  readonly design: () => Promise<Design>;
}

/** Commands that build a project. */
export interface BuildPlan {
  /** Titles of all that will be done, in its order. */
  readonly phases: readonly string[];
  /** One command behind the other; the next one is asked for when the one before has done its work. */
  readonly commands: () => AsyncIterable<BuildCommand>;
}

/** A command of a build. */
export interface BuildCommand {
  /** Path of a program. */
  readonly command: string;
  /** What it is called with. */
  readonly args: readonly string[];
  /** Added to the environment. */
  readonly env: Readonly<Record<string, string>>;
  /** The phase that it begins; null where its lines announce what it does, or it goes on with the phase of the one before. */
  readonly phase: string | null;
  /** What is said to have failed before a phase began. */
  readonly script: string;
  /** Told every line. */
  readonly line?: (line: string) => void;
}

/** A plan of one program that announces its steps itself. */
export function scriptPlan(
  request: BuildRequest,
  { script, env }: { readonly script: string; readonly env: Readonly<Record<string, string>> },
): BuildPlan {
  const program = programFor(request, SCRIPT);
  return {
    phases: request.steps.map(({ title }) => title),
    async *commands() {
      yield { command: program.command, args: program.args, env, phase: null, script };
    },
  };
}

/** The role of the one program that runs a script. */
export const SCRIPT = "script";

/** The program of a role; whoever asks has named the role among the tools of these steps. */
export function programFor({ programs }: Pick<BuildRequest, "programs">, role: string): FoundProgram {
  const found = programs.get(role);
  if (found === undefined) throw new TypeError(`no program was looked for as ${role}`);
  return found;
}
