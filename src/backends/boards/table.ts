import { axiStream } from "./axi_stream.ts";
import type { Board } from "./board.ts";

/** Every {@linkcode BoardName}. */
export const BOARD_NAMES = ["axi-stream"] as const;

/** What a project can be deployed to; `axi-stream` is any design of AXI4-Stream interfaces. */
export type BoardName = typeof BOARD_NAMES[number];

/** Every board, by the name that `--deploy` takes. */
export const BOARDS: Readonly<Record<BoardName, Board>> = {
  "axi-stream": axiStream,
};
