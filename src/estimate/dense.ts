import { blockRams, type Strategy } from "../design/mod.ts";
import { COEFFICIENTS, type Coefficients } from "./coefficients.ts";
import type { ResourceCounts } from "./counts.ts";
import { LEAST_DSP_BITS, multiply } from "./logic.ts";
import type { DspSize } from "../target/mod.ts";

/** A matrix of weights that is multiplied, and how. */
export interface DenseShape {
  readonly inputs: number;
  readonly outputs: number;
  /** Bits of a weight as a signed number. */
  readonly weightBits: number;
  /** Bits of an input as a signed number. */
  readonly inputBits: number;
  readonly accumulatorBits: number;
  /** Which kernel multiplies. */
  readonly strategy: Strategy;
  /** Times that a multiplier is used; 1: every weight has its own, as a constant. */
  readonly reuseFactor: number;
  /** What a DSP of the part multiplies. */
  readonly dsp: DspSize;
}

/** Estimated cycles and resources of a dense layer. */
export interface DenseEstimate extends Pick<ResourceCounts, "DSP" | "LUT" | "FF" | "BRAM_18K"> {
  /** Cycles from the first input to the last output. */
  readonly latency: number;
  /** Cycles between two starts. */
  readonly interval: number;
}

/** Inputs, results and accumulators of the layers that the coefficients were fitted to have this many bits. */
export const FITTED_BITS = 16;

/** Weights of the resource strategy so narrow leave nothing to be registered, and of the latency strategy so. */
const UNREGISTERED_BITS: Readonly<Record<Strategy, number>> = { resource: LEAST_DSP_BITS, latency: 3 };

/**
 * Estimates a dense layer of *hls4ml's* kernels from what tools made of others: what our estimate has in common with these
 * kernels is held against real syntheses in this way.
 *
 * @param coefficients Those in use, or others in cross-validation.
 */
export function estimateDense(shape: DenseShape, coefficients: Coefficients = COEFFICIENTS): DenseEstimate {
  const { strategy, reuseFactor, weightBits } = shape;
  if (strategy === "latency" || reuseFactor === 1) {
    const cycles = weightBits < UNREGISTERED_BITS[strategy] ? 0 : 1;
    // The resource strategy's function is no pipeline.
    const interval = strategy === "latency" ? 1 : cycles + 1;
    return { latency: cycles, interval, BRAM_18K: 0, ...unrolledLogic(shape, coefficients) };
  }
  const lanes = lanesOf(shape);
  return {
    // The loop fills before it drains, and the result is cast once more.
    latency: reuseFactor + 2,
    interval: reuseFactor,
    DSP: lanes * multiply({ a: weightBits, b: shape.inputBits }, shape.dsp).DSP,
    LUT: dot(coefficients.sharedLut, muxFeatures(shape)),
    FF: dot(coefficients.sharedFf, registerFeatures(shape)),
    BRAM_18K: blockRams({ width: lanes * weightBits, depth: reuseFactor }) + (turnsOf(shape) > 2 ? 1 : 0),
  };
}

/** Products that every weight has for itself: the width of weights decides how many of them need a DSP. */
export function unrolledLogic(
  shape: Omit<DenseShape, "accumulatorBits" | "reuseFactor">,
  { unrolled }: Coefficients = COEFFICIENTS,
): Pick<ResourceCounts, "DSP" | "LUT" | "FF"> {
  const { inputs, outputs, weightBits, inputBits, strategy, dsp } = shape;
  const each = (pick: (row: Coefficients["unrolled"][Strategy][number]) => number, factor: number) =>
    Math.max(0, Math.round(inputs * outputs * interpolate(unrolled[strategy], weightBits, pick) * factor));
  const share = inputBits / FITTED_BITS;
  return {
    DSP: each((row) => row.DSP, multiply({ a: weightBits, b: inputBits }, dsp).DSP),
    LUT: each((row) => row.LUT, share),
    FF: each((row) => row.FF, share),
  };
}

/**
 * Look-up tables go with: a constant, the bits of the inputs (one of them is selected), those of the accumulators, and the
 * lanes times the accumulators that each of them selects from, where there are more than two.
 */
export function muxFeatures(shape: DenseShape): readonly number[] {
  const { inputs, outputs, inputBits, accumulatorBits } = shape;
  const selected = 2 ** Math.ceil(Math.log2(outputs));
  const width = accumulatorBits / FITTED_BITS;
  return [
    1,
    inputs * inputBits / FITTED_BITS,
    outputs * width,
    turnsOf(shape) > 2 ? lanesOf(shape) * selected * width : 0,
  ];
}

/** Flip-flops go with: a constant, the bits of the inputs and of the accumulators, and the lanes that have DSPs. */
export function registerFeatures(shape: DenseShape): readonly number[] {
  const { inputs, outputs, inputBits, accumulatorBits, weightBits } = shape;
  const lanes = weightBits < LEAST_DSP_BITS ? 0 : lanesOf(shape);
  const held = [1, inputs * inputBits / FITTED_BITS, outputs * accumulatorBits];
  return turnsOf(shape) > 2 ? [...held, lanes, 0] : [...held, 0, lanes * weightBits];
}

/** Multipliers at work in a cycle. */
function lanesOf({ inputs, outputs, reuseFactor }: DenseShape): number {
  return Math.ceil((inputs * outputs) / reuseFactor);
}

/** Outputs that share a multiplier. */
function turnsOf({ inputs, reuseFactor }: DenseShape): number {
  return reuseFactor / inputs;
}

function dot(weights: readonly number[], features: readonly number[]): number {
  return Math.max(0, Math.round(features.reduce((sum, feature, i) => sum + feature * weights[i], 0)));
}

/** Linear between the widths of a table, constant beyond them. */
function interpolate<Row extends { readonly weightBits: number }>(
  rows: readonly Row[],
  weightBits: number,
  pick: (row: Row) => number,
): number {
  const above = rows.findIndex((row) => row.weightBits >= weightBits);
  if (above < 0) return pick(rows.at(-1)!);
  if (above === 0) return pick(rows[0]);
  const [low, high] = [rows[above - 1], rows[above]];
  const share = (weightBits - low.weightBits) / (high.weightBits - low.weightBits);
  return pick(low) + share * (pick(high) - pick(low));
}
