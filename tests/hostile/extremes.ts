import type { Random } from "./random.ts";

/** Sizes at and beyond what integers of common widths, float64 and the limits of Interlace hold. */
const SIZES = [
  ...[
    0,
    1,
    2,
    3,
    7,
    64,
    255,
    256,
    4097,
    65536,
    2 ** 20 + 1,
    2 ** 26 + 1,
    2 ** 28,
    2 ** 31 - 1,
    2 ** 31,
    2 ** 32,
  ],
  ...[2 ** 40, 2 ** 53 - 1, 2 ** 53, 2 ** 62, 2 ** 63, -1, -2, -255, -(2 ** 31), -(2 ** 53), -(2 ** 63)],
];

/** Numbers that are no sizes. */
const ODD_NUMBERS = [0.5, -0.5, 1e-300, 1e300, 5e-324, NaN, Infinity, -Infinity, -0];

/** A whole number that some program may not have expected. */
export function oddSize(random: Random): number {
  return random.once(2) ? random.below(12) : random.pick(SIZES);
}

/** Any number that some program may not have expected. */
export function oddNumber(random: Random): number {
  return random.once(3) ? random.pick(ODD_NUMBERS) : oddSize(random);
}

/** A name: empty, of a prototype's property, long, of control characters, that of a path. */
export function oddName(random: Random): string {
  return random.pick([
    ...[
      "",
      " ",
      "__proto__",
      "constructor",
      "toString",
      "../../etc/passwd",
      "/dev/zero",
      "C:\\nul",
      "a\0b",
      "\u202e",
    ],
    ...["\u001b[2J\u0007", "\ud800", "日本語", "$(touch x)", "*/ int main(", "%n%s", "n".repeat(300)],
    "long ".repeat(random.pick([1e3, 1e5, 1e6])),
  ]);
}
