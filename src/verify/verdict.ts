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
