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
      "sums": 0.94568,
      "comparisons": 0.474885,
      "choices": 0.581138,
      "muxes": 0.527168,
      "constants": 0.24868,
      "masks": 0.264842,
      "control": 1.08232,
      "tables": 0.221728,
      "written": 1.48445,
      "narrowProducts": 1,
      "module": 1.93572,
    },
    "FF": {
      "registers": 0.946983,
      "control": 0.975509,
      "read": 0.517972,
    },
  },
  "xc7": {
    "LUT": {
      "sums": 0.556718,
      "choices": 0.440177,
      "muxes": 0.314801,
      "constants": 0.244657,
      "masks": 0.248643,
      "control": 1.04732,
      "tables": 0.807955,
      "written": 1.07797,
      "narrowProducts": 1.0017,
      "module": 2.40601,
    },
    "FF": {
      "registers": 0.856358,
      "control": 1.0145,
      "read": 0.458,
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
        "median": 0.181818,
        "of90": 0.614035,
      },
      "FF": {
        "median": 0.0574713,
        "of90": 0.233232,
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
        "median": 0.256,
        "of90": 0.590164,
      },
      "FF": {
        "median": 0.145299,
        "of90": 0.589041,
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
