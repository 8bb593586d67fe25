import type { Random } from "./random.ts";

/** Bytes flipped, set to limits, cut out, doubled or copied to another place; sometimes all but a beginning is lost. */
export function damageBytes(bytes: Uint8Array, random: Random): Uint8Array<ArrayBuffer> {
  let damaged = Uint8Array.from(bytes);
  if (random.once(12)) return damaged.slice(0, random.below(damaged.length + 1));
  for (let count = 1 + random.below(4); count > 0 && damaged.length > 0; count--) {
    const at = random.below(damaged.length);
    const length = 1 + random.below(Math.min(16, damaged.length));
    switch (random.below(5)) {
      case 0:
        damaged[at] ^= 1 << random.below(8);
        break;
      case 1:
        damaged[at] = random.pick([0, 1, 127, 128, 255]);
        break;
      case 2:
        damaged = joined(damaged.subarray(0, at), damaged.subarray(at + length));
        break;
      case 3:
        damaged = joined(damaged.subarray(0, at + length), damaged.subarray(at));
        break;
      default:
        damaged.copyWithin(at, random.below(damaged.length), random.below(damaged.length));
    }
  }
  return damaged;
}

/**
 * Integers of a binary format set to extremes: at places that are aligned as such formats align them, of 1, 2, 4 or 8
 * bytes, little-endian.
 */
export function damageIntegers(bytes: Uint8Array, random: Random): Uint8Array<ArrayBuffer> {
  const damaged = Uint8Array.from(bytes);
  const view = new DataView(damaged.buffer);
  for (let count = 1 + random.below(3); count > 0; count--) {
    const size = random.pick([1, 2, 4, 8]);
    if (damaged.length < size) break;
    const at = Math.min(size * random.below(Math.floor(damaged.length / size)), damaged.length - size);
    const value = random.pick([
      0n,
      1n,
      2n,
      8n,
      0x7fn,
      0x80n,
      0xffffn,
      1n << 31n,
      1n << 40n,
      (1n << 63n) - 1n,
      -1n,
    ]);
    for (let i = 0; i < size; i++) view.setUint8(at + i, Number(BigInt.asUintN(8, value >> BigInt(8 * i))));
  }
  return damaged;
}

/** Parts one behind the other. */
export function joined(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  parts.reduce((at, part) => (whole.set(part, at), at + part.length), 0);
  return whole;
}
