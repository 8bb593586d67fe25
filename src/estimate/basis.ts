import type { Design } from "../design/mod.ts";
import { GATE_FIT } from "./gates/coefficients.ts";
import { type GateFamily, gateFamilyOf } from "./gates/family.ts";

/** How parts are called that were swept. */
const SWEPT: Readonly<Record<GateFamily, string>> = { ecp5: "ECP5", xc7: "AMD's 7 series" };

/**
 * On what the figures of an estimate rest, in one sentence: what is counted, what was fitted, to what, and how far that is off.
 */
export function estimateBasis({ part, target }: Pick<Design, "part" | "target">): string {
  if (target.timing.pipelines === "stalling") {
    return "counted from the plan, but for products with constants and what waits at shared multipliers: fitted to dense " +
      "layers that hls4ml wrote and Vitis HLS synthesised for xcvu13p at 16 bits";
  }
  const family = gateFamilyOf(part);
  const { version, modules, shapes, errors } = GATE_FIT[family];
  const percent = (error: number) => `${Math.round(100 * error)} %`;
  return `DSP and block RAM counted from the plan; LUT and FF fitted to ${modules} modules of ${shapes} shapes by Yosys ` +
    `${version} for ${SWEPT[family]}: of shapes that the fit did not see, half are off by at most ${
      percent(errors.LUT.median)
    } and ${percent(errors.FF.median)}, nine of ten by ${percent(errors.LUT.of90)} and ${
      percent(errors.FF.of90)
    }`;
}
