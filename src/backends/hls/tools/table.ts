import { InterlaceError } from "../../../base/errors.ts";
import type { HlsToolName, Target } from "../../../target/mod.ts";
import type { HlsTool } from "./tool.ts";
import { vitis } from "./vitis.ts";
import { vivado } from "./vivado.ts";

/** Every tool that an HLS project can be made for. */
export const HLS_TOOLS: Readonly<Record<HlsToolName, HlsTool>> = { vitis, vivado };

/**
 * The tool that a target's projects are for.
 * @throws {InterlaceError} for a target of another family.
 */
export function hlsToolOf({ name, backend }: Target): HlsToolName {
  if (backend.family === "hls") return backend.tool;
  throw new InterlaceError(`Cannot write C++ for target "${name}": its designs are not built from C++`, {
    code: "option-invalid",
    place: { field: "target.backend" },
  });
}
