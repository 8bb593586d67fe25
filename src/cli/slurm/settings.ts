import { InterlaceError } from "../../base/errors.ts";
import type { Flags } from "../arguments/flags.ts";
import { DEFAULT_POLL, ENGINES, JOB_FLAGS } from "../specs/slurm_flags.ts";

/** What was asked for of jobs. */
export interface JobSettings {
  /** As `sbatch` takes them: `--account=A`. */
  readonly options: readonly string[];
  /** Tasks that run at once; null for all. */
  readonly atOnce: number | null;
  /** Items of a task; null for as many as there must be. */
  readonly slice: number | null;
  /** Seconds between two looks at the queue. */
  readonly poll: number;
  /** Waits for jobs of earlier runs, instead of refusing to run beside them. */
  readonly resume: boolean;
  /** Only writes scripts. */
  readonly prepare: boolean;
}

/**
 * Flags that Slurm takes as they are: its name of each, and what may be in it. Nothing in them means anything to a shell, to
 * `#SBATCH` or in a file's name that does not mean the same to Slurm.
 */
const PASSED: readonly { readonly flag: string; readonly option: string; readonly form: RegExp }[] = [
  { flag: "account", option: "account", form: /^[\w.@+-]+$/ },
  { flag: "partition", option: "partition", form: /^[\w.@+,-]+$/ },
  { flag: "time", option: "time", form: /^(\d+(-\d+)?(:\d+){0,2}|unlimited|infinite)$/i },
  { flag: "memory", option: "mem", form: /^\d+[KMGT]?$/i },
  { flag: "constraint", option: "constraint", form: /^[\w.&|,:*()[\]+-]+$/ },
];

/** Names of the flags that need jobs. */
const NEED_SLURM = ["resume", "cancel", "prepare", "at-once", "poll", "slice", "cpus"];

/** Names of the flags that tasks do not get. */
export const KEPT_FROM_TASKS = [
  ...JOB_FLAGS.map(({ name }) => name).filter((name) => name !== "cpus"),
  "slice",
];

/**
 * What the flags say of jobs; null where none are wanted.
 * @throws {InterlaceError} for a flag about jobs without `--engine slurm`, and for a value that Slurm would not understand.
 */
export function jobSettings(flags: Flags): JobSettings | null {
  const engine = flags.word("engine", ENGINES) ?? "local";
  if (flags.has("task")) return null;
  if (engine === "local") {
    const alone = [...NEED_SLURM, ...PASSED.map(({ flag }) => flag)].find((name) => flags.has(name));
    if (alone === undefined) return null;
    throw new InterlaceError(`Cannot use --${alone}: it is about jobs of a cluster`, {
      code: "option-invalid",
      place: { field: `--${alone}` },
      hint: "Write --engine slurm too.",
    });
  }
  const verbs = ["resume", "cancel", "prepare"].filter((name) => flags.has(name));
  if (verbs.length > 1) {
    throw new InterlaceError(`Cannot use --${verbs[1]}: --${verbs[0]} says something else`, {
      code: "option-invalid",
      place: { field: `--${verbs[1]}` },
      hint: "Leave one of them out.",
    });
  }
  const cpus = flags.integer("cpus", 1);
  return {
    options: [...PASSED.flatMap((each) => passed(flags, each)), `--cpus-per-task=${cpus ?? 1}`],
    atOnce: flags.integer("at-once", 1) ?? null,
    slice: flags.integer("slice", 1) ?? null,
    poll: flags.positive("poll") ?? DEFAULT_POLL,
    resume: flags.has("resume"),
    prepare: flags.has("prepare"),
  };
}

function passed(flags: Flags, { flag, option, form }: (typeof PASSED)[number]): readonly string[] {
  const value = flags.text(flag);
  if (value === undefined) return [];
  if (form.test(value)) return [`--${option}=${value}`];
  throw new InterlaceError(`Cannot use --${flag} ${value}: Slurm would not understand it`, {
    code: "option-invalid",
    place: { field: `--${flag}` },
    hint: flags.example(flag) ?? `--${flag} takes a name of letters and digits.`,
  });
}
