import type { Target, TargetBackend } from "../../target/mod.ts";
import type { FamilyTools } from "../family_tools.ts";
import { hlsTools } from "../hls/family_tools.ts";
import { rtlTools } from "../rtl/family_tools.ts";

/** The tools of every family; apart from the families, whose renderers `build` and `doctor` have no use for. */
export const FAMILY_TOOLS: Readonly<Record<TargetBackend["family"], FamilyTools>> = {
  hls: hlsTools,
  rtl: rtlTools,
};

/** What is around the code of a target's designs. */
export function toolsOf({ backend }: Target): FamilyTools {
  return FAMILY_TOOLS[backend.family];
}
