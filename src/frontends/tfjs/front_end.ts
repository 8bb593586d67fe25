import type { LoadedFrontEnd } from "../frontend.ts";
import { importModelJson, TFJS_SUPPORT } from "./mod.ts";

/** What this folder does for each of its formats. */
export const frontEnds: Readonly<Record<string, LoadedFrontEnd>> = {
  tfjs: { operators: TFJS_SUPPORT, import: importModelJson },
};
