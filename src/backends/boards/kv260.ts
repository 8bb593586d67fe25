import { WORD_BITS } from "../words/word_bits.ts";
import type { ZynqBoard } from "./board.ts";

/** Kria KV260 of AMD. */
export const kv260: ZynqBoard = {
  kind: "zynq",
  title: "Kria KV260 of AMD",
  part: "xck26-sfvc784-2LV-c",
  boardPart: "xilinx.com:kv260_som:part0",
  ps: "zynqmp",
  carrier: { part: "xilinx.com:kv260_carrier", connector: "som240_1_connector" },
  memoryBits: 128,
  wordBits: WORD_BITS,
  defaultWordBits: 32,
  programs: ["vivado"],
  needs: "on the board Kria-PYNQ",
};
