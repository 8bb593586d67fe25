import type { LoadedFrontEnd } from "../frontend.ts";
import { importKerasH5, importKerasJson, importKerasZip, KERAS_SUPPORT } from "./mod.ts";

/** What this folder does for each of its formats. */
export const frontEnds: Readonly<Record<string, LoadedFrontEnd>> = {
  keras: { operators: KERAS_SUPPORT, import: importKerasZip },
  keras_h5: { operators: KERAS_SUPPORT, import: importKerasH5 },
  keras_json: { operators: KERAS_SUPPORT, import: importKerasJson },
};
