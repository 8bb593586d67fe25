import { alveoU250 } from "./alveo_u250.ts";
import { alveoU50 } from "./alveo_u50.ts";
import { alveoU55c } from "./alveo_u55c.ts";
import { axiStream } from "./axi_stream.ts";
import type { Board } from "./board.ts";
import { kv260 } from "./kv260.ts";
import { pynqZ2 } from "./pynq_z2.ts";
import { ultra96v2 } from "./ultra96v2.ts";
import { ulx3s } from "./ulx3s.ts";
import { zcu104 } from "./zcu104.ts";

/** Every {@linkcode BoardName}. */
export const BOARD_NAMES = [
  "axi-stream",
  "pynq-z2",
  "zcu104",
  "kv260",
  "ultra96v2",
  "alveo-u50",
  "alveo-u55c",
  "alveo-u250",
  "ulx3s",
] as const;

/** What a project can be deployed to; `axi-stream` is any design of AXI4-Stream interfaces. */
export type BoardName = typeof BOARD_NAMES[number];

/** Every board, by the name that `--deploy` takes. */
export const BOARDS: Readonly<Record<BoardName, Board>> = {
  "axi-stream": axiStream,
  "pynq-z2": pynqZ2,
  zcu104,
  kv260,
  ultra96v2,
  "alveo-u50": alveoU50,
  "alveo-u55c": alveoU55c,
  "alveo-u250": alveoU250,
  ulx3s,
};
