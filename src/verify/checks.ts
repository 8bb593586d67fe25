import { agrees } from "./import.ts";
import { comparisonsOf } from "./comparisons.ts";
import type { Comparisons, VerifyReport } from "./report.ts";
import { PASSES_TOLERANCE } from "./tolerance.ts";

/** What came of one thing that was asked; `"skipped"` if it could not be asked or has no criterion. */
export type Verdict = "passed" | "failed" | "skipped";

/** What a verification asks. */
export interface Checks {
  /** Whether the generated code, stages one after another and side by side, computes the simulator's bits. */
  readonly bits: Verdict;
  /** Whether the imported model computes in float64 what its framework computes; skipped without one. */
  readonly import: Verdict;
  /** Whether the model as it is built computes in float64 what the imported one does. */
  readonly passes: Verdict;
  /** Whether fixed point is within the asked tolerance of float64; skipped if none was asked. */
  readonly quantisation: Verdict;
}

/** The names of the checks, in the order in which people read them. */
export const CHECKS: readonly (keyof Checks)[] = ["bits", "import", "passes", "quantisation"];

/** The verdicts over what was measured; what is no number never passes. */
export function checksOf(
  report: Comparisons & Pick<VerifyReport, "threads" | "import" | "passes" | "quantisation">,
  { requireOracle }: { readonly requireOracle: boolean },
): Checks {
  const { threads, passes, quantisation } = report;
  const compared = comparisonsOf(report);
  const isSame = compared.length > 0 && compared.every(({ mismatches }) => mismatches === 0);
  const verdict = (passed: boolean) => passed ? "passed" : "failed";
  const agreed = agrees(report.import);
  return {
    bits: verdict(isSame && (threads?.mismatches ?? 0) === 0),
    import: agreed === null ? requireOracle ? "failed" : "skipped" : verdict(agreed),
    passes: verdict(passes.maxRelError <= PASSES_TOLERANCE),
    quantisation: quantisation.tolerance === null
      ? "skipped"
      : verdict(quantisation.maxRelError <= quantisation.tolerance),
  };
}

/** Whether nothing failed. */
export function isPass(checks: Checks): boolean {
  return CHECKS.every((name) => checks[name] !== "failed");
}
