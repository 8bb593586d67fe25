import type { SoftmaxPlan } from "../../design/mod.ts";
import { castMantissa, type FixedType, fractionBits, laneOf, mantissaAt } from "../../fixed/mod.ts";
import type { FixedTensor, Mantissas } from "../../tensor/mod.ts";

/** The five steps of a softmax; the design's `softmax.ts` defines them. */
export function runSoftmax(plan: SoftmaxPlan, x: FixedTensor, to: FixedType): Mantissas {
  const { channels, exponentials, inverses, inverseBits } = plan;
  const last = BigInt(exponentials.data.length - 1);
  const unit = fractionBits(exponentials.type);
  const fraction = unit + fractionBits(inverses.type);
  const y = new BigInt64Array(x.data.length) as Mantissas;
  for (let first = 0; first < y.length; first += channels) {
    const values = Array.from({ length: channels }, (_, c) => mantissaAt(x.data, first + c, x.type));
    const largest = values.reduce((a, b) => a > b ? a : b);
    const shares = values.map((value) => {
      const cell = (largest - value + plan.half) >> BigInt(plan.shift);
      return mantissaAt(exponentials.data, Number(cell < last ? cell : last), exponentials.type);
    });
    const sum = shares.reduce<bigint>((total, share) => total + share, 0n);
    // The sum is at least 1: its leading one stands `exponent` places above the point.
    const exponent = sum.toString(2).length - 1 - unit;
    const behind = sum - (1n << BigInt(unit + exponent));
    const index = Number((behind << BigInt(inverseBits)) >> BigInt(unit + exponent));
    const inverse = mantissaAt(inverses.data, index, inverses.type);
    shares.forEach((share, c) => {
      y[first + c] = laneOf(castMantissa(share * inverse, fraction + exponent, to));
    });
  }
  return y;
}
