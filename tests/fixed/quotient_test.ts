import { assertEquals } from "@std/assert";
import { castQuotient, fixedType, OVERFLOW_MODES, QUANTIZATION_MODES } from "../../src/fixed/mod.ts";
import { rationalCast } from "./rational_cast.ts";

/** value / divisor · 2^−fraction */
function rational(value: bigint, divisor: bigint, fraction: number) {
  return fraction >= 0
    ? { numerator: value, denominator: divisor * 2n ** BigInt(fraction) }
    : { numerator: value * 2n ** BigInt(-fraction), denominator: divisor };
}

Deno.test("castQuotient() rounds once, as the definition over fractions does, in every mode", () => {
  for (const quantization of QUANTIZATION_MODES) {
    for (const overflow of OVERFLOW_MODES) {
      for (const [width, integer] of [[4, 2], [4, -1], [3, 6]]) {
        for (const signed of [true, false]) {
          const to = fixedType({ width, integer, signed, quantization, overflow });
          for (const divisor of [1n, 2n, 3n, 6n, 7n, 12n]) {
            for (const fraction of [-2, 0, 3]) {
              for (let value = -40n; value <= 40n; value++) {
                assertEquals(
                  castQuotient({ value, divisor, fraction }, to),
                  rationalCast(rational(value, divisor, fraction), to),
                  `${value}/${divisor}·2^-${fraction} to ${JSON.stringify(to)}`,
                );
              }
            }
          }
        }
      }
    }
  }
});

Deno.test("castQuotient() tells a tie from what is next to it in numbers of hundreds of bits", () => {
  const to = fixedType({ width: 64, integer: 60, quantization: "AP_RND_CONV" });
  const divisor = 3n ** 150n;
  for (const extra of [-1n, 0n, 1n]) {
    // (5 + 1/2 + extra / divisor) in units of the last bit
    const value = 11n * divisor + 2n * extra;
    const given = { value, divisor: 2n * divisor, fraction: 4 };
    assertEquals(castQuotient(given, to), extra < 0n ? 5n : 6n);
  }
});
