import type { Verb } from "../verb.ts";
import { DESIGN_FLAGS, MODEL_FLAGS } from "./shared_flags.ts";

/** What help says of `export`. */
export const exportVerb: Verb = {
  name: "export",
  usage: "MODEL|DIR -o FILE.onnx [--format qonnx]",
  summary: "writes the network with its types as a file that the qonnx package executes",
  flags: [
    { name: "out", short: "o", value: "FILE.onnx", help: "file to write; an older one is replaced" },
    {
      name: "format",
      value: "qonnx",
      help:
        "ONNX with quantisers, whose operators give every code of the design; refused where float32 cannot",
      default: "qonnx",
    },
    ...DESIGN_FLAGS,
    ...MODEL_FLAGS,
  ],
  example: 'decoder.onnx --precision "ap_fixed<8,3,AP_RND_CONV,AP_SAT>" -o decoder-8-bits.onnx',
};
