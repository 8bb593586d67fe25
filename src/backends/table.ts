import type { Target, TargetBackend } from "../target/mod.ts";
import type { BackendFamily } from "./family.ts";
import { hls } from "./hls/family.ts";
import { rtl } from "./rtl/family.ts";

/** Every family of back ends. */
export const FAMILIES: Readonly<Record<TargetBackend["family"], BackendFamily>> = { hls, rtl };

/** The family that writes, runs and builds the designs of a target. */
export function familyOf({ backend }: Target): BackendFamily {
  return FAMILIES[backend.family];
}
