import { type FixedFormat, type Interval, narrowestType } from "./interval.ts";

/** Exact numbers between two operators: all that can occur, and the narrowest bits that hold them. */
export interface ExactNumbers extends Interval, FixedFormat {}

/** Numbers with the narrowest bits that hold them. */
export function exactNumbers(interval: Interval): ExactNumbers {
  return { ...interval, ...narrowestType(interval) };
}
