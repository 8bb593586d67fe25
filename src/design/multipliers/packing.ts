import { InterlaceError, printable } from "../../base/errors.ts";
import type { FixedType } from "../../fixed/mod.ts";
import { type DspSize, factorBits, type Target } from "../../target/mod.ts";
import type { MacPlan, MacSchedule } from "../plans/mac_plans.ts";
import type { MultiplierChoice } from "../options/options.ts";
import type { Note } from "../types/parameters.ts";
import { pairProducts, type ProductPairs } from "./product_pairs.ts";
import type { ResolvedSettings } from "../options/settings.ts";

/** What was asked of the multipliers of a layer. */
export interface PairsRequest {
  readonly layer: string;
  readonly settings: Pick<ResolvedSettings, "multiplier" | "ownMultiplier">;
  readonly target: Target;
  readonly dsp: DspSize;
  readonly x: FixedType;
  readonly weight: FixedType;
  /** Outputs that are sums of the same inputs. */
  readonly outputs: number;
  readonly note: Note;
}

/** How products pair in a layer that asked for it; null where they do not. */
export function planPairs(request: PairsRequest): ProductPairs | null {
  const { target, settings, outputs, dsp } = request;
  const isAsked = settings.multiplier === "packed" && target.multipliers.includes("packed");
  return isAsked && outputs > 1 ? pairProducts(request, dsp) : null;
}

/** What multipliers are bound to with a schedule: products pair with some lanes only. */
export function multiplierWith(
  { pairs, multiplier }: Pick<MacPlan, "pairs" | "multiplier">,
  { pairedLanes }: Pick<MacSchedule, "pairedLanes">,
): MultiplierChoice {
  if (pairs === null) return multiplier;
  return pairedLanes > 1 ? "packed" : "auto";
}

/**
 * Says why products of a layer that asked for it do not pair.
 * @throws {InterlaceError} where it was asked for this very layer.
 */
export function checkPairs(
  request: PairsRequest,
  { multiplier, schedule }: Pick<MacPlan, "multiplier" | "schedule">,
): void {
  const { layer, settings, note } = request;
  if (settings.multiplier !== "packed" || multiplier === "packed") return;
  const { problem, hint } = whyNot(request, schedule);
  if (!settings.ownMultiplier) {
    note(`layer "${layer}": its products do not pair, so the tool decides on its multipliers: ${problem}`);
    return;
  }
  throw new InterlaceError(`Cannot pack products of layer "${layer}": ${problem}`, {
    code: "option-invalid",
    place: { layer, field: "Multiplier" },
    hint,
  });
}

function whyNot(
  { x, weight, target, dsp, outputs }: PairsRequest,
  { outputLanes }: MacSchedule,
): { readonly problem: string; readonly hint: string } {
  if (!target.multipliers.includes("packed")) {
    return {
      problem: `${printable(target.name)} does not bind two products to a DSP`,
      hint: "Use auto, or the target vitis or vivado.",
    };
  }
  if (outputs === 1) {
    return {
      problem: "no two of its outputs are sums of the same inputs",
      hint: "Use auto, dsp or lut.",
    };
  }
  if (pairProducts({ x, weight, outputs }, dsp) === null) {
    const widest = Math.floor((dsp.wide - 1 - x.width) / 2);
    const both = 2 * weight.width + x.width + 1;
    return {
      problem: `two weights of ${weight.width} bits with an input of ${x.width} bits take ${both} by ` +
        `${factorBits(x)} bits, and a DSP of the part multiplies ${dsp.wide} by ${dsp.narrow}`,
      hint: widest < 1 || factorBits(x) > dsp.narrow
        ? "Use narrower inputs, or auto, dsp or lut."
        : `Use weights of at most ${widest} bits, narrower inputs, or auto, dsp or lut.`,
    };
  }
  return {
    problem: `no two of the ${outputLanes} outputs that a turn adds to always share their inputs`,
    hint: "Use Lanes with an even number of outputs, a smaller reuse factor, or auto, dsp or lut.",
  };
}
