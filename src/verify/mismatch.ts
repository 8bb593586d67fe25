import type { ComparisonName, COMPARISONS } from "../backends/mod.ts";

/** The bit-exact simulator against what the generated code runs as, over every tensor; null where it does not run so. */
export type Comparisons = Readonly<Record<ComparisonName, MantissaComparison | null>>;

/** How many mantissas were compared and how many differ. */
export interface MantissaComparison {
  /** Mantissas compared. */
  readonly values: number;
  /** Those that differ. */
  readonly mismatches: number;
  /** The first that differs; null if none does. */
  readonly first: Mismatch | null;
}

/** The mantissa that something else gave than the simulator, in decimal, under its name. */
export type ExecutedMantissa = Readonly<
  Partial<Record<(typeof COMPARISONS)[ComparisonName]["mantissa"], string>>
>;

/** A mantissa that differs. */
export interface Mismatch extends ExecutedMantissa {
  /** Name of the tensor, which is that of its layer. */
  readonly layer: string;
  /** From 0. */
  readonly sample: number;
  /** Position in the sample, channels last. */
  readonly index: readonly number[];
  /** The simulator's mantissa in decimal: as text, since it may be beyond what a JSON number holds. */
  readonly simulator: string;
}
