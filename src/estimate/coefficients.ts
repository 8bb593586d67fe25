import type { Strategy } from "../design/mod.ts";
import type { ResourceCounts } from "./counts.ts";

/** What `scripts/fit_estimate.ts` fitted to syntheses of dense layers. */
export interface Coefficients {
  /** Look-up tables where multipliers are shared: one a feature of `muxFeatures`. */
  readonly sharedLut: readonly number[];
  /** Flip-flops where multipliers are shared: one a feature of `registerFeatures`. */
  readonly sharedFf: readonly number[];
  /** Resources of a product with a constant where nothing is shared, by strategy and width of weights, ascending. */
  readonly unrolled: Readonly<Record<Strategy, readonly UnrolledRow[]>>;
}

/** Of one product with a constant of so many bits. */
export interface UnrolledRow extends Pick<ResourceCounts, "DSP" | "FF" | "LUT"> {
  readonly weightBits: number;
}

/** The figures in use: `deno run -A scripts/fit_estimate.ts --write` writes them anew. */
export const COEFFICIENTS: Coefficients = {
  "sharedLut": [
    2847.33,
    42.1658,
    39.6719,
    5.04492,
  ],
  "sharedFf": [
    94.1084,
    0.133099,
    1.02194,
    13.9709,
    0.940234,
  ],
  "unrolled": {
    "latency": [
      {
        "weightBits": 2,
        "DSP": 0,
        "FF": 0.620931,
        "LUT": 6.06567,
      },
      {
        "weightBits": 4,
        "DSP": 0,
        "FF": 1.32764,
        "LUT": 13.4454,
      },
      {
        "weightBits": 6,
        "DSP": 0,
        "FF": 1.98079,
        "LUT": 22.0505,
      },
      {
        "weightBits": 8,
        "DSP": 0.204915,
        "FF": 2.45736,
        "LUT": 29.2096,
      },
      {
        "weightBits": 10,
        "DSP": 0.606689,
        "FF": 2.86084,
        "LUT": 28.7468,
      },
      {
        "weightBits": 12,
        "DSP": 0.848389,
        "FF": 3.1342,
        "LUT": 25.9514,
      },
      {
        "weightBits": 14,
        "DSP": 0.950684,
        "FF": 3.25146,
        "LUT": 24.1279,
      },
    ],
    "resource": [
      {
        "weightBits": 2,
        "DSP": 0,
        "FF": 0.500814,
        "LUT": 6.16943,
      },
      {
        "weightBits": 4,
        "DSP": 0,
        "FF": 0.527018,
        "LUT": 13.6889,
      },
      {
        "weightBits": 6,
        "DSP": 0,
        "FF": 1.46476,
        "LUT": 22.6848,
      },
      {
        "weightBits": 8,
        "DSP": 0.204915,
        "FF": 4.75228,
        "LUT": 28.8277,
      },
      {
        "weightBits": 10,
        "DSP": 0.606689,
        "FF": 8.1355,
        "LUT": 26.085,
      },
      {
        "weightBits": 12,
        "DSP": 0.848389,
        "FF": 8.9012,
        "LUT": 21.9283,
      },
      {
        "weightBits": 14,
        "DSP": 0.9493,
        "FF": 9.05119,
        "LUT": 19.6111,
      },
    ],
  },
};
