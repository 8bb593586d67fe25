import { largest, smallest } from "../../base/numbers/extremes.ts";
import { type FixedType, fractionBits, intervalOf, MAX_WIDTH } from "../../fixed/mod.ts";
import type { AffinePrimitive } from "../../layers/mod.ts";

/** What the quantisers behind a tensor can tell apart in it. */
export interface Resolution {
  /** Difference of two numbers of the tensor that gives two neighbouring codes of the finest quantiser. */
  readonly step: number;
  /** Below it every quantiser clips; −Infinity where one does not, or is not known to. */
  readonly least: number;
  /** Above it every quantiser clips; Infinity as above. */
  readonly most: number;
}

/** What a quantiser to a type can tell apart. */
export function resolutionOf(type: FixedType): Resolution {
  const step = 2 ** -fractionBits(type);
  if (type.overflow !== "AP_SAT" && type.overflow !== "AP_SAT_SYM") return unbounded(step);
  const { lo, hi } = intervalOf(type);
  return { step, least: Number(lo) * step, most: Number(hi) * step };
}

/** A step that counts everywhere. */
export function unbounded(step: number): Resolution {
  return { step, least: -Infinity, most: Infinity };
}

/** Whether every quantiser clips on both sides. */
export function isBounded({ least, most }: Resolution): boolean {
  return Number.isFinite(least) && Number.isFinite(most);
}

/** What both can tell apart. */
export function finerOf(a: Resolution, b: Resolution): Resolution {
  return {
    step: Math.min(a.step, b.step),
    least: Math.min(a.least, b.least),
    most: Math.max(a.most, b.most),
  };
}

/** The resolution of what an affine layer reads, given that of its result; null if it multiplies with nothing but 0. */
export function beforeAffine(result: Resolution, { scale, shift }: AffinePrimitive): Resolution | null {
  let all: Resolution | null = null;
  for (let i = 0; i < scale.length; i++) {
    if (scale[i] === 0) continue;
    const ends = [result.least, result.most].map((end) => (end - shift[i]) / scale[i]);
    const own = {
      step: result.step / Math.abs(scale[i]),
      least: smallest(ends),
      most: largest(ends),
    };
    all = all === null ? own : finerOf(all, own);
  }
  return all;
}

/**
 * A type that rounds to nearest and saturates, whose last bit is 2^−guard of the step or less.
 *
 * @param options `range`: whose ends hold where no quantiser clips. `beside`: a type of which it has at least the range
 * and the fraction bits.
 */
export function typeWithGuard(
  { step, least, most }: Resolution,
  options: { readonly guard: number; readonly beside: FixedType | null; readonly range: FixedType },
): FixedType {
  const { guard, beside, range } = options;
  const { lo, hi } = intervalOf(range);
  const unit = 2 ** -fractionBits(range);
  const ends = {
    least: Number.isFinite(least) ? least : Number(lo) * unit,
    most: Number.isFinite(most) ? most : Number(hi) * unit,
  };
  const signed = ends.least < 0 || (beside?.signed ?? false);
  const reach = Math.max(-ends.least, ends.most, step);
  const integer = Math.max(Math.ceil(Math.log2(reach)) + (signed ? 1 : 0), beside?.integer ?? -Infinity);
  const fraction = Math.max(Math.ceil(-Math.log2(step)) + guard, beside ? fractionBits(beside) : -Infinity);
  // Numbers so far apart share no type of this width: then the small ones lose their guard.
  const width = Math.min(MAX_WIDTH, Math.max(1, integer + fraction));
  return { width, integer, signed, quantization: "AP_RND_CONV", overflow: "AP_SAT" };
}
