import type { Verb } from "../verb.ts";
import { DESIGN_FLAGS, MODEL_FLAGS } from "./shared_flags.ts";

/** What help says of `inspect`. */
export const inspect: Verb = {
  name: "inspect",
  usage: "MODEL [--interval N] [--json]",
  summary:
    "lists layers, shapes, parameters, multiplications and ranges of weights, or what is unsupported and why; with a goal, the factors that reach it",
  flags: [...DESIGN_FLAGS, ...MODEL_FLAGS, { name: "json", help: "print one JSON document" }],
  example: "decoder.onnx",
};
