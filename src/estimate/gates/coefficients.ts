import type { GateFamily } from "./family.ts";
import type { Feature } from "./features.ts";

/** Look-up tables and flip-flops for each of a feature; of those that are left out, none. */
export interface GateCoefficients {
  readonly LUT: Readonly<Partial<Record<Feature, number>>>;
  readonly FF: Readonly<Partial<Record<Feature, number>>>;
}

/** What coefficients were fitted to, and how far they are off. */
export interface GateFit {
  /** Version of the synthesiser. */
  readonly version: string;
  /** Stages and FIFOs that were synthesised. */
  readonly modules: number;
  /** Of so many shapes. */
  readonly shapes: number;
  /** Relative errors for shapes that were left out of the fit: the median, and what nine of ten are not above. */
  readonly errors: Readonly<
    Record<"LUT" | "FF" | "DSP" | "BRAM_18K", { readonly median: number; readonly of90: number }>
  >;
}

/** The figures in use: `deno run -A scripts/sweep_gates/fit.ts --write` writes them anew, with what they were fitted to. */
export const GATE_COEFFICIENTS: Readonly<Record<GateFamily, GateCoefficients>> = {
  "ecp5": {
    "LUT": {
      "sums": 1.04885,
      "comparisons": 0.378045,
      "choices": 0.484063,
      "muxes": 0.505019,
      "constants": 0.253172,
      "masks": 0.25,
      "control": 1.48925,
      "tables": 1,
      "written": 1.56711,
      "narrowProducts": 1,
    },
    "FF": {
      "registers": 0.976297,
      "control": 1.00161,
      "read": 0.985773,
    },
  },
  "xc7": {
    "LUT": {
      "sums": 0.142934,
      "choices": 0.525432,
      "muxes": 0.5,
      "constants": 0.258729,
      "masks": 0.25,
      "control": 0.973953,
      "tables": 1,
      "written": 1,
      "narrowProducts": 1,
    },
    "FF": {
      "registers": 0.884711,
      "control": 0.994367,
      "read": 1,
    },
  },
};

/** What the figures above were fitted to. */
export const GATE_FIT: Readonly<Record<GateFamily, GateFit>> = {
  "ecp5": {
    "version": "0.70",
    "modules": 49,
    "shapes": 27,
    "errors": {
      "LUT": {
        "median": 0.365854,
        "of90": 0.693333,
      },
      "FF": {
        "median": 0.024735,
        "of90": 0.171136,
      },
      "DSP": {
        "median": 0,
        "of90": 0,
      },
      "BRAM_18K": {
        "median": 0,
        "of90": 0,
      },
    },
  },
  "xc7": {
    "version": "0.70",
    "modules": 25,
    "shapes": 15,
    "errors": {
      "LUT": {
        "median": 0.4,
        "of90": 1.68794,
      },
      "FF": {
        "median": 0.173709,
        "of90": 0.990053,
      },
      "DSP": {
        "median": 0,
        "of90": 0,
      },
      "BRAM_18K": {
        "median": 0,
        "of90": 0,
      },
    },
  },
};
