import type { Target, TargetBackend } from "../target/mod.ts";
import type { BackendFamily } from "./family.ts";
import { hls } from "./hls/family.ts";

/** Every family of back ends. */
export const FAMILIES: Readonly<Record<TargetBackend["family"], BackendFamily>> = { hls };

/** The family that writes, runs and builds the designs of a target. */
export function familyOf({ backend }: Target): BackendFamily {
  return FAMILIES[backend.family];
}
