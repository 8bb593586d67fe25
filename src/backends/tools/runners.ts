import { isObject, type OptionRule } from "../../base/options.ts";
import type { Target, TargetBackend } from "../../target/mod.ts";
import { HLS_RUN_FLAGS, type HlsRunner, isHlsRunner } from "../hls/tools/runner.ts";
import { isRtlRunner, RTL_RUN_FLAGS, type RtlRunner } from "../rtl/tools/runner.ts";
import type { RunFlag } from "./run_flag.ts";

/** How the code of each family is run, as far as only that family knows what it means. */
export interface RunnerOptions extends Partial<Record<TargetBackend["family"], object>> {
  /** Of C++ for high-level synthesis. */
  readonly hls?: HlsRunner;
  /** Of Verilog. */
  readonly rtl?: RtlRunner;
}

/** What these options may be. */
export const isRunnerOptions: OptionRule = isObject<RunnerOptions>({ hls: isHlsRunner, rtl: isRtlRunner });

/** The flags of every family, in the order in which help lists them; no two families have one of the same name. */
export const RUN_FLAGS: Readonly<Record<TargetBackend["family"], readonly RunFlag[]>> = {
  hls: HLS_RUN_FLAGS,
  rtl: RTL_RUN_FLAGS,
};

/** The flags that say nothing of how the code of a target is run. */
export function foreignRunFlags({ backend }: Target): readonly RunFlag[] {
  return Object.entries(RUN_FLAGS).flatMap(([family, flags]) => family === backend.family ? [] : flags);
}
