import type { Verb } from "../verb.ts";
import { DESIGN_FLAGS, MODEL_FLAGS } from "./shared_flags.ts";

/** What help says of `view`. */
export const view: Verb = {
  name: "view",
  usage: "MODEL|DIR [-o PAGE.html] [--data [NAME=]X.npy]…",
  summary: "writes one page to look at: the network, its numbers, its schedule and its cost",
  flags: [
    {
      name: "out",
      short: "o",
      value: "PAGE.html",
      help: "page to write; an older one is replaced",
      default: "the design's name with .html, here",
    },
    {
      name: "data",
      value: "[NAME=]X.npy[:ARRAY]",
      repeat: true,
      help: "samples whose numbers are shown: .npy, .npz (ARRAY: one of several) or text",
      default: "random ones of unit range",
    },
    {
      name: "samples",
      such: "a count, such as 16",
      value: "N",
      help: "how many random samples, or first samples of the data",
      default: "8, or all; fewer of large networks",
    },
    { name: "seed", such: "an integer, such as 7", value: "S", help: "of the random samples", default: "0" },
    { name: "no-numbers", help: "leave the numbers out, which takes a run of the network" },
    ...DESIGN_FLAGS,
    ...MODEL_FLAGS,
  ],
  example: "decoder.onnx -o decoder.html --data test_inputs.npy",
};
