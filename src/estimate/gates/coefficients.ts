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
      "registers": 0.0160477,
      "sums": 1.29274,
      "comparisons": 0.408446,
      "choices": 0.494108,
      "muxes": 1.17699,
      "constants": 1.10713,
      "masks": 0.0380738,
      "control": 1.7579,
      "written": 1.01104,
    },
    "FF": {
      "registers": 1.03429,
      "control": 0.842805,
      "read": 0.596714,
      "module": 0.675519,
    },
  },
  "xc7": {
    "LUT": {
      "registers": 0.0182002,
      "sums": 0.611059,
      "comparisons": 0.0279201,
      "choices": 0.341097,
      "muxes": 0.345262,
      "control": 1.44831,
      "written": 0.774747,
    },
    "FF": {
      "registers": 1.08627,
      "control": 0.791901,
      "read": 1.00733,
    },
  },
};

/** What the figures above were fitted to. */
export const GATE_FIT: Readonly<Record<GateFamily, GateFit>> = {
  "ecp5": {
    "yosys": "0.70",
    "modules": 86,
    "shapes": 33,
    "errors": {
      "LUT": {
        "median": 0.208077,
        "of90": 0.720779,
      },
      "FF": {
        "median": 0.152246,
        "of90": 0.41902,
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
        "median": 0.169493,
        "of90": 0.43399,
      },
      "FF": {
        "median": 0.106061,
        "of90": 0.387118,
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
