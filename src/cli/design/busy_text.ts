import { printable } from "../../base/errors.ts";
import {
  type BusyShare,
  busyShare,
  busyShareAt,
  type ConvolutionPlan,
  type Design,
  isMacStage,
  type MultiplierChoice,
  multipliersOf,
} from "../../design/mod.ts";

/** Multipliers that are busy for a smaller share than this are told of. */
const LEAST_BUSY = 3 / 4;

/** Most factors that a hint names, and most layers that get one. */
const MOST_FACTORS = 2;
const MOST_LAYERS = 4;

/** How busy the multipliers of a layer are, for programs. */
export interface BusyMultipliers extends BusyShare {
  readonly layer: string;
  readonly multipliers: number;
  /** What they are bound to. */
  readonly multiplier: MultiplierChoice;
}

/** How busy the multipliers of every layer are that has some, in the order of the data. */
export function busyMultipliers(design: Design): readonly BusyMultipliers[] {
  return design.stages.filter(isMacStage).map((stage) => ({
    layer: stage.name,
    multipliers: multipliersOf(stage),
    multiplier: stage.plan.multiplier,
    ...busyShare(stage.plan),
  }));
}

/** A sentence on layers whose multipliers make two products each; null where there are none. */
export function packedText(design: Design): string | null {
  const packed = busyMultipliers(design).filter(({ multiplier }) => multiplier === "packed");
  if (packed.length === 0) return null;
  const named = packed.slice(0, MOST_LAYERS).map(({ layer, multipliers }) =>
    `${printable(layer)} (${multipliers})`
  );
  const rest = packed.length - named.length;
  const more = rest > 0 ? ` and ${rest} more` : "";
  return `packed: two products of one input share a DSP among the multipliers of ${named.join(", ")}${more}`;
}

/** A share as a fraction: `9/16`, or `1`. */
export function fractionText({ multiplications, places }: BusyShare): string {
  return places === 1 ? String(multiplications) : `${multiplications}/${places}`;
}

/**
 * One sentence for each layer whose phases leave multipliers idle, with the factors that leave fewer: a strided transposed
 * convolution with an odd kernel has phases of fewer taps than the largest, for which they are made.
 */
export function busyHints(design: Design): readonly string[] {
  const hints = design.stages.flatMap(({ name, plan }) => {
    if (plan.kind !== "convolution" || plan.walk.kind === "parallel") return [];
    const share = busyShare(plan);
    if (valueOf(share) >= LEAST_BUSY) return [];
    const better = betterFactors(plan, share, design);
    if (better.length === 0) return [];
    const taps = plan.phases.map(({ taps }) => taps.length).join(", ");
    return [
      `${printable(name)}: ${
        fractionText(share)
      } of what its multipliers do is useful, since phases have ${taps} taps; ` +
      `${plan.schedule.kind === "turns" ? "it is" : "--strategy resource makes that"} ${better.join(", ")}`,
    ];
  });
  const rest = hints.length - MOST_LAYERS;
  return rest > 0 ? [...hints.slice(0, MOST_LAYERS), `so it is with ${rest} more layers`] : hints;
}

function betterFactors(
  plan: ConvolutionPlan,
  now: BusyShare,
  { target }: Pick<Design, "target">,
): readonly string[] {
  const found: string[] = [];
  let most = valueOf(now);
  for (const factor of plan.commonFactors.filter((factor) => factor > plan.schedule.factor)) {
    const share = busyShareAt(plan, factor, target);
    if (valueOf(share) <= most) continue;
    most = valueOf(share);
    found.push(`${fractionText(share)} with ${found.length === 0 ? "reuse factor " : ""}${factor}`);
    if (found.length === MOST_FACTORS) break;
  }
  return found;
}

function valueOf({ multiplications, places }: BusyShare): number {
  return multiplications / places;
}
