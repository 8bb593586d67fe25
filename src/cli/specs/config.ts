import type { Verb } from "../verb.ts";
import { DESIGN_FLAGS, MODEL_FLAGS } from "./shared_flags.ts";

/** What help says of `config`. */
export const config: Verb = {
  name: "config",
  usage: "MODEL [-o FILE]",
  summary: "writes a complete configuration: every layer, every type and factor as they are decided",
  flags: [
    {
      name: "out",
      short: "o",
      value: "FILE",
      help: "YAML file to write",
      default: "standard output",
    },
    ...DESIGN_FLAGS,
    ...MODEL_FLAGS,
    { name: "force", help: "replace a file" },
  ],
  example: "decoder.onnx -o decoder.yml --reuse-factor 4",
};
