import { WORD_BITS } from "../words/word_bits.ts";
import type { StreamBoard } from "./board.ts";

/** AXI4-Stream in and out, whatever it is built into. */
export const axiStream: StreamBoard = {
  kind: "stream",
  title: "any design of AXI4-Stream interfaces",
  wordBits: WORD_BITS,
  defaultWordBits: 32,
  programs: [],
  needs: "a design of your own",
};
