import { BOARD_NAMES } from "../../backends/boards/table.ts";
import { WORD_BITS } from "../../backends/words/word_bits.ts";
import type { Verb } from "../verb.ts";
import {
  DESIGN_FLAGS,
  FORCE_FLAG,
  IDLE_RUN_FLAGS,
  MODEL_FLAGS,
  PAGE_FLAG,
  VERBOSE_FLAG,
} from "./shared_flags.ts";

/** What help says of `convert`. */
export const convert: Verb = {
  name: "convert",
  usage: "MODEL -o DIR [--data [NAME=]X.npy] [--json]",
  summary: "writes the project of a model: C++ for HLS, or Verilog",
  flags: [
    { name: "out", short: "o", value: "DIR", help: "folder to write; it must not exist" },
    {
      name: "data",
      value: "[NAME=]X.npy[:ARRAY]",
      repeat: true,
      help: "samples for the test bench: .npy, .npz (ARRAY: one of several) or text",
      default: "four random ones",
    },
    {
      name: "deploy",
      value: BOARD_NAMES.join("|"),
      help:
        "also write what stands around the network on a board; axi-stream: AXI4-Stream with TLAST, for any",
    },
    {
      name: "word-bits",
      value: WORD_BITS.join("|"),
      help: "bits of a word that travels in and out",
      default: "32, or what the board takes",
    },
    { name: "json", help: "print one JSON document" },
    PAGE_FLAG,
    ...DESIGN_FLAGS,
    ...MODEL_FLAGS,
    ...IDLE_RUN_FLAGS,
    FORCE_FLAG,
    VERBOSE_FLAG,
  ],
  example: "decoder.onnx -o build/decoder --precision 'ap_fixed<16,6>' --reuse-factor 4",
};
