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
      "sums": 0.986182,
      "comparisons": 0.471164,
      "choices": 0.551029,
      "muxes": 0.512689,
      "constants": 0.25257,
      "masks": 0.264446,
      "control": 1.12268,
      "written": 1.40833,
      "narrowProducts": 1,
      "module": 1.86463,
    },
    "FF": {
      "registers": 0.94646,
      "control": 0.98848,
      "read": 0.422658,
    },
  },
  "xc7": {
    "LUT": {
      "sums": 0.385977,
      "choices": 0.405027,
      "muxes": 0.354638,
      "constants": 0.259884,
      "masks": 0.23607,
      "control": 0.853417,
      "tables": 0.890212,
      "written": 1.28069,
      "narrowProducts": 1.0018,
    },
    "FF": {
      "registers": 0.917249,
      "control": 0.989085,
      "read": 0.477189,
    },
  },
};

/** What the figures above were fitted to. */
export const GATE_FIT: Readonly<Record<GateFamily, GateFit>> = {
  "ecp5": {
    "version": "0.70",
    "modules": 171,
    "shapes": 87,
    "errors": {
      "LUT": {
        "median": 0.19883,
        "of90": 0.593985,
      },
      "FF": {
        "median": 0.057971,
        "of90": 0.252336,
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
    "modules": 171,
    "shapes": 87,
    "errors": {
      "LUT": {
        "median": 0.198795,
        "of90": 0.639344,
      },
      "FF": {
        "median": 0.0858209,
        "of90": 0.522409,
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
