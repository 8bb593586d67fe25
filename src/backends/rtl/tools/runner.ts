import { InterlaceError } from "../../../base/errors.ts";
import { isInteger, isObject, isText, type OptionRule } from "../../../base/options.ts";
import type { RunFlag, RunRequest } from "../../tools/run_flag.ts";

/** How Verilog is run. */
export interface RtlRunner {
  /** `verilator`, `icarus`, or `cxxrtl`, which needs no installation. Default: the first of them that there is. */
  readonly simulator?: string;
  /** Seed of random pauses of every port and FIFO: the same seed pauses the same. Default: nothing pauses. */
  readonly stalls?: number;
}

/** What these options may be. */
export const isRtlRunner: OptionRule = isObject<RtlRunner>({ simulator: isText, stalls: isInteger });

/** Flags that say how Verilog is run. */
export const RTL_RUN_FLAGS: readonly RunFlag[] = [
  {
    name: "simulator",
    value: "verilator|icarus|cxxrtl",
    help: "simulator of Verilog; cxxrtl needs no installation",
    default: "the first of them that there is",
    runOnly: true,
  },
  {
    name: "stalls",
    value: "S",
    help: "seed by which every port and FIFO of a design in Verilog pauses at random",
    default: "nothing pauses",
    runOnly: true,
  },
];

/**
 * What flags say of how Verilog is run.
 * @throws {InterlaceError} naming the flag.
 */
export function rtlRunner({ flag }: RunRequest): RtlRunner {
  const stalls = flag("stalls");
  if (stalls !== undefined && !/^-?\d{1,9}$/.test(stalls)) {
    throw new InterlaceError(`Cannot use --stalls ${stalls}: it is no integer of at most nine digits`, {
      code: "option-invalid",
      place: { field: "--stalls" },
      hint: "Write a seed, such as 7.",
    });
  }
  return { simulator: flag("simulator"), stalls: stalls === undefined ? undefined : Number(stalls) };
}
