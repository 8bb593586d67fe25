/** Exact results of modules: their widths, and how they are divided and cast. */
import type { HardwareCast } from "../../fixed/mod.ts";

/** An exact result and how it is divided. */
export interface ExactSum {
  /** Bits of the result, its sign included. */
  readonly width: number;
  /** Whether it is divided: a power of two only moves the point. */
  readonly divides: boolean;
  /** Bits that it is moved up for that. */
  readonly raise: number;
  /** Bits of the dividend; null where there is none. */
  readonly dividendBits: number | null;
  /** How it is cast, or its quotient with a bit for any rest behind. */
  readonly result: ModuleCast;
}

/** A cast of any number of so many fraction bits, as a module does it whatever the numbers are. */
export type ModuleCast = Pick<HardwareCast, "dropped" | "to">;

/** What two elements make. */
export interface MetSum {
  /** What is summed up or compared. */
  readonly sum: ExactSum;
  /** Bits that each operand is moved up to the fraction bits of the sum. */
  readonly lifts: readonly [number, number];
}
