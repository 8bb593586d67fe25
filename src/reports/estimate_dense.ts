import { COEFFICIENTS, type Coefficients } from "./estimate_coefficients.ts";

/** A matrix of weights that is multiplied, and how. */
export interface DenseShape {
  readonly inputs: number;
  readonly outputs: number;
  /** Bits of a weight. */
  readonly weightBits: number;
  readonly accumulatorBits: number;
  /** Times that a multiplier is used; 1: every weight has its own, as a constant. */
  readonly reuseFactor: number;
}

/** Estimated cycles and resources of a dense layer. */
export interface DenseEstimate {
  /** Cycles from the first input to the last output. */
  readonly latency: number;
  /** Cycles between two starts. */
  readonly interval: number;
  readonly DSP: number;
  readonly LUT: number;
  readonly FF: number;
  readonly BRAM_18K: number;
}

/** Products with narrower weights are made of look-up tables. */
export const LEAST_DSP_BITS = 6;

/** Accumulators of the layers that the coefficients were fitted to. */
const FITTED_ACCUMULATOR_BITS = 16;

/**
 * Estimates a dense layer of the resource strategy from what tools made of others.
 *
 * @param coefficients Those in use, or others in cross-validation.
 */
export function estimateDense(shape: DenseShape, coefficients: Coefficients = COEFFICIENTS): DenseEstimate {
  return shape.reuseFactor > 1 ? sharedEstimate(shape, coefficients) : unrolledEstimate(shape, coefficients);
}

function sharedEstimate(shape: DenseShape, coefficients: Coefficients): DenseEstimate {
  const { weightBits, reuseFactor } = shape;
  const lanes = lanesOf(shape);
  // Small layers lie outside of what was synthesised: sharing costs them no more than not to share.
  const most = unrolledEstimate(shape, coefficients);
  return {
    // The loop fills before it drains, and the result is cast once more.
    latency: reuseFactor + 2,
    interval: reuseFactor,
    DSP: dspOfProducts(lanes, weightBits),
    LUT: Math.min(most.LUT, dot(coefficients.sharedLut, muxFeatures(shape))),
    FF: Math.min(most.FF, dot(coefficients.sharedFf, registerFeatures(shape))),
    BRAM_18K: romBlocks({ width: lanes * weightBits, depth: reuseFactor }) + (turnsOf(shape) > 2 ? 1 : 0),
  };
}

function unrolledEstimate(shape: DenseShape, { unrolled }: Coefficients): DenseEstimate {
  const { inputs, outputs, weightBits } = shape;
  const products = inputs * outputs;
  // Narrow weights leave nothing to be registered.
  const cycles = weightBits < LEAST_DSP_BITS ? 0 : 1;
  const each = (pick: (row: Coefficients["unrolled"][number]) => number) =>
    Math.max(0, Math.round(products * interpolate(unrolled, weightBits, pick)));
  return {
    latency: cycles,
    interval: cycles + 1,
    DSP: each((row) => row.DSP),
    LUT: each((row) => row.LUT),
    FF: each((row) => row.FF),
    BRAM_18K: 0,
  };
}

/** DSPs of products with weights that change. Wide weights take two: a DSP multiplies by at most 18 bits. */
export function dspOfProducts(products: number, weightBits: number): number {
  return weightBits < LEAST_DSP_BITS ? 0 : products * Math.ceil(weightBits / 18);
}

/**
 * Look-up tables go with: a constant, the inputs (one of them is selected), the outputs, and the lanes times the
 * accumulators that each of them selects from, where there are more than two.
 */
export function muxFeatures(shape: DenseShape): readonly number[] {
  const { inputs, outputs, accumulatorBits } = shape;
  const selected = 2 ** Math.ceil(Math.log2(outputs));
  const width = accumulatorBits / FITTED_ACCUMULATOR_BITS;
  return [1, inputs, outputs * width, turnsOf(shape) > 2 ? lanesOf(shape) * selected * width : 0];
}

/** Flip-flops go with: a constant, the inputs, the bits of all accumulators, and the lanes that have DSPs. */
export function registerFeatures(shape: DenseShape): readonly number[] {
  const { inputs, outputs, accumulatorBits, weightBits } = shape;
  const lanes = weightBits < LEAST_DSP_BITS ? 0 : lanesOf(shape);
  return turnsOf(shape) > 2
    ? [1, inputs, outputs * accumulatorBits, lanes, 0]
    : [1, inputs, outputs * accumulatorBits, 0, lanes * weightBits];
}

/**
 * Block RAMs of 18 Kibit for a memory that is read one word at a time: 1024 words of 18 bits or 512 of 36 each. A tool
 * cuts a deeper memory into parts of 1024 words.
 */
export function romBlocks({ width, depth }: { readonly width: number; readonly depth: number }): number {
  const rest = depth % 1024;
  const blocks = Math.floor(depth / 1024) * Math.ceil(width / 18);
  if (rest === 0) return blocks;
  return blocks + (rest <= 512 ? Math.ceil(width / 36) : Math.ceil(width / 18));
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
