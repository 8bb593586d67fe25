import { WORD_BITS } from "../words/word_bits.ts";
import type { ZynqBoard } from "./board.ts";

/** Ultra96-V2 of Avnet, Zynq UltraScale+ ZU3EG. */
export const ultra96v2: ZynqBoard = {
  kind: "zynq",
  title: "Ultra96-V2 of Avnet, Zynq UltraScale+ ZU3EG",
  part: "xczu3eg-sbva484-1-i",
  boardPart: "avnet.com:ultra96v2:part0",
  ps: "zynqmp",
  memoryBits: 128,
  wordBits: WORD_BITS,
  defaultWordBits: 32,
  programs: ["vivado"],
  needs: "board files of Avnet in Vivado; on the board PYNQ 2.7 or newer",
};
