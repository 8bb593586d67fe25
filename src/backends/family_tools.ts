import type { Design } from "../design/mod.ts";
import type { Target } from "../target/mod.ts";
import type { LogMeaning } from "./log.ts";
import type { BuildProgram, FamilyPrograms } from "./programs.ts";
import type { RunRequest } from "./run_flag.ts";
import type { RunnerOptions } from "./runners.ts";
import type { BuildStep } from "./step.ts";

/** What of a family needs none of its renderers: names, checks of text, what runs its code here, the vendor's tools. */
export interface FamilyTools {
  /** What the top of a design is called in its code, and the files of it: the design's name, unless the language keeps that. */
  readonly topName: (design: Design) => string;
  /**
   * Sees to it that what a user wrote may stand in its files.
   * @throws {InterlaceError} naming the field.
   */
  readonly check: (design: Design) => void;
  /** What runs its code here. */
  readonly runners: Runners;
  /** Its vendors' programs and where they are. */
  readonly programs: FamilyPrograms;
  /** How its projects are built. */
  readonly build: BuildRecipe;
}

/** What can run the code of a family. */
export interface Runners {
  /** What they are, and what they are good for: the title of a table. */
  readonly title: string;
  /** Those that there are, the preferred first. */
  readonly find: () => Promise<readonly RunnerInfo[]>;
  /** Variables that say what runs its code. */
  readonly variables: readonly string[];
  /**
   * How its code is run where flags and environment say so.
   * @throws {InterlaceError} naming the flag.
   */
  readonly options: (request: RunRequest) => Promise<RunnerOptions>;
  /** What else a machine's environment decides, for `doctor`. */
  readonly surroundings: (variable: RunRequest["variable"]) => Promise<Surroundings>;
}

/** What the environment says of how code is run. */
export interface Surroundings {
  /** For programs, by name; null where it says nothing. */
  readonly facts: Readonly<Record<string, string | null>>;
  /** For people, one line each. */
  readonly lines: readonly string[];
}

/** Something that can run designs on this machine, usable or not. */
export interface RunnerInfo {
  /** `g++ 12.2.0`, `clang 22 (WebAssembly)`. */
  readonly name: string;
  /** Of this machine, or as WebAssembly. */
  readonly kind: "native" | "wasm";
  /** Of native ones. */
  readonly path?: string;
  /** Empty if it does not tell. */
  readonly version: string;
  /** Whether it can be used as it is. */
  readonly available: boolean;
  /** Why it is not available, or what its use costs. */
  readonly note?: string;
}

/** How the projects of a family are built by a vendor's tool. */
export interface BuildRecipe {
  /** In the order in which they run. */
  readonly steps: readonly BuildStep[];
  /** The file in a project that the tool runs. */
  readonly script: string;
  /** Programs that understand the projects of a target, the newest first. */
  readonly programsFor: (target: Target) => readonly BuildProgram[];
  /** Variables by which the script is told its steps. */
  readonly environment: (
    steps: readonly BuildStep[],
    options: { readonly reset: boolean },
  ) => Readonly<Record<string, string>>;
  /** The folder in a project that the tool leaves its results in. */
  readonly results: (top: string) => string;
  /** The title of the step that a line of the log announces; null for any other line. */
  readonly announced: (line: string) => string | null;
  /** Whether a line of the log says that something is wrong. */
  readonly isError: (line: string) => boolean;
  /** What a line that says that something is wrong means; null where nobody knows. */
  readonly explain: (line: string) => LogMeaning | null;
}
