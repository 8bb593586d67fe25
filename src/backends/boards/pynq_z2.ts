import { WORD_BITS } from "../words/word_bits.ts";
import type { ZynqBoard } from "./board.ts";

/** PYNQ-Z2 of TUL, Zynq-7020. */
export const pynqZ2: ZynqBoard = {
  kind: "zynq",
  title: "PYNQ-Z2 of TUL, Zynq-7020",
  part: "xc7z020clg400-1",
  boardPart: "tul.com.tw:pynq-z2:part0",
  ps: "zynq7",
  memoryBits: 64,
  wordBits: WORD_BITS,
  defaultWordBits: 32,
  programs: ["vivado"],
  needs: "board files of TUL in Vivado; on the board PYNQ 2.7 or newer",
};
