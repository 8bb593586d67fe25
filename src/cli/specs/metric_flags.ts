import type { FlagSpec } from "../arguments/flags.ts";

/** Flags of verbs that look for types: by what they are judged. */
export const METRIC_FLAGS: readonly FlagSpec[] = [
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
    name: "seed",
    value: "S",
    such: "a number, such as 1",
    help: "decides which samples are kept back",
    default: "0",
  },
  { name: "safe", help: "ranges from types and weights alone: no input of its type overflows anywhere" },
];
