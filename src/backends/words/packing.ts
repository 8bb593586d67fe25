import { portionsOf, type TensorPlan } from "../../design/mod.ts";
import type { FixedTensor } from "../../tensor/mod.ts";
import type { WordBits } from "./word_bits.ts";

/**
 * How beats travel as words. Elements lie in slots, the least of 8, 16, 32, 64 bits that holds their type, one behind the
 * other from the lowest bit of the first word on; every beat, a pixel where tensors travel whole, begins with a word of its
 * own. Slots and words are powers of two: none lies across words, or it fills several.
 */
export interface Packing {
  /** Bits of an element's slot. */
  readonly slotBits: number;
  /** Words of a beat. */
  readonly words: number;
  /** Bytes of those. */
  readonly beatBytes: number;
  /** Words of a sample. */
  readonly sampleWords: number;
  /** Bytes of those. */
  readonly sampleBytes: number;
}

/** How a tensor's beats travel as words. */
export function planPacking(tensor: TensorPlan, wordBits: WordBits): Packing {
  const { count, width } = portionsOf(tensor);
  let slotBits = 8;
  while (slotBits < tensor.type.width) slotBits *= 2;
  const words = Math.ceil(width * slotBits / wordBits);
  const beatBytes = words * wordBits / 8;
  return { slotBits, words, beatBytes, sampleWords: words * count, sampleBytes: beatBytes * count };
}

/**
 * Samples as the words of a stream, byte by byte as they lie in memory: an element fills its slot by its sign, or by zeros
 * where its type has none.
 *
 * @param tensor Of the design.
 * @param samples Its mantissas `[samples, ...shape]`, channels last.
 * @throws {RangeError} where the bytes are more than an array can have.
 */
export function packSamples(tensor: TensorPlan, samples: FixedTensor, wordBits: WordBits): Uint8Array {
  const { width } = portionsOf(tensor);
  const { slotBits, beatBytes } = planPacking(tensor, wordBits);
  const bytes = new Uint8Array(samples.data.length / width * beatBytes);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < samples.data.length; i++) {
    const at = Math.floor(i / width) * beatBytes + i % width * slotBits / 8;
    const mantissa = BigInt(samples.data[i]);
    switch (slotBits) {
      case 8:
        view.setUint8(at, Number(BigInt.asUintN(8, mantissa)));
        break;
      case 16:
        view.setUint16(at, Number(BigInt.asUintN(16, mantissa)), true);
        break;
      case 32:
        view.setUint32(at, Number(BigInt.asUintN(32, mantissa)), true);
        break;
      default:
        view.setBigUint64(at, BigInt.asUintN(64, mantissa), true);
    }
  }
  return bytes;
}
