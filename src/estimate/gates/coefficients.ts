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
      "sums": 0.920221,
      "comparisons": 0.476561,
      "choices": 0.601288,
      "muxes": 0.512397,
      "constants": 0.253743,
      "masks": 0.277892,
      "control": 1.05089,
      "tables": 0.194834,
      "written": 1.47723,
      "narrowProducts": 1,
      "module": 1.94299,
    },
    "FF": {
      "registers": 0.948907,
      "control": 0.973219,
      "read": 0.559281,
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
        "median": 0.20098,
        "of90": 0.604651,
      },
      "FF": {
        "median": 0.0549451,
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
