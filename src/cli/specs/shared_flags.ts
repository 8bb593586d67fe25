import { RUN_FLAGS } from "../../backends/tools/runners.ts";
import { DEFAULT_CLOCK_PERIOD, DEFAULT_PRECISION } from "../../design/types/defaults.ts";
import { GOALS } from "../../design/options/goal.ts";
import { DEFAULT_TARGET, IO_TYPES, STRATEGIES, TARGET_NAMES } from "../../target/mod.ts";
import type { FlagSpec } from "../arguments/flags.ts";

/** Flags of every verb that imports a model. */
export const MODEL_FLAGS: readonly FlagSpec[] = [
  {
    name: "input-shape",
    value: "[NAME=]1,1,24,24",
    repeat: true,
    help: "fixes symbolic sizes of an input, or replaces spatial ones; a symbolic batch needs nothing",
  },
  {
    name: "constant",
    value: "NAME=FILE.pb|npy",
    repeat: true,
    help: "binds a graph input that is really a parameter",
  },
  {
    name: "output",
    value: "TENSOR",
    repeat: true,
    help: "cuts the model at a tensor: a name in ONNX, a layer in Keras, a node in TensorFlow.js",
  },
  {
    name: "weights",
    value: "FILE",
    help: "file of weights for a Keras architecture (.json), or instead of a Keras model's own",
  },
];

/** Flags that say what factors are chosen for. */
export const GOAL_FLAGS: readonly FlagSpec[] = GOALS.map(({ flag, value, such, about }) => ({
  name: flag,
  value,
  such,
  help: about,
}));

/** Flags that decide what is built. */
export const DESIGN_FLAGS: readonly FlagSpec[] = [
  {
    name: "config",
    value: "FILE.yml",
    help: "configuration, YAML or JSON, with hls4ml's keys; flags win over it",
  },
  {
    name: "backend",
    value: TARGET_NAMES.join("|"),
    help: "tool that the project is for",
    default: DEFAULT_TARGET.name,
  },
  {
    name: "io",
    value: IO_TYPES.join("|"),
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
    value: STRATEGIES.join("|"),
    help: "everything unrolled, or shared multipliers with weights in memories",
    default: "latency",
  },
  {
    name: "reuse-factor",
    such: "a count, such as 4",
    value: "N|auto",
    help: "times that a multiplier is used for an output; auto: chosen for a goal",
    default: "1",
  },
  ...GOAL_FLAGS,
  {
    name: "parallelization-factor",
    such: "a count, such as 2",
    value: "N",
    help: "windows computed at once in io_parallel",
    default: "1",
  },
  {
    name: "no-snap",
    help: "a factor that is not valid for a layer is an error, instead of the nearest valid one",
  },
  {
    name: "part",
    value: "P",
    help: "FPGA part, which resources are shares of",
    default: `that of the board, or ${DEFAULT_TARGET.part}`,
  },
  {
    name: "clock-period",
    such: "nanoseconds, such as 5",
    value: "NS",
    help: "nanoseconds",
    default: String(DEFAULT_CLOCK_PERIOD),
  },
];

/** Flags that say how generated code is run, of verbs that run it. */
export const RUN_CODE_FLAGS: readonly FlagSpec[] = Object.values(RUN_FLAGS).flat();

/** Those of them that verbs take, too, which run none. */
export const IDLE_RUN_FLAGS: readonly FlagSpec[] = Object.values(RUN_FLAGS).flat()
  .filter(({ runOnly }) => !runOnly);

/** Flag that allows to replace what an earlier run wrote. */
export const FORCE_FLAG: FlagSpec = {
  name: "force",
  help: "replace a folder that Interlace made; anything else in the way is refused",
};

/** Flag that unfolds what a summary leaves out. */
export const VERBOSE_FLAG: FlagSpec = {
  name: "verbose",
  help: "print every table in full",
};

/** Flag that names a page of the design to write besides. */
export const PAGE_FLAG: FlagSpec = {
  name: "html",
  value: "FILE",
  help: "also write the page that `view` writes",
};
