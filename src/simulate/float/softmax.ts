import type { SoftmaxPrimitive } from "../../layers/mod.ts";

/** e^x / Σ e^x of every pixel; the largest is taken off first, which changes nothing but keeps e^x finite. */
export function softmax({ channels }: SoftmaxPrimitive, x: Float64Array): Float64Array {
  const y = new Float64Array(x.length);
  for (let first = 0; first < x.length; first += channels) {
    const pixel = x.subarray(first, first + channels);
    const largest = pixel.reduce((a, b) => Math.max(a, b));
    const shares = pixel.map((value) => Math.exp(value - largest));
    const sum = shares.reduce((total, share) => total + share);
    y.set(shares.map((share) => share / sum), first);
  }
  return y;
}
