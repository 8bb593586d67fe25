/** A number in so many bits: its lowest ones, in two's complement. */
export interface PackedField {
  readonly value: bigint | number | boolean;
  /** Bits; none for a field that is left out. */
  readonly width: number;
}

/** Fields side by side, the first in the lowest bits. */
export function packedFields(fields: readonly PackedField[]): bigint {
  const bits = fields.map(({ value, width }) => {
    if (width === 0) return "";
    return BigInt.asUintN(width, BigInt(value)).toString(2).padStart(width, "0");
  });
  const text = bits.reverse().join("");
  return text === "" ? 0n : BigInt(`0b${text}`);
}

/** Fields of one width side by side, the first in the lowest bits. */
export function packed(fields: readonly (bigint | number)[], width: number): bigint {
  return packedFields(fields.map((value) => ({ value, width })));
}
