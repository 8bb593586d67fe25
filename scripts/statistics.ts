/**
 * Least squares and quantiles of the fits.
 *
 * @module
 */

/** What is fitted to, and what was found there. */
export interface Sample {
  readonly features: readonly number[];
  readonly value: number;
}

/** Weights w that minimise Σ ((w·features − value) / (value + least))². */
export function fitRelative(samples: readonly Sample[], least = 0): readonly number[] {
  if (samples.length === 0) return [];
  const size = samples[0].features.length;
  const matrix = Array.from({ length: size }, () => new Array<number>(size + 1).fill(0));
  for (const { features, value } of samples) {
    const scaled = features.map((feature) => feature / (value + least));
    for (let i = 0; i < size; i++) {
      for (let j = 0; j < size; j++) matrix[i][j] += scaled[i] * scaled[j];
      matrix[i][size] += scaled[i] * value / (value + least);
    }
  }
  return solve(matrix).map(round);
}

/** Rounds of the descent below, each beside the errors of the one before: far more than weights move in. */
const ROUNDS = 100;
const DESCENTS = 30;

/** An error so small counts like its square: of smaller ones no sign matters. */
const SMALL_ERROR = 0.05;

/**
 * Weights w, none less than 0, that minimise Σ |w·features − value| / (value + least): half of the samples are above and half
 * below, however far off the worst is. Least squares whose weights follow the errors of the round before; in a round one weight
 * after the other is set to what is best beside the others.
 */
export function fitPositive(samples: readonly Sample[], least: number): readonly number[] {
  const size = samples.at(0)?.features.length ?? 0;
  const scaled = samples.map(({ features, value }) => ({
    features: features.map((feature) => feature / (value + least)),
    value: value / (value + least),
  }));
  const weights = new Array<number>(size).fill(0);
  const estimate = (features: readonly number[]) =>
    features.reduce((sum, feature, i) => sum + feature * weights[i], 0);
  for (let times = 0; times < ROUNDS; times++) {
    const rows = scaled.map(({ features, value }) => ({
      features,
      value,
      weight: times === 0 ? 1 : 1 / Math.max(SMALL_ERROR, Math.abs(estimate(features) - value)),
    }));
    const gram = Array.from({ length: size }, (_, i) =>
      Array.from(
        { length: size },
        (_, j) => rows.reduce((sum, { features, weight }) => sum + weight * features[i] * features[j], 0),
      ));
    const goal = Array.from(
      { length: size },
      (_, i) => rows.reduce((sum, { features, value, weight }) => sum + weight * features[i] * value, 0),
    );
    for (let descent = 0; descent < DESCENTS; descent++) {
      for (let i = 0; i < size; i++) {
        if (gram[i][i] === 0) continue;
        const others = gram[i].reduce((sum, product, j) => sum + (j === i ? 0 : product * weights[j]), 0);
        weights[i] = Math.max(0, (goal[i] - others) / gram[i][i]);
      }
    }
  }
  return weights.map(round);
}

/** Gaussian elimination with pivots of an augmented matrix. */
function solve(matrix: number[][]): number[] {
  const size = matrix.length;
  for (let i = 0; i < size; i++) {
    let pivot = i;
    for (let r = i + 1; r < size; r++) if (Math.abs(matrix[r][i]) > Math.abs(matrix[pivot][i])) pivot = r;
    [matrix[i], matrix[pivot]] = [matrix[pivot], matrix[i]];
    for (let r = 0; r < size; r++) {
      if (r === i) continue;
      const factor = matrix[r][i] / matrix[i][i];
      for (let c = i; c <= size; c++) matrix[r][c] -= factor * matrix[i][c];
    }
  }
  return matrix.map((row, i) => row[size] / row[i]);
}

/** Relative errors over rows that a fit did not see. */
export interface Accuracy {
  readonly median: number;
  /** Nine of ten rows are off by no more. */
  readonly of90: number;
  /** Share of rows with at most 5 % of error. */
  readonly within5: number;
}

/** What errors are like. */
export function accuracyOf(errors: readonly number[]): Accuracy {
  return {
    median: quantile(errors, 0.5),
    of90: quantile(errors, 0.9),
    within5: errors.filter((error) => error <= 0.05).length / errors.length,
  };
}

/** Of a figure that is 0, every other estimate is wrong by all of it. */
export function relativeError(estimated: number, actual: number): number {
  if (actual === 0) return estimated === 0 ? 0 : 1;
  return Math.abs(estimated - actual) / actual;
}

/** The mean of numbers. */
export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The value below which a share of the others lies, between two of them where it falls there. */
function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  return sorted[below] + (place - below) * ((sorted[below + 1] ?? sorted[below]) - sorted[below]);
}

/** As many digits as files of coefficients have. */
export function round(value: number): number {
  return Number(value.toPrecision(6));
}
