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
  readonly yosys: string;
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
      "sums": 1.52274,
      "comparisons": 0.407751,
      "choices": 0.485926,
      "muxes": 1.22799,
      "constants": 0.624269,
      "control": 1.03486,
      "tables": 2.48287,
      "written": 1.03173,
      "guarded": 4.31949,
      "module": 0.615459,
    },
    "FF": {
      "registers": 0.986165,
      "control": 1.05655,
      "read": 0.945,
      "guarded": 2.40443,
      "module": 0.028891,
    },
  },
  "xc7": {
    "LUT": {
      "registers": 0.0220606,
      "sums": 0.668723,
      "comparisons": 0.225277,
      "choices": 0.247153,
      "muxes": 0.360562,
      "constants": 0.271127,
      "control": 1.18591,
      "written": 0.841871,
    },
    "FF": {
      "registers": 0.988271,
      "control": 0.998915,
      "read": 0.890089,
      "guarded": 0.0721902,
    },
  },
};

/** What the figures above were fitted to. */
export const GATE_FIT: Readonly<Record<GateFamily, GateFit>> = {
  "ecp5": {
    "yosys": "0.70",
    "modules": 74,
    "shapes": 27,
    "errors": {
      "LUT": {
        "median": 0.210303,
        "of90": 0.842857,
      },
      "FF": {
        "median": 0.0150452,
        "of90": 0.0877193,
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
    "yosys": "0.70",
    "modules": 30,
    "shapes": 9,
    "errors": {
      "LUT": {
        "median": 0.144704,
        "of90": 0.611111,
      },
      "FF": {
        "median": 0.016412,
        "of90": 0.0362338,
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
