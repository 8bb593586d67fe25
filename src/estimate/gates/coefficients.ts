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
      "sums": 0.940577,
      "comparisons": 0.476562,
      "choices": 0.581787,
      "muxes": 0.521643,
      "constants": 0.248789,
      "masks": 0.264286,
      "control": 1.08604,
      "tables": 0.226026,
      "written": 1.49771,
      "narrowProducts": 1,
      "module": 1.93117,
    },
    "FF": {
      "registers": 0.946983,
      "control": 0.975509,
      "read": 0.517972,
    },
  },
  "xc7": {
    "LUT": {
      "sums": 0.55884,
      "choices": 0.43943,
      "muxes": 0.315187,
      "constants": 0.244669,
      "masks": 0.248758,
      "control": 1.047,
      "tables": 0.809899,
      "written": 1.07888,
      "narrowProducts": 1.0017,
      "module": 2.40245,
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
        "median": 0.188406,
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
