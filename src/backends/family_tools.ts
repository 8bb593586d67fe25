import type { Design } from "../design/mod.ts";
import type { FamilyPrograms } from "./tools/programs.ts";
import type { BuildRecipe, BuildSubject } from "./tools/recipe.ts";
import type { RunRequest } from "./tools/run_flag.ts";
import type { RunnerOptions } from "./tools/runners.ts";

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
  /** How a project is built: the first of these counts whose programs are there. */
  readonly recipes: (subject: BuildSubject) => readonly BuildRecipe[];
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
