import type { Design } from "../../src/design/mod.ts";
import { asMantissa, type FixedType, laneOf, type Mantissa, mantissaRange } from "../../src/fixed/mod.ts";
import { type FixedTensor, sizeOf } from "../../src/tensor/mod.ts";
import { randomBits } from "../fixed/random.ts";
import { fixedTensor } from "../simulate/support.ts";

/** A repeatable number for a text (FNV-1a). */
export function seedOf(text: string): bigint {
  let hash = 0xcbf29ce484222325n;
  for (const byte of new TextEncoder().encode(text)) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  }
  return hash;
}

/**
 * Mantissas over the whole range of a type. The first is the least, the last the greatest; of the others every fourth
 * is one of the two.
 */
export function randomMantissas(count: number, type: FixedType, seed: bigint): Mantissa[] {
  const { min, max } = mantissaRange(type);
  const bits = randomBits(seed);
  return Array.from({ length: count }, (_, i) => {
    const [choice, word] = [bits() % 8n, bits()];
    if (i === 0 || choice === 0n) return min;
    if (i === count - 1 || choice === 1n) return max;
    return asMantissa(min + word % (max - min + 1n), type);
  });
}

/** Images for every input of a design; the first image holds the least and the greatest number of its type. */
export function randomImages(
  design: Design,
  request: { readonly images: number; readonly seed: bigint },
): readonly FixedTensor[] {
  return design.inputs.map(({ tensor }, index) => {
    const { shape, type } = design.tensors.get(tensor)!;
    const values = Array.from({ length: request.images }, (_, image) => {
      const seed = request.seed + BigInt(index * request.images + image);
      return randomMantissas(sizeOf(shape), type, seed);
    });
    return fixedTensor([request.images, ...shape], type, values.flat().map(laneOf));
  });
}
