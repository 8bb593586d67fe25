import type { Verb } from "../verb.ts";
import { DESIGN_FLAGS, MODEL_FLAGS } from "./shared_flags.ts";

/** What help says of `tune`. */
export const tune: Verb = {
  name: "tune",
  usage: "MODEL --data [NAME=]X.npy [--labels Y.npy] [--metric M] [--budget B] -o FILE",
  summary: "looks for the types that cost least and keep a budget, judged by bit-exact simulation",
  flags: [
    {
      name: "data",
      value: "[NAME=]X.npy[:ARRAY]",
      repeat: true,
      help: "samples of an input: .npy, .npz (ARRAY: one of several) or text; a quarter is kept back",
    },
    { name: "labels", value: "Y.npy[:ARRAY]", help: "what is right for each sample" },
    {
      name: "metric",
      value: "snr|mse|psnr|accuracy|auc|iou|FILE.ts",
      help: "figure of merit; a module exports a function of outputs, floats and labels as its default",
      default: "snr",
    },
    {
      name: "budget",
      value: "B",
      such: "a number, such as 0.001",
      help: "how much worse than float64 the metric may be; of snr and psnr without labels, the least dB",
      default: "40 dB; with labels 0.1 dB, auc 0.001, accuracy and iou 0.005",
    },
    {
      name: "seed",
      value: "S",
      such: "a number, such as 1",
      help: "decides which samples are kept back",
      default: "0",
    },
    { name: "safe", help: "ranges from types and weights alone: no input of its type overflows anywhere" },
    { name: "out", short: "o", value: "FILE", help: "YAML configuration to write" },
    { name: "json", help: "print one JSON document" },
    ...DESIGN_FLAGS,
    ...MODEL_FLAGS,
    { name: "force", help: "replace a file" },
  ],
  example: "decoder.onnx --data x.npy --labels y.npy --metric auc --budget 0.001 -o tuned.yml",
};
