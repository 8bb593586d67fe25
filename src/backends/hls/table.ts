import type { HlsToolName } from "../../target/mod.ts";
import type { HlsTool } from "./tool.ts";
import { vitis } from "./vitis.ts";
import { vivado } from "./vivado.ts";

/** Every tool that an HLS project can be made for. */
export const HLS_TOOLS: Readonly<Record<HlsToolName, HlsTool>> = { vitis, vivado };
