import type { Board } from "./boards/board.ts";
import { type BoardName, BOARDS } from "./boards/table.ts";
import type { WordBits } from "./words/word_bits.ts";

/** What stands between the ports of a network and what it is built into. */
export interface Deployment {
  /** For what. */
  readonly board: BoardName;
  /** Bits of a word that travels in and out. */
  readonly wordBits: WordBits;
}

/** What there is to know of the board of a deployment. */
export function boardOf({ board }: Pick<Deployment, "board">): Board {
  return BOARDS[board];
}

/** The part of a board; undefined where any will do. */
export function partOf(board: Board): string | undefined {
  return board.kind === "stream" ? undefined : board.part;
}

/** Nanoseconds of the one clock that a board has; undefined where a design chooses. */
export function clockPeriodOf(board: Board): number | undefined {
  return board.kind === "uart" ? 1e9 / board.clockHz : undefined;
}
