import { castReal, type FixedType, fractionBits } from "../../fixed/mod.ts";
import type { InterpolatePrimitive } from "../../layers/mod.ts";
import { planSamples } from "../../walk/mod.ts";
import type { Draft } from "../draft.ts";
import { planWalk, type WalkSite } from "./walks.ts";
import type { InterpolatePlan, InterpolateSample } from "../plans/window_plans.ts";

/** Of the shares: numbers up to 1 in steps of 2^−16, rounded to nearest. */
export const INTERPOLATION_SHARE: FixedType = {
  width: 17,
  integer: 1,
  signed: false,
  quantization: "AP_RND_CONV",
  overflow: "AP_SAT",
};

/**
 * Plans a linear resizing. An output at place s of an axis lies between the elements ⌊s⌋ and ⌊s⌋ + 1; the share of the
 * second one is s − ⌊s⌋ as `ap_ufixed<17,1>`, rounded to nearest, that of the first one is 1 less that share, exactly.
 * Of the (up to four) elements around an output y = cast(Σ row share·column share·x), the sum exact. Shares of scales
 * that are powers of two are exact; others are off by at most 2^−17.
 */
export function planInterpolate(primitive: InterpolatePrimitive, site: WalkSite): Draft<InterpolatePlan> {
  const samples = primitive.axes.map(({ places }) => places.map(sampleAt));
  const axes = primitive.axes.map(({ input }, i) =>
    planSamples(input, samples[i].map(({ newest }) => newest))
  );
  const columns = axes[axes.length - 1];
  const rows = axes.length === 2 ? axes[0] : null;
  return {
    kind: "interpolate",
    rows,
    columns,
    channels: primitive.channels,
    samples,
    walk: planWalk({ rows, columns }, site),
  };
}

/** An element that counts for nothing need not have been read. */
function sampleAt(place: number): InterpolateSample {
  const share: bigint = castReal(place - Math.floor(place), INTERPOLATION_SHARE);
  const one = 1n << BigInt(fractionBits(INTERPOLATION_SHARE));
  if (share === 0n) return { newest: Math.floor(place), share: one };
  return { newest: Math.floor(place) + 1, share };
}
