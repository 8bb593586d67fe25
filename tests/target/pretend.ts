import { buildModel, type Model } from "../../src/model/mod.ts";
import type { StallingTiming, Target, TargetLimits } from "../../src/target/mod.ts";
import { vitis } from "../../src/target/vitis.ts";
import { sizeOf } from "../../src/tensor/mod.ts";

/** A target that nobody sells: that of Vitis with other limits or cycles. */
export function pretend(
  { limits, timing, ...rest }: Partial<Omit<Target, "limits" | "timing">> & {
    readonly limits?: Partial<TargetLimits>;
    readonly timing?: Partial<StallingTiming>;
  },
): Target {
  return {
    ...vitis,
    name: "pretend",
    ...rest,
    limits: { ...vitis.limits, ...limits },
    timing: { ...vitis.timing, ...timing },
  };
}

/** Numbers of both signs. */
export function ramp(...shape: number[]) {
  return { shape, data: Float64Array.from({ length: sizeOf(shape) }, (_, i) => ((i * 5) % 11 - 5) / 4) };
}

/** A map that is convolved, and met again by what goes around. */
export function skipOf(height: number, width: number): Model {
  return buildModel("skip", (b) => {
    const x = b.input({ height, width, channels: 2 });
    const y = b.conv2d(b.relu(x), { weights: ramp(3, 3, 2, 2), padding: "same" });
    return b.add([x, y]);
  });
}

export const SKIP = skipOf(5, 7);
export const MLP = buildModel("mlp", (b) => {
  const x = b.input({ features: 24 });
  return b.dense(b.relu(x), { weights: ramp(24, 3) });
});
