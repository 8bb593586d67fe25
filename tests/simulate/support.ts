import { type FixedType, laneOf, type Mantissa, mantissaRange, parseFixedType } from "../../src/fixed/mod.ts";
import { type FixedTensor, type Mantissas, type Shape, sizeOf } from "../../src/tensor/mod.ts";
import { randomBits } from "../fixed/random.ts";

/** A tensor of given mantissas. */
export function fixedTensor(shape: Shape, type: string | FixedType, values: readonly bigint[]): FixedTensor {
  const data = BigInt64Array.from(values, (value) => laneOf(value as Mantissa)) as Mantissas;
  return { shape, type: typeof type === "string" ? parseFixedType(type) : type, data };
}

/** A tensor of random mantissas, every fourth one being the least or the greatest of the type. */
export function randomTensor(shape: Shape, type: string | FixedType, seed: bigint): FixedTensor {
  const parsed = typeof type === "string" ? parseFixedType(type) : type;
  const { min, max } = mantissaRange(parsed);
  const bits = randomBits(seed);
  const values = Array.from({ length: sizeOf(shape) }, () => {
    const word = bits();
    if (word % 4n === 0n) return word & 8n ? min : max;
    return min + (word >> 3n) % (max - min + 1n);
  });
  return fixedTensor(shape, parsed, values);
}

/** A fixed-point number as a fraction. */
export function rational(mantissa: bigint, type: FixedType): { numerator: bigint; denominator: bigint } {
  const fraction = type.width - type.integer;
  return fraction >= 0
    ? { numerator: mantissa, denominator: 2n ** BigInt(fraction) }
    : { numerator: mantissa * 2n ** BigInt(-fraction), denominator: 1n };
}

/** Mantissas of a tensor, unsigned ones without their lane's sign. */
export function mantissasOf({ data, type }: FixedTensor): bigint[] {
  return Array.from(data, (lane) => type.signed || lane >= 0n ? lane : lane + 2n ** 64n);
}

/** Repeatable multiples of 1/32 in −2…2: sums of their products are exact in float32, in any order. */
export function randomReals(count: number, seed: bigint): Float64Array {
  const bits = randomBits(seed);
  return Float64Array.from({ length: count }, () => (Number(bits() % 129n) - 64) / 32);
}
