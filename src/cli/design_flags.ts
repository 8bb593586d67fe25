import { backendOf, BACKENDS } from "../backends/mod.ts";
import { InterlaceError } from "../base/errors.ts";
import { parseConfiguration } from "../design/configuration.ts";
import { mergeOptions } from "../design/configuration_merge.ts";
import { DEFAULT_CLOCK_PERIOD } from "../design/create.ts";
import type { DesignOptions } from "../design/mod.ts";
import { DEFAULT_PRECISION } from "../design/settings.ts";
import { parseFixedType } from "../fixed/mod.ts";
import { readText } from "./files.ts";
import type { Flags, FlagSpec } from "./flags.ts";
import { type CliIo, warn } from "./io.ts";

/** Flags that decide what is built. */
export const DESIGN_FLAGS: readonly FlagSpec[] = [
  {
    name: "config",
    value: "FILE.yml",
    help: "configuration, YAML or JSON, with hls4ml's keys; flags win over it",
  },
  {
    name: "backend",
    value: Object.keys(BACKENDS).join("|"),
    help: "tool that the project is for",
    default: "vitis",
  },
  {
    name: "io",
    value: "io_parallel|io_stream",
    help: "whole tensors in registers, or a pixel a beat",
    default: "io_stream",
  },
  {
    name: "precision",
    value: "T",
    help: "type of weights, biases and results; accumulators stay auto",
    default: DEFAULT_PRECISION,
  },
  {
    name: "strategy",
    value: "latency|resource",
    help: "everything unrolled, or shared multipliers with weights in block RAM",
    default: "latency",
  },
  { name: "reuse-factor", value: "N", help: "times that a multiplier is used for an output", default: "1" },
  {
    name: "parallelization-factor",
    value: "N",
    help: "windows computed at once in io_parallel",
    default: "1",
  },
  {
    name: "no-snap",
    help: "a factor that is not valid for a layer is an error, instead of the nearest valid one",
  },
  { name: "part", value: "P", help: "FPGA part" },
  { name: "clock-period", value: "NS", help: "nanoseconds", default: String(DEFAULT_CLOCK_PERIOD) },
];

/**
 * What the configuration file and the flags ask for, the flags winning.
 * @throws {InterlaceError} for a file or a flag that cannot be understood.
 */
export async function designOptions(flags: Flags, io: CliIo): Promise<DesignOptions> {
  const path = flags.text("config");
  const file = path === undefined
    ? {}
    : parseConfiguration(await readText(path), path, (message) => warn(io, message));
  if (file.backend !== undefined) backendOf(file.backend);
  return mergeOptions(file, flagOptions(flags));
}

function flagOptions(flags: Flags): DesignOptions {
  return {
    backend: flags.word("backend", Object.keys(BACKENDS)),
    io: flags.word("io", ["io_parallel", "io_stream"]),
    precision: precisionOf(flags),
    strategy: flags.word("strategy", ["latency", "resource"]),
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
    throw new InterlaceError(error.message, {
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
    place: { field: "--part" },
    hint: "Write a part such as xcvu13p-flga2577-2-e.",
  });
}
