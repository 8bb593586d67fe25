import type { Verb } from "../verb.ts";
import {
  DESIGN_FLAGS,
  FORCE_FLAG,
  MODEL_FLAGS,
  PAGE_FLAG,
  RUN_CODE_FLAGS,
  VERBOSE_FLAG,
} from "./shared_flags.ts";

/** Samples of given data that a test bench gets: a co-simulation of each takes long. */
export const TESTBENCH_SAMPLES = 10;

/** What help says of `verify`. */
export const verify: Verb = {
  name: "verify",
  usage: "MODEL|DIR [-o DIR] [--data [NAME=]X.npy]… [--json]",
  summary: "runs the generated code and compares it, layer by layer, with simulator, float64 and framework",
  flags: [
    {
      name: "out",
      short: "o",
      value: "DIR",
      help:
        `also write the project to this folder, with the first ${TESTBENCH_SAMPLES} samples in its test bench`,
    },
    {
      name: "data",
      value: "[NAME=]X.npy[:ARRAY]",
      repeat: true,
      help: "samples of an input: .npy, .npz (ARRAY: one of several) or text",
      default: "random ones of unit range, and for the bits over the whole range of its type",
    },
    {
      name: "samples",
      such: "a count, such as 16",
      value: "N",
      help: "how many random samples of each kind, or first samples of the data",
      default: "8, or all",
    },
    {
      name: "seed",
      such: "an integer, such as 7",
      value: "S",
      help: "of the random samples",
      default: "0",
    },
    {
      name: "vcd",
      value: "FILE",
      help:
        "where the Verilog of a design gives another element than the simulator, its waveform around the first",
    },
    {
      name: "tolerance",
      such: "a fraction of the range, such as 0.01",
      value: "T",
      help: "exit 1 if fixed point is off float64 by more than this fraction of an output's range anywhere",
      default: "quantisation is reported, not judged",
    },
    {
      name: "require-oracle",
      help: "exit 1 if no framework runs the model, so that nobody checks the import",
    },
    { name: "json", help: "print one JSON document" },
    PAGE_FLAG,
    ...DESIGN_FLAGS,
    ...MODEL_FLAGS,
    ...RUN_CODE_FLAGS,
    FORCE_FLAG,
    VERBOSE_FLAG,
  ],
  example: "decoder.onnx --data test_inputs.npy --samples 10 --tolerance 0.01",
};
