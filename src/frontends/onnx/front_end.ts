import type { LoadedFrontEnd } from "../frontend.ts";
import { importOnnx, ONNX_SUPPORT } from "./mod.ts";

/** What this folder does for each of its formats. */
export const frontEnds: Readonly<Record<string, LoadedFrontEnd>> = {
  onnx: { operators: ONNX_SUPPORT, import: importOnnx },
};
