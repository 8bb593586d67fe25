import { type ErrorPlace, InterlaceError } from "../base/errors.ts";
import { OTHER_BACKENDS } from "../design/configuration_keys.ts";
import { mergeOptions } from "../design/configuration_merge.ts";
import type { DesignOptions } from "../design/mod.ts";
import { parseFixedType } from "../fixed/mod.ts";
import { DEFAULT_TARGET, IO_TYPES, STRATEGIES, TARGET_NAMES, targetOf } from "../target/mod.ts";
import { readText } from "./files.ts";
import type { Flags } from "./flags.ts";
import { type CliIo, warn } from "./io.ts";

/**
 * What the configuration file and the flags ask for, the flags winning.
 * @throws {InterlaceError} for a file or a flag that cannot be understood.
 */
export async function designOptions(flags: Flags, io: CliIo): Promise<DesignOptions> {
  const path = flags.text("config");
  const file = path === undefined ? {} : await readOptions(path, io);
  const options = flagOptions(flags);
  // A flag wins before what it replaces is looked at.
  if (options.target === undefined && typeof file.target === "string") checkTarget(file.target, path);
  return mergeOptions(file, options);
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
async function readOptions(path: string, io: CliIo): Promise<DesignOptions> {
  const { parseConfiguration } = await import("../design/configuration_file.ts");
  return parseConfiguration(await readText(path), path, (message) => warn(io, message));
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
    reuseFactor: flags.integer("reuse-factor", 1),
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
  if (text === undefined || /^[\w.:-]+$/.test(text)) return text;
  throw new InterlaceError(`Cannot use --part ${text}: it is no name of a part`, {
    code: "option-invalid",
    place: { field: "--part" },
    hint: `Write a part such as ${DEFAULT_TARGET.part}.`,
  });
}
