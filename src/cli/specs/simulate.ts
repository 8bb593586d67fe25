import type { Verb } from "../verb.ts";
import { DESIGN_FLAGS, IDLE_RUN_FLAGS, MODEL_FLAGS } from "./shared_flags.ts";

/** What help says of `simulate`. */
export const simulate: Verb = {
  name: "simulate",
  usage: "MODEL|DIR --data [NAME=]X.npy -o Y.npy [--trace DIR] [--threads N] | --explain",
  summary: "computes outputs bit for bit as the hardware does",
  flags: [
    {
      name: "data",
      value: "[NAME=]X.npy[:ARRAY]",
      repeat: true,
      help: "samples of an input: .npy, .npz (ARRAY: one of several) or text",
    },
    {
      name: "out",
      short: "o",
      value: "Y.npy",
      help: "file to write; .npz where there are several outputs",
    },
    { name: "trace", value: "DIR", help: "folder for the output of every layer, a .npy each, channels last" },
    {
      name: "threads",
      such: "a count, such as 2",
      value: "N",
      help: "workers that share the samples; results do not depend on it",
      default: "one a core for much work, else 1",
    },
    { name: "json", help: "print one JSON document" },
    { name: "explain", help: "print how every stage would be computed, and simulate nothing" },
    ...DESIGN_FLAGS,
    ...MODEL_FLAGS,
    ...IDLE_RUN_FLAGS,
    { name: "force", help: "replace a trace folder; anything else in the way is refused" },
  ],
  example: "decoder.onnx --data test_inputs.npy -o outputs.npy --trace layers",
};
