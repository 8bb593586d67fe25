import { counterOf } from "../../schedule/mod.ts";

/** A number as Verilog writes it, of exactly so many bits; negative ones in two's complement. */
export function hexLiteral(value: bigint, width: number): string {
  return `${width}'h${BigInt.asUintN(width, value).toString(16)}`;
}

/** Fields of one width side by side, the first in the lowest bits. */
export function packed(fields: readonly (bigint | number)[], width: number): bigint {
  return packedFields(fields.map((value) => ({ value, width })));
}

/** Fields side by side, the first in the lowest bits. */
export function packedFields(
  fields: readonly { readonly value: bigint | number | boolean; readonly width: number }[],
): bigint {
  const bits = fields.map(({ value, width }) => {
    if (width === 0) return "";
    return BigInt.asUintN(width, BigInt(value)).toString(2).padStart(width, "0");
  });
  const text = bits.reverse().join("");
  return text === "" ? 0n : BigInt(`0b${text}`);
}

/** A memory's words as `$readmemh` reads them, one a line. */
export function memoryFile(words: readonly bigint[], width: number): string {
  const digits = Math.ceil(width / 4);
  return words.map((word) => `${BigInt.asUintN(width, word).toString(16).padStart(digits, "0")}\n`).join("");
}

/** Bits of an index of so many things, at least one. */
export function indexWidth(count: number): number {
  return counterOf({ max: count - 1 }).width;
}

/** Bits in which all of some numbers have a sign, at least two. */
export function signedWidth(values: readonly bigint[]): number {
  let width = 2;
  for (const value of values) while (BigInt.asIntN(width, value) !== value) width++;
  return width;
}
