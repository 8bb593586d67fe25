/** Where the series gives way to the continued fraction. */
const SERIES_REACH = 2.5;

/**
 * The error function erf(x) = 2/√π·∫₀ˣ e^(−t²) dt, to about 1e−15. Near zero by the series
 * 2/√π·e^(−x²)·Σ 2ⁿx^(2n+1) / (1·3·5…(2n+1)), whose terms all have one sign; far from it by the continued fraction of
 * the complementary function (DLMF 7.6.2 and 7.9.2).
 */
export function erf(x: number): number {
  const size = Math.abs(x);
  if (size > 6) return Math.sign(x);
  if (size > SERIES_REACH) return Math.sign(x) * (1 - tail(size));
  let term = x;
  let sum = x;
  for (let n = 1; Math.abs(term) > Math.abs(sum) * 2 ** -54; n++) {
    term *= 2 * x * x / (2 * n + 1);
    sum += term;
  }
  return 2 / Math.sqrt(Math.PI) * Math.exp(-x * x) * sum;
}

/** 1 − erf(x) for large x: e^(−x²)/√π · 1/(x + (1/2)/(x + 1/(x + (3/2)/(x + …)))). */
function tail(x: number): number {
  let fraction = x;
  for (let n = 60; n >= 1; n--) fraction = x + n / 2 / fraction;
  return Math.exp(-x * x) / Math.sqrt(Math.PI) / fraction;
}
