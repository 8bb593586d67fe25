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
      "sums": 0.91941,
      "comparisons": 0.476642,
      "choices": 0.602234,
      "muxes": 0.511611,
      "constants": 0.253684,
      "masks": 0.275232,
      "control": 1.04925,
      "tables": 0.208428,
      "written": 1.47582,
      "narrowProducts": 1,
      "module": 1.94146,
    },
    "FF": {
      "registers": 0.948645,
      "control": 0.973391,
      "read": 0.561642,
    },
  },
  "xc7": {
    "LUT": {
      "sums": 0.557977,
      "choices": 0.429634,
      "muxes": 0.307848,
      "constants": 0.236536,
      "masks": 0.249965,
      "control": 0.991762,
      "tables": 0.795481,
      "written": 1.09966,
      "narrowProducts": 1.0017,
      "module": 2.46524,
    },
    "FF": {
      "registers": 0.844205,
      "control": 1.02073,
      "read": 0.490348,
    },
  },
};

/** What the figures above were fitted to. */
export const GATE_FIT: Readonly<Record<GateFamily, GateFit>> = {
  "ecp5": {
    "version": "0.66",
    "modules": 171,
    "shapes": 87,
    "errors": {
      "LUT": {
        "median": 0.202765,
        "of90": 0.604651,
      },
      "FF": {
        "median": 0.0551724,
        "of90": 0.2,
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
    "version": "0.66",
    "modules": 171,
    "shapes": 87,
    "errors": {
      "LUT": {
        "median": 0.25625,
        "of90": 0.6,
      },
      "FF": {
        "median": 0.16,
        "of90": 0.601942,
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
