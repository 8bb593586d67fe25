import { largest } from "../base/extremes.ts";
import { castReal, type FixedType, fractionBits } from "../fixed/mod.ts";
import type { AffineKernel, ClipKernel } from "../layers/mod.ts";
import type { Draft } from "./draft.ts";
import type { AffinePlan, ClipPlan } from "./plan.ts";
import { quantise, resolveType } from "./quantise.ts";
import type { ResolvedSettings } from "./settings.ts";

/** Bits of weights, biases, slopes, scales and shifts whose type is `auto`. */
export const AUTO_WIDTH = 16;

/** Scales and shifts of the types that were asked for. */
export function planAffine(
  { scale, shift }: AffineKernel,
  { weight, bias }: ResolvedSettings,
): Draft<AffinePlan> {
  return {
    kind: "affine",
    scale: quantise(scale, [scale.length], resolveType(weight, scale, AUTO_WIDTH)),
    shift: quantise(shift, [shift.length], resolveType(bias, shift, AUTO_WIDTH)),
  };
}

/** Bounds with the result's fraction bits, rounded to nearest, in a type wide enough for both. */
export function planClip(kernel: ClipKernel, result: FixedType): Draft<ClipPlan> {
  const bounds = [kernel.min, kernel.max].filter(Number.isFinite);
  const fraction = fractionBits(result);
  const magnitude = largest(bounds.map((bound) => Math.abs(bound) * 2 ** fraction), 1);
  const width = Math.min(64, Math.max(2, Math.ceil(Math.log2(magnitude + 1)) + 2));
  const type: FixedType = {
    width,
    integer: width - fraction,
    signed: true,
    quantization: "AP_RND_CONV",
    overflow: "AP_SAT",
  };
  const bound = (value: number) => Number.isFinite(value) ? castReal(value, type) : null;
  return { kind: "clip", type, min: bound(kernel.min), max: bound(kernel.max) };
}
