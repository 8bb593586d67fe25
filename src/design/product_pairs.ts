import { InterlaceError, printable } from "../base/errors.ts";
import type { FixedType } from "../fixed/mod.ts";
import type { DspSize, Target } from "../target/mod.ts";
import type { MacPlan, MacSchedule } from "./mac_plans.ts";
import type { MultiplierChoice } from "./options.ts";
import type { Note } from "./parameters.ts";
import type { ResolvedSettings } from "./settings.ts";

/**
 * Two weights and the input that they share in one multiplication: upper · 2^shift + lower, times the input.
 *
 * **Exact.** Mantissas are integers: weights u and l of w bits, an input x of x bits; shift = w + x, the width of the type of a
 * product. That type holds every product: it is signed where a factor is, so that |l·x| ≤ 2^(w-1) · 2^(x-1) < 2^(shift-1) for
 * two signed factors, -2^(w-1) · (2^x - 1) ≥ -2^(shift-1) for one, and l·x < 2^shift for none. P = (u · 2^shift + l) · x =
 * u·x · 2^shift + l·x. The lowest `shift` bits of P, read as a product's type, are therefore l·x. Without a sign, u·x is
 * floor(P / 2^shift). With one, l·x / 2^shift lies in [-1/2, 1/2), so that u·x is P / 2^shift rounded to the nearest, halves up
 * (`AP_RND`): the bit below the point is added, and gives back what a negative l·x borrowed.
 *
 * **Widths.** Of signed weights -2^(w-1) · (2^shift + 1) ≥ -2^(shift+w) asks for shift + w + 1 bits; those without a sign have
 * shift + w bits, and one for the sign that a DSP wants. Both pass where shift + w + 1 = 2w + x + 1 is no more than the wider
 * port of the DSP, and the input as a signed number no more than the narrower one.
 */
export interface ProductPairs {
  /** Outputs side by side that are sums of the same inputs: those of a group. */
  readonly outputs: number;
  /** Bits from the lower weight to the upper one. */
  readonly shift: number;
  /** Of both weights as one number: the upper one has its place, the lower one stands `shift` bits below. */
  readonly weights: FixedType;
  /** Of their product with an input. */
  readonly both: FixedType;
  /** Of a product that is cast from both, which rounds where it may have lent a bit. */
  readonly upper: FixedType;
}

/** Two weights of these types and an input as one product; null where a DSP does not hold it. */
export function pairProducts(
  { x, weight, outputs }: { readonly x: FixedType; readonly weight: FixedType; readonly outputs: number },
  dsp: DspSize,
): ProductPairs | null {
  const shift = weight.width + x.width;
  if (shift + weight.width + 1 > dsp.wide || signedBits(x) > dsp.narrow) return null;
  const exact = { quantization: "AP_TRN", overflow: "AP_WRAP" } as const;
  const product = productType(weight, x);
  const sign = weight.signed ? 1 : 0;
  const weights = {
    width: shift + weight.width + sign,
    integer: weight.integer + sign,
    signed: weight.signed,
    ...exact,
  };
  return {
    outputs,
    shift,
    weights,
    both: productType(weights, x),
    upper: { ...product, quantization: product.signed ? "AP_RND" : "AP_TRN" },
  };
}

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

/**
 * Output lanes side by side that meet the same inputs in every turn, 1 where products do not pair: these blocks a turn's part
 * of the outputs and the groups in which they are added up have in common.
 */
export function pairedLanesOf(outputLanes: number, pairs: ProductPairs | null): number {
  return pairs === null ? 1 : commonDivisor(outputLanes, pairs.outputs);
}

function commonDivisor(a: number, b: number): number {
  return b === 0 ? a : commonDivisor(b, a % b);
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
        `${signedBits(x)} bits, and a DSP of the part multiplies ${dsp.wide} by ${dsp.narrow}`,
      hint: widest < 1 || signedBits(x) > dsp.narrow
        ? "Use narrower inputs, or auto, dsp or lut."
        : `Use weights of at most ${widest} bits, narrower inputs, or auto, dsp or lut.`,
    };
  }
  return {
    problem: `no two of the ${outputLanes} outputs that a turn adds to always share their inputs`,
    hint: "Use Lanes with an even number of outputs, a smaller reuse factor, or auto, dsp or lut.",
  };
}

/** The type of an exact product. */
export function productType(a: FixedType, b: FixedType): FixedType {
  return {
    width: a.width + b.width,
    integer: a.integer + b.integer,
    signed: a.signed || b.signed,
    quantization: "AP_TRN",
    overflow: "AP_WRAP",
  };
}

/** Bits of a number as a DSP takes it. */
function signedBits({ width, signed }: FixedType): number {
  return signed ? width : width + 1;
}
