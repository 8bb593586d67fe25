import { shortNumber } from "./short_number.ts";

/** Units of time, and where each begins. */
const UNITS = [
  { name: "ns", nanoseconds: 1 },
  { name: "µs", nanoseconds: 1e3 },
  { name: "ms", nanoseconds: 1e6 },
  { name: "s", nanoseconds: 1e9 },
] as const;

/** Nanoseconds in a unit that is easy to read, as `279.4 ms`. */
export function durationText(time: number): string {
  const { name, nanoseconds } = UNITS.findLast((unit) => time >= unit.nanoseconds) ?? UNITS[0];
  return `${shortNumber(time / nanoseconds)} ${name}`;
}
