import type { LoadedFrontEnd } from "../frontend.ts";
import { importInterlace, INTERLACE_SUPPORT } from "./import.ts";

/** What this folder does for each of its formats. */
export const frontEnds: Readonly<Record<string, LoadedFrontEnd>> = {
  interlace: { operators: INTERLACE_SUPPORT, import: importInterlace },
};
