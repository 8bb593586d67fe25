import type { ResourceCounts } from "../counts.ts";
import type { GateCoefficients } from "./coefficients.ts";
import { type CountedModule, type Feature, FEATURES } from "./features.ts";

/** What is fitted: the rest is counted. */
export type FittedKind = "LUT" | "FF";

/** What of a module look-up tables and flip-flops can depend on. */
export const FITTED: Readonly<Record<FittedKind, readonly Feature[]>> = {
  LUT: FEATURES.filter((name) => name !== "registers" && name !== "read"),
  FF: ["registers", "control", "read"],
};

/** What a module takes, with coefficients of its family. */
export function fittedCounts(
  { DSP, BRAM_18K, features }: CountedModule,
  coefficients: GateCoefficients,
): ResourceCounts {
  const of = (kind: FittedKind) =>
    Math.round(
      FEATURES.reduce((sum, name) => sum + features[name] * (coefficients[kind][name] ?? 0), 0),
    );
  return { DSP, BRAM_18K, LUT: of("LUT"), FF: of("FF"), URAM: 0 };
}
