import { assertEquals, assertThrows } from "@std/assert";
import { mantissaText } from "../../../src/backends/hls/names/mantissa_text.ts";
import { InterlaceError } from "../../../src/base/errors.ts";
import { mantissaRange, parseFixedType } from "../../../src/fixed/mod.ts";
import type { Mantissas } from "../../../src/tensor/mod.ts";

/** Both limits of a type, what lies beside them and beside every power of ten. */
function telling(text: string): readonly bigint[] {
  const { min, max } = mantissaRange(parseFixedType(text));
  const powers = Array.from({ length: 20 }, (_, i) => 10n ** BigInt(i));
  return [
    min,
    min + 1n,
    max,
    max - 1n,
    0n,
    ...powers.flatMap((power) => [power, power - 1n, -power, 1n - power]),
  ]
    .filter((value) => value >= min && value <= max);
}

for (
  const name of [
    "ap_fixed<1,1>",
    "ap_fixed<16,6>",
    "ap_ufixed<31,4>",
    "ap_fixed<32,2>",
    "ap_ufixed<32,2>",
    "ap_fixed<64,9>",
  ]
) {
  Deno.test(`mantissaText() writes every number of ${name} in decimal`, () => {
    const type = parseFixedType(name);
    const values = telling(name);
    const data = BigInt64Array.from([...values, ...values.toReversed()]) as Mantissas;
    const lines = [values, values.toReversed()].map((line) => `${line.join(" ")}\n`);
    assertEquals(mantissaText([{ shape: [2, values.length], type, data }]), lines.join(""));
  });
}

Deno.test("mantissaText() puts the tensors of a sample into one line", () => {
  const type = parseFixedType("ap_fixed<9,3>");
  const first = { shape: [2, 2], type, data: BigInt64Array.of(1n, -2n, 3n, -256n) as Mantissas };
  const second = {
    shape: [2, 1],
    type: parseFixedType("ap_fixed<40,3>"),
    data: BigInt64Array.of(7n, -(2n ** 39n)) as Mantissas,
  };
  assertEquals(mantissaText([first, second]), "1 -2 7\n3 -256 -549755813888\n");
});

Deno.test("mantissaText() refuses what no text can hold, before it makes any", () => {
  const tensor = {
    shape: [2 ** 27, 1],
    type: parseFixedType("ap_fixed<16,6>"),
    data: { length: 2 ** 27 } as unknown as Mantissas,
  };
  assertThrows(
    () => mantissaText([tensor]),
    InterlaceError,
    "may take 939524096 characters, more than the limit of 536869888",
  );
});
