import type { Verb } from "../verb.ts";
import { METRIC_FLAGS } from "./metric_flags.ts";
import { DESIGN_FLAGS, MODEL_FLAGS, PAGE_FLAG } from "./shared_flags.ts";

/** What help says of `tune`. */
export const tune: Verb = {
  name: "tune",
  usage: "MODEL --data [NAME=]X.npy [--labels Y.npy] [--metric M] [--budget B] -o FILE",
  summary: "looks for the types that cost least and keep a budget, judged by bit-exact simulation",
  flags: [
    ...METRIC_FLAGS,
    {
      name: "budget",
      value: "B",
      such: "a number, such as 0.001",
      help: "how much worse than float64 the metric may be; of snr and psnr without labels, the least dB",
      default: "40 dB; with labels 0.1 dB, auc 0.001, accuracy and iou 0.005",
    },
    { name: "out", short: "o", value: "FILE", help: "YAML configuration to write" },
    { ...PAGE_FLAG, help: "also write the page that `view` writes of the design with these types" },
    { name: "json", help: "print one JSON document" },
    ...DESIGN_FLAGS,
    ...MODEL_FLAGS,
    { name: "force", help: "replace a file" },
  ],
  example: "decoder.onnx --data x.npy --labels y.npy --metric auc --budget 0.001 -o tuned.yml",
};
