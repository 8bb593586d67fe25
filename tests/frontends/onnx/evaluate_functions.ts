import type { FunctionName } from "../../../src/layers/mod.ts";

/** Φ(x) by Simpson's rule over the density from −9, or from its lower end, to x. */
export function normalDistribution(x: number): number {
  const from = -9;
  if (x <= from) return 0;
  const steps = 4000;
  const width = (Math.min(x, 9) - from) / steps;
  let sum = 0;
  for (let i = 0; i <= steps; i++) {
    const weight = i === 0 || i === steps ? 1 : i % 2 === 1 ? 4 : 2;
    sum += weight * Math.exp(-((from + i * width) ** 2) / 2);
  }
  return sum * width / 3 / Math.sqrt(2 * Math.PI);
}

/** Functions as textbooks write them. */
export const DEFINITIONS: Readonly<Record<FunctionName, (x: number) => number>> = {
  softplus: (x) => Math.log(1 + Math.exp(x)),
  softsign: (x) => x < 0 ? x / (1 - x) : x / (1 + x),
  silu: (x) => x * (1 / (1 + Math.exp(-x))),
  gelu: (x) => x * normalDistribution(x),
  gelu_tanh: (x) => 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x))),
  hard_swish: (x) => x <= -3 ? 0 : x >= 3 ? x : x * (x + 3) / 6,
  exp: (x) => Math.exp(x),
  sqrt: (x) => Math.sqrt(x),
  reciprocal: (x) => 1 / x,
};
