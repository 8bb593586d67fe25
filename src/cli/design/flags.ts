import { type ErrorPlace, InterlaceError } from "../../base/errors.ts";
import { OTHER_BACKENDS } from "../../design/options/configuration_keys.ts";
import { mergeOptions } from "../../design/options/configuration_merge.ts";
import type { DesignOptions } from "../../design/mod.ts";
import { type Goal, GOALS, parseGoal } from "../../design/options/goal.ts";
import { parseFixedType } from "../../fixed/mod.ts";
import { DEFAULT_TARGET, IO_TYPES, STRATEGIES, TARGET_NAMES, targetOf } from "../../target/mod.ts";
import { readText } from "../files.ts";
import type { Flags } from "../arguments/flags.ts";
import { type CliIo, warn } from "../terminal/io.ts";

/** What a design is asked for, and what its factors are chosen for. */
export interface DesignRequest {
  readonly options: DesignOptions;
  /** Null where nothing is to be chosen. */
  readonly goal: Goal | null;
}

/**
 * What the configuration file and the flags ask for, the flags winning: a goal over a factor of the whole model in the
 * file, and a factor over a goal there.
 * @throws {InterlaceError} for a file or a flag that cannot be understood.
 */
export async function designRequest(flags: Flags, io: CliIo): Promise<DesignRequest> {
  const path = flags.text("config");
  const file = path === undefined ? { options: {}, goal: null } : await readRequest(path, io);
  const options = flagOptions(flags);
  const goal = flagGoal(flags);
  // A flag wins before what it replaces is looked at.
  if (options.target === undefined && typeof file.options.target === "string") {
    checkTarget(file.options.target, path);
  }
  const auto = goal === null ? {} : { reuseFactor: "auto" } as const;
  return {
    options: mergeOptions(file.options, { ...options, ...auto }),
    goal: goal ?? (typeof options.reuseFactor === "number" ? null : file.goal),
  };
}

function checkTarget(backend: string, file: string | undefined): void {
  refuseOther(backend, { file, field: "Backend" });
  targetOf(backend, file);
}

function refuseOther(backend: string, place: ErrorPlace): void {
  if (!Object.hasOwn(OTHER_BACKENDS, backend)) return;
  const { why, hint } = OTHER_BACKENDS[backend];
  throw new InterlaceError(`Cannot use hls4ml's back end ${backend}: ${why}`, {
    code: "option-invalid",
    place,
    hint,
  });
}

/** The YAML parser is loaded where there is something to parse. */
async function readRequest(path: string, io: CliIo): Promise<DesignRequest> {
  const { parseConfigurationFile } = await import("../../design/options/configuration_file.ts");
  return parseConfigurationFile(await readText(path), path, (message) => warn(io, message));
}

/**
 * The goal that flags give; null where they give none.
 * @throws {InterlaceError} for one that cannot be understood, for several, and for a factor of the whole model beside it.
 */
export function flagGoal(flags: Flags): Goal | null {
  const given = GOALS.filter(({ flag }) => flags.has(flag));
  const [first, second] = given;
  if (first === undefined) return null;
  const reuse = flags.text("reuse-factor")?.toLowerCase() ?? "auto";
  const other = second?.flag ?? (reuse === "auto" ? undefined : "reuse-factor");
  if (other !== undefined) {
    throw new InterlaceError(`Cannot use --${first.flag} with --${other}: each of them decides the factors`, {
      code: "option-invalid",
      place: { field: `--${other}` },
      hint: "Give one of them; a configuration sets factors of single layers, which stay.",
    });
  }
  const text = flags.text(first.flag)!;
  const goal = parseGoal(first.kind, text);
  if (goal !== null) return goal;
  throw new InterlaceError(`Cannot use --${first.flag} ${text}: it is not ${first.such.split(",", 1)[0]}`, {
    code: "option-invalid",
    place: { field: `--${first.flag}` },
    hint: `--${first.flag} takes ${first.such}.`,
  });
}

/**
 * What flags alone ask for.
 * @throws {InterlaceError} for one that has a value that it must not have.
 */
export function flagOptions(flags: Flags): DesignOptions {
  refuseOther(flags.text("backend")?.toLowerCase() ?? "", { field: "--backend" });
  return {
    target: flags.word("backend", TARGET_NAMES),
    io: flags.word("io", IO_TYPES),
    precision: precisionOf(flags),
    strategy: flags.word("strategy", STRATEGIES),
    reuseFactor: flags.text("reuse-factor")?.toLowerCase() === "auto"
      ? "auto"
      : flags.integer("reuse-factor", 1),
    parallelizationFactor: flags.integer("parallelization-factor", 1),
    snap: flags.has("no-snap") ? false : undefined,
    part: partOf(flags),
    clockPeriod: flags.positive("clock-period"),
  };
}

function precisionOf(flags: Flags): string | undefined {
  const text = flags.text("precision");
  if (text === undefined) return undefined;
  try {
    parseFixedType(text);
    return text;
  } catch (error) {
    if (!(error instanceof InterlaceError)) throw error;
    throw new InterlaceError(error.summary, {
      code: "option-invalid",
      place: { field: "--precision" },
      hint: error.hint,
      cause: error,
    });
  }
}

function partOf(flags: Flags): string | undefined {
  const text = flags.text("part");
  if (text === undefined || /^[\w.:/-]+$/.test(text)) return text;
  throw new InterlaceError(`Cannot use --part ${text}: it is no name of a part`, {
    code: "option-invalid",
    place: { field: "--part" },
    hint: `Write a part such as ${DEFAULT_TARGET.part}.`,
  });
}
