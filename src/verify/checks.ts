import { agrees } from "./import.ts";
import { comparisonsOf } from "./comparisons.ts";
import type { Comparisons } from "./mismatch.ts";
import type { VerifyReport } from "./report.ts";
import { PASSES_TOLERANCE } from "./tolerance.ts";
import { CHECKS, type Checks } from "./verdict.ts";

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
