import { WORD_BITS } from "../words/word_bits.ts";
import type { ZynqBoard } from "./board.ts";

/** ZCU104 of AMD, Zynq UltraScale+ ZU7EV. */
export const zcu104: ZynqBoard = {
  kind: "zynq",
  title: "ZCU104 of AMD, Zynq UltraScale+ ZU7EV",
  part: "xczu7ev-ffvc1156-2-e",
  boardPart: "xilinx.com:zcu104:part0",
  ps: "zynqmp",
  memoryBits: 128,
  wordBits: WORD_BITS,
  defaultWordBits: 32,
  programs: ["vivado"],
  needs: "on the board PYNQ 2.7 or newer",
};
